"""One link of a chain: what it is, and on which of the four levels from data to wisdom it lies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

Level = Literal["wisdom", "knowledge", "information", "data", "record"]
COLUMNS = ("depth", "level", "kind", "id", "says", "sha256", "rows")


@dataclass(frozen=True)
class Link:
    """One link.

    Parameters
    ----------
    level : {"wisdom", "knowledge", "information", "data", "record"}
        Decision or recommendation, finding, number, file; a record is what is traced, or stands between.
    kind : str
        What it is: ``recommendation``, ``verdict``, ``KPI``, ``measures``, ``baseline``, ``table``, ``file``, or a
        kind of the register.
    id : str
        Which one.
    says : str
        What it says, in words.
    sha256 : str
        Of a file, a definition or a baseline; empty for others.
    rows : int or None
        Rows of a file or of the measures.
    depth : int
        0 for what is traced.
    """

    level: Level
    kind: str
    id: str
    says: str = ""
    sha256: str = ""
    rows: int | None = None
    depth: int = 0

    def __str__(self) -> str:
        counted = "" if self.rows is None or self.kind == "file" else f", {self.rows:,} row{'s' * (self.rows != 1)}"
        hashed = f", SHA-256 {self.sha256}" if self.sha256 else ""
        said = f": {self.says}" if self.says else ""
        name = f"{self.kind} {self.id}".rstrip()
        return f"{'  ' * self.depth}{self.level:<11} {name}{said}{counted}{hashed}"

    def below(self, steps: int = 1) -> Link:
        """Return the link so many steps further down."""
        return replace(self, depth=self.depth + steps)


def trace_frame(links: Iterable[Link]) -> pd.DataFrame:
    """Return a chain as a table with ``COLUMNS``, from the recommendation down to the files."""
    rows = [[getattr(item, name) for name in COLUMNS] for item in links]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"rows": "Int64"})
