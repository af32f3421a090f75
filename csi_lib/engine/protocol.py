"""What the kit asks of an engine, and how the engines are named."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pandas as pd

DUCKDB = "duckdb"
SPARK = ("spark", "spark://", "local[", "yarn", "k8s://")  # `spark` is this machine; the rest is Spark's own naming
TABLES = "?tables="  # after the name of a Spark: the folder into which `csi prepare` put the tables
NOTE = "csi_prepared"  # beside loaded tables: which data they hold


@dataclass(frozen=True)
class Kept:
    """Canonical tables that lie with the engine already.

    Parameters
    ----------
    place : str
        Id of the engagement; schema or folder are named ``csi_<place>``.
    fingerprint : str
        Of the data they were made of: tables with another one are left alone.
    """

    place: str
    fingerprint: str

    @property
    def name(self) -> str:
        """Name of the schema or folder."""
        return f"csi_{self.place}"


class Engine(Protocol):
    """What the kit asks of an engine."""

    in_process: bool  # it shares the memory of this process, and so is asked for a few periods at a time

    def add_file(self, name: str, path: Path) -> None:
        """Make a Parquet file known under a name."""

    def add_frame(self, name: str, frame: pd.DataFrame) -> None:
        """Make a small frame known under a name."""

    def use_kept(self, kept: Kept) -> bool:
        """Make tables that `csi prepare` loaded known under their names; False when they are not there."""

    def query(self, text: str) -> pd.DataFrame:
        """Run one SQL text and return its rows in plain types."""


def is_spark(name: str) -> bool:
    """Tell whether a name is one of Spark's."""
    return name == SPARK[0] or name.partition("?")[0] in ("local", *SPARK) or name.startswith(SPARK[1:])
