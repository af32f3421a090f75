"""Texts to canonical types, column by column; what cannot be read is marked and never guessed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from csi_lib.ingest.adapter import SECONDS, Adapter, ColumnRule, fold_text
from csi_lib.ingest.dateforms import JOINT, parse_any_year, parse_texts
from csi_lib.ingest.stamps import WRITTEN, read_stamps
from csi_lib.ingest.values import READINGS, Reading, read_texts
from csi_lib.tables import DTYPES, Column

UNKNOWN_STATE = "unknown"
WHOLE = 2**53  # beyond it a float no longer tells whole numbers apart


@dataclass(frozen=True)
class Fault:
    """Cells of one column that were read in a special way or not at all.

    Parameters
    ----------
    column : str
        Canonical column.
    code : str
        unreadable, unknown_value, out_of_range, clock_twice, clock_gap, mixed_forms or sentinel.
    mask : ndarray of bool, shape (n,)
        The rows.
    texts : ndarray of str, shape (n,)
        The column as it stood in the file.
    """

    column: str
    code: str
    mask: np.ndarray
    texts: np.ndarray


@dataclass(frozen=True)
class Converted:
    """One column in its canonical type, and its faults."""

    values: pd.Series
    faults: tuple[Fault, ...]


class Converter:
    """Turns the texts of one file into canonical columns.

    Parameters
    ----------
    adapter : Adapter
        Missing marks and the texts for yes and no.
    zone : str
        IANA zone of local stamps.
    typed : bool
        The file is a workbook: date cells were written by the reader.
    """

    def __init__(self, adapter: Adapter, zone: str, typed: bool) -> None:
        self.missing = {fold_text(item) for item in adapter.missing} | {""}
        self.flags: dict[str, object] = {fold_text(item): True for item in adapter.yes}
        self.flags |= {fold_text(item): False for item in adapter.no}
        self.sentinels, self.dates = frozenset(adapter.sentinels), tuple(adapter.dates)
        self.zone, self.typed = zone, typed

    def is_missing(self, texts: Sequence[str] | np.ndarray) -> np.ndarray:
        """Mark the texts that stand for "no value"."""
        codes, distinct = pd.factorize(np.asarray(texts, dtype=object))
        marks = np.array([fold_text(text) in self.missing for text in distinct], dtype=bool)
        return marks[codes] if len(marks) else np.zeros(len(codes), dtype=bool)

    def tidy(self, rule: ColumnRule, texts: np.ndarray) -> np.ndarray:
        """Clean texts by the rule's reading before maps and formats are applied; others are returned as they are."""
        if not rule.read or READINGS[rule.read].gives != "text":
            return texts
        codes, distinct = pd.factorize(texts)
        read = read_texts(rule.read, distinct)
        clean = np.array([text if new is None else str(new) for text, new in zip(distinct, read, strict=True)], object)
        return clean[codes]

    def convert(
        self, column: Column, rule: ColumnRule, texts: np.ndarray, form: str, kinds: pd.Series | None = None
    ) -> Converted:
        """Bring one column into its canonical type.

        Parameters
        ----------
        column : Column
            What the column has to be.
        rule : ColumnRule
            How this export writes it.
        texts : ndarray of str, shape (n,)
            The column as it stands in the file.
        form : str
            strptime format of a stamp column.
        kinds : Series of str, shape (n,), optional
            Kind of each row, for value maps that differ by kind.

        Returns
        -------
        Converted
            Values of shape (n,), missing where the text says so or is at fault.
        """
        reading = READINGS[rule.read] if rule.read else None
        if reading and reading.gives == "value":
            return self._read(column, rule, texts, reading)
        texts = self.tidy(rule, texts)
        if column.kind == "stamp":
            return self._stamps(column, texts, form)
        absent = self.is_missing(texts)
        if column.kind == "text" and not column.values:
            read = self._by_text(texts, self._renaming(rule))
        elif column.kind == "text" or rule.values:
            return self._mapped(column, rule, texts, absent, kinds)
        elif column.kind == "flag":
            read = self._by_text(texts, lambda text: self.flags.get(fold_text(text)))
        else:
            read = self._by_text(texts, _number_reader(column, rule))
        values = read.where(~absent, other=None).astype(DTYPES[column.kind])
        return self._check(column, values, texts, absent)

    def _read(self, column: Column, rule: ColumnRule, texts: np.ndarray, reading: Reading) -> Converted:
        """Read a column by a named reading; what it cannot read for certain is missing, with a finding."""
        absent = self.is_missing(texts)
        codes, distinct = pd.factorize(texts)
        values = read_texts(rule.read, distinct)
        if column.kind in ("number", "integer"):
            factor = _factor(reading.unit or rule.unit, column)
            values = np.array([None if item is None else _as_number(item, factor, column) for item in values], object)
        elif column.values:
            values = np.array([item if item in column.values else None for item in values], object)
        read = pd.Series(values[codes], dtype=object).where(~absent, other=None).astype(DTYPES[column.kind])
        return self._check(column, read, texts, absent)

    def _by_text(self, texts: np.ndarray, read: Callable[[str], object]) -> pd.Series:
        codes, distinct = pd.factorize(texts)
        values = np.empty(len(distinct) + 1, dtype=object)
        values[: len(distinct)] = [read(text) for text in distinct]
        return pd.Series(values[codes], dtype=object)

    def _stamps(self, column: Column, texts: np.ndarray, form: str) -> Converted:
        absent = self.is_missing(texts)
        codes, distinct = pd.factorize(texts)
        stripped = np.array([text.strip() for text in distinct], dtype=object)
        written = JOINT.join(item for item in (form, WRITTEN if self.typed else "") if item)
        marked = read_stamps(stripped, written, self.zone)
        sentinel = self._mark_sentinels(stripped, written)[codes]
        values = marked.utc.take(codes).reset_index(drop=True).where(~absent & ~sentinel)
        faults = self._check(column, values, texts, absent | sentinel).faults
        mixed = marked.other & ~self._mark_cells(stripped)
        flagged = {"clock_twice": marked.twice[codes], "clock_gap": marked.never[codes], "mixed_forms": mixed[codes]}
        for code, flags in {**flagged, "sentinel": sentinel}.items():
            if (flags & ~absent).any():
                faults += (Fault(column.name, code, flags & ~absent, texts),)
        return Converted(values, faults)

    def _mark_sentinels(self, texts: np.ndarray, form: str) -> np.ndarray:
        """Mark the texts that name a day on which the tool writes "never", in whichever of its forms they do."""
        if not self.sentinels:
            return np.zeros(len(texts), dtype=bool)
        own = parse_any_year(texts, form)
        marks = self._names_never(own)
        left = np.flatnonzero(own.isna())
        for part in self.dates if len(left) else ():
            marks[left] |= self._names_never(parse_any_year(texts[left], part))
        return marks

    def _names_never(self, stamps: pd.Series) -> np.ndarray:
        return stamps.dt.strftime("%Y-%m-%d").isin(self.sentinels).to_numpy(dtype=bool, copy=True)

    def _mark_cells(self, texts: np.ndarray) -> np.ndarray:
        """Mark date cells of a workbook: the reader wrote them, not the tool."""
        return parse_texts(texts, WRITTEN).notna().to_numpy() if self.typed else np.zeros(len(texts), dtype=bool)

    def _mapped(
        self, column: Column, rule: ColumnRule, texts: np.ndarray, absent: np.ndarray, kinds: pd.Series | None
    ) -> Converted:
        values = self._by_text(texts, _value_reader(column, rule, rule.values))
        own_kind = pd.Series(None, index=values.index, dtype=object) if kinds is None else kinds
        for kind, special in rule.by_kind.items():
            own = self._by_text(texts, _value_reader(column, rule, rule.values, special))
            values = values.where(~own_kind.eq(kind).fillna(False).to_numpy(dtype=bool), own)
        values = values.where(~absent, other=None)
        unknown = values.isna().to_numpy() & ~absent
        if column.name == "state":
            values = values.where(~unknown, UNKNOWN_STATE)
        typed = (values == "true").where(values.notna()) if column.kind == "flag" else values
        faults = (Fault(column.name, "unknown_value", unknown, texts),) if unknown.any() else ()
        return Converted(typed.astype(DTYPES[column.kind]), faults)

    def _renaming(self, rule: ColumnRule) -> Callable[[str], object]:
        names = _names(rule.values)
        return lambda text: names.get(fold_text(text), text.strip())

    def _check(self, column: Column, values: pd.Series, texts: np.ndarray, absent: np.ndarray) -> Converted:
        unreadable = values.isna().to_numpy() & ~absent
        faults = [Fault(column.name, "unreadable", unreadable, texts)] if unreadable.any() else []
        if column.low is not None or column.high is not None:
            outside = column.broken(values, "out_of_range")
            if outside.any():
                values = values.mask(outside)
                faults.append(Fault(column.name, "out_of_range", outside, texts))
        return Converted(values, tuple(faults))


def _names(values: dict[str, list[str]]) -> dict[str, str]:
    return {fold_text(text): value for value, texts in values.items() for text in texts}


def _value_reader(
    column: Column, rule: ColumnRule, values: dict[str, list[str]], first: dict[str, list[str]] | None = None
) -> Callable[[str], str | None]:
    names = {fold_text(value): value for value in column.values} | _names(values) | _names(first or {})

    def read(text: str) -> str | None:
        key = fold_text(text)
        if key in names:
            return names[key]
        lead = key.split("-", 1)[0]
        return names.get(lead) if rule.lead and lead else None

    return read


def _number_reader(column: Column, rule: ColumnRule) -> Callable[[str], float | None]:
    factor = _factor(rule.unit, column)

    def read(text: str) -> float | None:
        try:
            return _as_number(text.strip().replace("_", "x"), factor, column)
        except ValueError:
            return None

    return read


def _factor(unit: str, column: Column) -> float:
    return SECONDS[unit] / SECONDS[column.unit] if unit and column.unit in SECONDS else 1.0


def _as_number(value: object, factor: float, column: Column) -> float | None:
    number = float(str(value)) * factor
    whole = column.kind != "integer" or (number.is_integer() and abs(number) < WHOLE)
    return number if np.isfinite(number) and whole else None
