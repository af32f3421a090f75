"""A big Parquet file, read where it lies: what its cells are called in SQL, as text and as stamps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from csi_lib.ingest.adapter import Mapping
from csi_lib.ingest.bulk.session import name as named
from csi_lib.ingest.bulk.session import quote, scan
from csi_lib.ingest.bulk.stamp import keep_years
from csi_lib.ingest.dateforms import WRITTEN

_WHOLE = 15  # digits up to which a float that is whole is written as a whole number, as in memory
_SCALE = 6  # digits behind the point up to which Python writes a decimal without an exponent
_OWN = {"file_row_number", "file_index", "filename"}  # names the engine gives to columns of its own
_TEXTS = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
_EXACT = (pa.types.is_integer, pa.types.is_boolean)


@dataclass(frozen=True)
class Typed:
    """The columns of one Parquet file.

    Parameters
    ----------
    columns : tuple of (str, DataType)
        Name and type, in order.
    fractions : frozenset of int
        Stamps that are finer than a second in some row.
    mapped : dict of int to str
        Cells that are stamps, and the form in which they are written as text.
    sentinels : frozenset of str
        Days that mean "never".
    """

    columns: tuple[tuple[str, pa.DataType], ...]
    fractions: frozenset[int]
    mapped: dict[int, str] = field(default_factory=dict)
    sentinels: frozenset[str] = frozenset()

    @property
    def key(self) -> tuple[object, ...]:
        """Files with the same key can be read by the same SQL."""
        return tuple((heading, str(kind)) for heading, kind in self.columns), self.fractions

    def view(self, paths: Sequence[Path]) -> str:
        """Write the reading of such files: place, cells ``c``, and the stamps among them as ``t`` and ``o``."""
        cells = []
        for place in range(len(self.columns)):
            if place in self.mapped:
                stamp = keep_years(self._stamp(place), self.sentinels)
                text = self._text(place)
                cells += [f"{stamp} AS t{place}", f"CASE WHEN ({stamp}) IS NULL THEN {text} END AS o{place}"]
            else:
                cells.append(f"{self._text(place)} AS c{place}")
        return f"(SELECT file_index, file_row_number, {', '.join(cells)} FROM {scan(paths)})"

    def form(self, place: int) -> str:
        """Return the form in which the in-memory way writes a stamp; "" for what is none."""
        kind = self.columns[place][1]
        if pa.types.is_date32(kind):
            return WRITTEN
        if not pa.types.is_timestamp(kind):
            return ""
        return WRITTEN + (".%f" if place in self.fractions else "") + ("%z" if kind.tz else "")

    def _stamp(self, place: int) -> str:
        heading, kind = self.columns[place]
        return f"CAST({named(heading)} AS TIMESTAMP)" if pa.types.is_date32(kind) else read_micros(heading)

    def _text(self, place: int) -> str:
        heading, kind = self.columns[place]
        column = named(heading)
        if pa.types.is_null(kind):
            return "''"
        if self.form(place):
            return f"coalesce({write_stamp(self._stamp(place), self.form(place))}, '')"
        if pa.types.is_floating(kind):
            # by its text, so that no number is cast that may be too large
            text = f"CAST(CAST({column} AS DOUBLE) AS VARCHAR)"
            whole = f"{text} LIKE '%.0' AND length(ltrim({text}, '-')) <= {_WHOLE + len('.0')}"
            return (
                f"CASE WHEN {column} IS NULL OR {text} IN ('nan', '-nan') THEN '' WHEN {text} = '-0.0' THEN '0' "
                f"WHEN {whole} THEN left({text}, -2) ELSE {text} END"
            )
        return f"coalesce(CAST({column} AS VARCHAR), '')"


def read_micros(heading: str) -> str:
    """Write a stamp column of any precision, with a zone or not, as a plain one; a zone means UTC."""
    return f"make_timestamp(epoch_us({named(heading)}))"


def write_stamp(stamp: str, form: str) -> str:
    """Write a stamp as the text that the in-memory way has for it."""
    return f"strftime({stamp}, {quote(form.replace('%z', '+0000'))})"


def is_typed(path: Path) -> bool:
    """Tell whether the engine reads every column of a Parquet file as the in-memory way does."""
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowException, OSError, ValueError):
        return False
    names = [name.casefold() for name in schema.names]
    known = len(set(names)) == len(names) and not set(names) & _OWN and all(names)
    return known and all(_is_known(item.type) for item in schema)


def _is_known(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
        return any(test(kind) for test in _TEXTS)
    if pa.types.is_decimal128(kind):
        return bool(0 <= kind.scale <= _SCALE)
    plain = pa.types.is_float64(kind) or pa.types.is_float32(kind) or pa.types.is_date32(kind) or pa.types.is_null(kind)
    return plain or pa.types.is_timestamp(kind) or any(test(kind) for test in (*_TEXTS, *_EXACT))


def open_typed(path: Path, connection: duckdb.DuckDBPyConnection) -> Typed:
    """Look at the columns of a Parquet file.

    Parameters
    ----------
    path : Path
        The file, which ``is_typed``.
    connection : DuckDBPyConnection
        The engine.

    Returns
    -------
    Typed
        Not mapped yet.
    """
    columns = tuple((item.name, item.type) for item in pq.read_schema(path))
    if any(pa.types.is_floating(kind) for _, kind in columns):
        # The statistics of a file leave NaN out, and the engine would take the column to be free of it.
        connection.execute("SET disabled_optimizers = 'statistics_propagation'")
    stamps = [place for place, (_, kind) in enumerate(columns) if pa.types.is_timestamp(kind)]
    if not stamps:
        return Typed(columns, frozenset())
    fine = ", ".join(f"bool_or(epoch_us({named(columns[place][0])}) % 1000000 <> 0)" for place in stamps)
    row = connection.execute(f"SELECT {fine} FROM {scan([path])}").fetchall()[0]
    return Typed(columns, frozenset(place for place, found in zip(stamps, row, strict=True) if found))


def map_stamps(typed: Typed, mapping: Mapping, places: Sequence[int], sentinels: frozenset[str]) -> Typed:
    """Say which cells are read as stamps.

    Parameters
    ----------
    typed : Typed
        The columns.
    mapping : Mapping
        Which heading feeds which column.
    places : sequence of int
        The cells that feed a stamp column alone.
    sentinels : frozenset of str
        Days that mean "never".

    Returns
    -------
    Typed
        The columns, mapped.
    """
    once = [place for place in places if sum(own.count(place) for own in mapping.columns.values()) == 1]
    mapped = {place: typed.form(place) for place in once if typed.form(place)}
    return Typed(typed.columns, typed.fractions, mapped, sentinels)
