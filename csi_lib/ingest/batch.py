"""One file of one source in canonical columns, every row still there: kept, or with the reason why not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from csi_lib.errors import SourceError, did_you_mean
from csi_lib.ingest.adapter import (
    Adapter,
    ColumnRule,
    Mapping,
    TableRule,
    count_known,
    fold_text,
    map_headings,
    split_heading,
)
from csi_lib.ingest.convert import Converted, Converter, Fault
from csi_lib.ingest.files import SourceFile
from csi_lib.ingest.issue import name_some
from csi_lib.ingest.reader import read_sheet
from csi_lib.ingest.sheet import Sheet
from csi_lib.ingest.stamps import WRITTEN_FORMS, YEARS, Formats, settle, try_formats
from csi_lib.settings import Source
from csi_lib.tables import DTYPES, Column, Table

JOINT = " / "  # between the parts of a joined value; an empty part keeps its place
_BREAK = re.compile(r"\S[\r\n]|[\r\n]\S")


@dataclass(frozen=True)
class Input:
    """One source of an engagement, ready to be read."""

    name: str
    source: Source
    table: Table
    adapter: Adapter
    adapter_path: Path
    rule: TableRule
    zone: str
    files: tuple[SourceFile, ...]


@dataclass(frozen=True)
class Batch:
    """One file in canonical columns.

    Parameters
    ----------
    input : Input
        The source it belongs to.
    file : SourceFile
        The file.
    sheet : Sheet
        Its rows as text.
    mapping : Mapping
        Which heading feeds which column.
    frame : DataFrame, shape (n, columns read)
        The rows of the sheet in canonical types, those to be rejected included.
    order : Series of float, shape (n,)
        Running update number; missing where the export has none.
    reasons : Series of str, shape (n,)
        Why a row cannot be kept; "" where it can.
    faults : tuple of Fault
        Cells read in a special way or not at all.
    """

    input: Input
    file: SourceFile
    sheet: Sheet
    mapping: Mapping
    frame: pd.DataFrame
    order: pd.Series
    reasons: pd.Series
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Opened:
    """One file before its stamps are decided."""

    file: SourceFile
    sheet: Sheet
    mapping: Mapping
    converter: Converter
    formats: dict[str, Formats]


def read_batches(given: Input) -> list[Batch]:
    """Read all files of one source.

    Parameters
    ----------
    given : Input
        The source.

    Returns
    -------
    list of Batch
        One per file, in the order in which later ones win.

    Raises
    ------
    SourceError
        When a file cannot be read, misses a heading without which no row can be kept, or its dates can be read in
        two ways.
    """
    opened = [_open(given, file) for file in given.files]
    candidates = [item for one in opened for item in one.formats.values()]
    return [_convert(given, one, candidates) for one in opened]


def _open(given: Input, file: SourceFile) -> Opened:
    source = given.source
    sheet = read_sheet(
        file.path,
        delimiter=source.delimiter,
        encoding=source.encoding,
        known=lambda headings: count_known(given.rule, headings),
    )
    mapping = map_headings(given.rule, sheet.headings)
    check_headings(given, mapping, sheet, file)
    converter = Converter(given.adapter, given.zone, sheet.typed)
    stamps = {name: places for name, places in mapping.columns.items() if given.table.column(name).kind == "stamp"}
    tried = {
        name: try_column(_texts(sheet, *places), converter, list_forms(given), given.rule.columns[name])
        for name, places in stamps.items()
    }
    return Opened(file, sheet, mapping, converter, tried)


def check_headings(given: Input, mapping: Mapping, sheet: Sheet, file: SourceFile) -> None:
    """Refuse a file without a heading that no row can do without."""
    for column in given.table.columns:
        if not column.needed or column.name in mapping.columns or _stands_in(given, column):
            continue
        rule = given.rule.columns.get(column.name)
        heading = _name_absent(rule.headings, sheet) if rule else column.name
        near = did_you_mean(heading, sheet.headings)
        remedy = f"Add it to the export, or its heading to params/sources/{given.adapter.id}.yml. {given.rule.recipe}"
        raise SourceError(
            f"the heading '{heading}' is missing (column {column.name}); found: {name_some(sheet.headings, 12)}",
            where=file.name,
            do=f"{near[0].upper()}{near[1:]} {remedy}" if near.startswith("did") else remedy,
        )


def _name_absent(headings: list[str], sheet: Sheet) -> str:
    """Name the first heading that is not in the file: of a joined column, the one that stands in the way."""
    there = {fold_text(item) for item in sheet.headings}
    return next(
        (item for item in headings if not {fold_text(part) for part in split_heading(item)} & there), headings[0]
    )


def _stands_in(given: Input, column: Column) -> bool:
    """Tell whether something else than a heading can fill a needed column."""
    rule = given.rule.columns.get(column.name)
    return column.name == "kind" and bool(given.source.kind or (rule and rule.prefixes))


def list_forms(given: Input) -> list[str]:
    """List the forms that stamps of a source may have."""
    return [given.source.dates] if given.source.dates else [*given.adapter.dates]


def try_column(
    texts: Sequence[str] | np.ndarray, converter: Converter, formats: list[str], rule: ColumnRule | None = None
) -> Formats:
    """Find the forms that read most of the texts of one column."""
    cells = np.array(texts, dtype=object)
    tidy = converter.tidy(rule, cells) if rule else cells
    distinct = pd.unique(tidy[~converter.is_missing(tidy)])
    if converter.typed:  # cells that were dates in the file, beside those that were text
        formats = list(dict.fromkeys([*formats, *WRITTEN_FORMS]))
    return try_formats([text.strip() for text in distinct], formats)


def _texts(sheet: Sheet, *places: int) -> np.ndarray:
    return column_texts(sheet.rows, places)


def column_texts(rows: list[list[str]], places: tuple[int, ...]) -> np.ndarray:
    """Return the texts of one column: of one cell of every row, or of several joined."""
    texts = np.empty(len(rows), dtype=object)
    if len(places) == 1:
        texts[:] = [row[places[0]] for row in rows]
    else:
        cells = ([row[place].strip() for place in places] for row in rows)
        texts[:] = [JOINT.join(row) if any(row) else "" for row in cells]
    return texts


def _convert(given: Input, one: Opened, candidates: list[Formats]) -> Batch:
    forms = settle(one.formats, candidates, one.file.name)
    refuse_unread_dates(given, one)
    texts = {name: _texts(one.sheet, *places) for name, places in one.mapping.columns.items()}
    done: dict[str, Converted] = {}
    for column in kind_first(given.table):
        if column.name in texts:
            rule, kinds = given.rule.columns[column.name], done["kind"].values if "kind" in done else None
            form = forms.get(column.name, "")
            done[column.name] = one.converter.convert(column, rule, texts[column.name], form, kinds)
        if column.name == "kind":
            done["kind"] = fill_kind(given, column, done.get("kind"), texts, len(one.sheet.rows))
    frame = pd.DataFrame({name: item.values for name, item in done.items()}, index=range(len(one.sheet.rows)))
    faults = tuple(fault for item in done.values() for fault in item.faults)
    reasons = find_reasons(given, one, frame, texts, forms)
    return Batch(given, one.file, one.sheet, one.mapping, frame, _read_order(one), reasons, faults)


def kind_first(table: Table) -> list[Column]:
    """List the columns that are read, the kind before those whose values depend on it."""
    return sorted((item for item in table.columns if not item.derived), key=lambda item: item.name != "kind")


def refuse_unread_dates(given: Input, one: Opened) -> None:
    """Refuse a file of whose needed stamps none can be read."""
    for name, found in one.formats.items():
        if given.table.column(name).needed and found.filled and not found.read:
            form = f"format '{given.source.dates}'" if given.source.dates else "known date format"
            raise SourceError(
                f"no {form} fits column '{name}' (for example '{found.example}')",
                where=one.file.name,
                do="Set 'dates' for this source to its strptime format, for example dates: \"%d/%m/%Y %H:%M\"",
            )


def fill_kind(
    given: Input, column: Column, read: Converted | None, texts: dict[str, np.ndarray], rows: int
) -> Converted:
    """Fill the kind where the export says nothing: by the beginning of the id, else by the source's setting."""
    empty = pd.Series(pd.NA, index=range(rows), dtype=object).astype(DTYPES["text"])
    values, faults = (read.values, read.faults) if read else (empty, ())
    said = np.zeros(rows, dtype=bool)
    for fault in faults:
        said |= fault.mask  # the export does say, but a kind nobody knows: no guess
    rule = given.rule.columns.get("kind") or ColumnRule(headings=["kind"])
    for value, beginnings in rule.prefixes.items():
        heads = tuple(item.casefold() for item in beginnings)
        matches = np.array([text.strip().casefold().startswith(heads) for text in texts["id"]], dtype=bool)
        values = values.mask(values.isna() & matches & ~said, value)
    if given.source.kind:
        values = values.mask(values.isna() & ~said, given.source.kind)
    return Converted(values.astype(DTYPES["text"]), faults)


def _read_order(one: Opened) -> pd.Series:
    if one.mapping.order is None:
        return pd.Series(np.nan, index=range(len(one.sheet.rows)))
    return pd.to_numeric(pd.Series(_texts(one.sheet, one.mapping.order), dtype=object), errors="coerce").astype(float)


def find_reasons(
    given: Input, one: Opened, frame: pd.DataFrame, texts: dict[str, np.ndarray], forms: dict[str, str]
) -> pd.Series:
    """Say of every row why it cannot be kept; "" where it can."""
    reasons = pd.Series("", index=frame.index, dtype=object)
    for column in (item for item in given.table.columns if item.needed):
        absent = frame[column.name].isna() if column.name in frame else pd.Series(True, index=frame.index)
        for place in np.flatnonzero(absent & (reasons == "")):
            text = texts[column.name][place].strip() if column.name in texts else ""
            missing = bool(one.converter.is_missing([text])[0])
            reasons[place] = _say_reason(column, "" if missing else text, forms.get(column.name, ""))
        if column.name == given.table.key[0] and column.name in texts:
            for place in np.flatnonzero([bool(_BREAK.search(text)) for text in texts[column.name]]):
                # Only its first line: what follows was swallowed, and may be anybody's words.
                text = name_some(texts[column.name][place].strip().splitlines()[:1])
                reasons[place] = reasons[place] or f"{column.name} {text} holds a line break: a stray quote"
    heading = [fold_text(item) for item in one.sheet.headings]
    for place in np.flatnonzero(reasons != ""):
        if [fold_text(cell) for cell in one.sheet.rows[place]] == heading:
            reasons[place] = "the heading row again"
    return reasons


def _say_reason(column: Column, text: str, form: str) -> str:
    if not text:
        return f"no {column.name}"
    if column.values:
        return f"unknown {column.name} {name_some([text])}"
    years = f"{YEARS[0]} to {YEARS[1]}"
    wanted = f"a stamp of the form {form}, {years}" if column.kind == "stamp" else f"a {column.kind}"
    return f"{column.name} {name_some([text])} is not {wanted}"
