"""A canonical table: what a row is, its key, and its columns."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from csi_lib.tables.column import DTYPES, Column


@dataclass(frozen=True)
class Table:
    """One canonical table: what a row is, its key, and its columns."""

    name: str
    row: str  # what one row is
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """Return the column of that name; KeyError when there is none."""
        return next(item for item in self.columns if item.name == name) if name in self.names else self._absent(name)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all columns, in order."""
        return tuple(item.name for item in self.columns)

    @property
    def stamps(self) -> tuple[str, ...]:
        """Names of the stamp columns, in order."""
        return tuple(item.name for item in self.columns if item.kind == "stamp")

    def _absent(self, name: str) -> Column:
        raise KeyError(f"table {self.name} has no column {name}")

    def empty(self) -> pd.DataFrame:
        """Return the table without rows, every column in its canonical type."""
        return pd.DataFrame({item.name: pd.Series(dtype=DTYPES[item.kind]) for item in self.columns})

    def conform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the frame with exactly the canonical columns, in order and in their types.

        Parameters
        ----------
        frame : DataFrame, shape (n, any)
            Values already in the canonical units; absent columns become missing values.

        Returns
        -------
        DataFrame, shape (n, columns)
            A new frame; the given one is not changed.
        """
        out = {}
        for item in self.columns:
            if item.name in frame:
                out[item.name] = frame[item.name].astype(DTYPES[item.kind])
            else:
                out[item.name] = pd.Series(None, index=frame.index, dtype=DTYPES[item.kind])
        return pd.DataFrame(out, index=frame.index)
