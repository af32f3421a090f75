"""A column of few distinct texts, or of texts that nearly all stand for themselves: cases in place of a join."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from csi_lib.ingest.bulk.session import quote
from csi_lib.ingest.convert import Converted
from csi_lib.ingest.derived.tables import SQL_TYPES
from csi_lib.tables import Column

FEW = 24  # cases; more are slower than a join


@dataclass
class Cases:
    """The texts of a column that do not stand for themselves, and their values.

    Parameters
    ----------
    column : Column
        The column.
    alike : bool
        A text may stand for itself.
    """

    column: Column
    alike: bool
    few: bool = True
    keys: list[tuple[str | None, ...]] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    codes: dict[str, list[int]] = field(default_factory=dict)

    def add(self, keys: Sequence[np.ndarray], converted: Converted, hidden: pd.Series | None) -> None:
        """Add distinct texts; once there are too many, nothing is kept.

        Parameters
        ----------
        keys : sequence of ndarray of str, shape (n,)
            The parts of every key.
        converted : Converted
            Its values and faults.
        hidden : Series of str, shape (n,), optional
            The values with people as pseudonyms.
        """
        values = converted.values.astype(object).where(converted.values.notna(), None).to_numpy()
        there = np.array([key is not None for key in keys[0]], dtype=bool)  # what is not there has no value
        apart = np.array(
            [not self.alike or value != key for value, key in zip(values, keys[0], strict=True)], dtype=bool
        )
        for fault in converted.faults:
            apart |= np.asarray(fault.mask, dtype=bool)
        apart &= there
        places = np.flatnonzero(apart)
        # a NUL ends a text of SQL
        if len(self.keys) + len(places) > FEW or any("\0" in (key[place] or "") for key in keys for place in places):
            self.few = False
        if not self.few:
            return
        for fault in converted.faults:
            marked = np.flatnonzero(np.isin(places, np.flatnonzero(np.asarray(fault.mask, dtype=bool)))) + len(
                self.keys
            )
            self.codes.setdefault(fault.code, []).extend(marked.tolist())
        for place in places:
            self.keys.append(tuple(key[place] for key in keys))
            self.values.append(self._write_value(values[place]))
            shown = None if hidden is None or pd.isna(hidden.iloc[place]) else hidden.iloc[place]
            self.hidden.append(self._write_value(values[place] if hidden is None else shown))

    def _write_value(self, value: object) -> str:
        return "NULL" if pd.isna(value) else f"{quote(value)}::{SQL_TYPES[self.column.kind]}"

    def write(self, keys: Sequence[str]) -> tuple[str, tuple[str, ...], str]:
        """Write the value, the joins it needs (none), and the value with people as pseudonyms.

        Parameters
        ----------
        keys : sequence of str
            The parts of the key as SQL.

        Returns
        -------
        tuple of (str, tuple of str, str)
            SQL.
        """
        return self._choose(keys, self.values), (), self._choose(keys, self.hidden)

    def _choose(self, keys: Sequence[str], values: Sequence[str]) -> str:
        rest = keys[0] if self.alike else f"NULL::{SQL_TYPES[self.column.kind]}"
        told = [(key, value) for key, value in zip(self.keys, values, strict=True) if self.alike or value != "NULL"]
        cases = " ".join(f"WHEN {self._match(keys, key)} THEN {value}" for key, value in told)
        return f"(CASE {cases} ELSE {rest} END)" if cases else rest

    @staticmethod
    def _match(keys: Sequence[str], key: tuple[str | None, ...]) -> str:
        parts = zip(keys, key, strict=True)
        return " AND ".join(f"{item} IS NULL" if part is None else f"{item} = {quote(part)}" for item, part in parts)

    def write_faults(self, keys: Sequence[str], text: str) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
        """Write each kind of fault: code, condition, text in the file, joins (none).

        Parameters
        ----------
        keys : sequence of str
            The parts of the key as SQL.
        text : str
            The text as it stands in the file, as SQL.

        Yields
        ------
        tuple of (str, str, str, tuple of str)
            As ``Ready`` has them.
        """
        for code in sorted(self.codes):
            marked = [f"({self._match(keys, self.keys[place])})" for place in self.codes[code]]
            if marked:
                yield code, f"({' OR '.join(marked)})", text, ()
