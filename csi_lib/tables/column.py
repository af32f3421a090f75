"""A column of a canonical table: what it is for, and the rules its values keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

Kind = Literal["text", "stamp", "number", "integer", "flag"]

DTYPES: dict[str, str] = {
    "text": "str",
    "stamp": "datetime64[us]",  # UTC without a zone mark: no engine's zone function is ever needed
    "number": "float64",
    "integer": "Int64",
    "flag": "boolean",
}


@dataclass(frozen=True)
class Column:
    """One column of a canonical table.

    Parameters
    ----------
    name : str
        Name of the column, the same in every room.
    kind : {"text", "stamp", "number", "integer", "flag"}
        Type of its values; a stamp is UTC without a zone mark, microseconds.
    why : str
        What the column is needed for.
    unit : str
        Unit of a number; empty for others.
    needed : bool
        A row without a value here cannot be kept.
    values : tuple of str
        The only texts allowed; empty when any is.
    low, high : float or None
        Least and greatest number allowed.
    derived : bool
        Computed by ingest from other columns, never read from an export.
    """

    name: str
    kind: Kind
    why: str
    unit: str = ""
    needed: bool = False
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    derived: bool = False

    def rules(self) -> Iterator[tuple[str, str]]:
        """Yield each rule of this column as (code, sentence); the sentence is the manual's."""
        if self.needed:
            yield "missing", "must have a value"
        if self.values:
            yield "unknown_value", f"is one of: {', '.join(self.values)}"
        if self.low is not None or self.high is not None:
            yield "out_of_range", self._range_sentence()

    def broken(self, values: pd.Series, code: str) -> np.ndarray:
        """Mark the values that break one rule.

        Parameters
        ----------
        values : Series, shape (n,)
            The column in its canonical type.
        code : str
            The rule, as ``rules`` names it.

        Returns
        -------
        ndarray of bool, shape (n,)
            True where the rule is broken; a missing value breaks only "missing".
        """
        absent = values.isna()
        if code == "missing":
            marked = absent
        elif code == "unknown_value":
            marked = ~values.isin(self.values) & ~absent
        else:
            low = -np.inf if self.low is None else self.low
            high = np.inf if self.high is None else self.high
            marked = ~values.between(low, high) & ~absent
        return marked.fillna(False).to_numpy(dtype=bool)

    def _range_sentence(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        if self.high is None:
            return f"is at least {self.low:g}{unit}"
        if self.low is None:
            return f"is at most {self.high:g}{unit}"
        return f"lies between {self.low:g} and {self.high:g}{unit}"


def text(name: str, why: str, **more: object) -> Column:
    """Declare a text."""
    return Column(name, "text", why, **more)  # type: ignore[arg-type]


def stamp(name: str, why: str, **more: object) -> Column:
    """Declare a stamp."""
    return Column(name, "stamp", why, **more)  # type: ignore[arg-type]


def number(name: str, unit: str, why: str, **more: object) -> Column:
    """Declare a number, with its unit."""
    return Column(name, "number", why, unit=unit, **more)  # type: ignore[arg-type]


def integer(name: str, why: str, **more: object) -> Column:
    """Declare an integer."""
    return Column(name, "integer", why, **more)  # type: ignore[arg-type]


def flag(name: str, why: str, **more: object) -> Column:
    """Declare a flag."""
    return Column(name, "flag", why, **more)  # type: ignore[arg-type]
