"""How often intervals like these held the truth when it was known: the stored simulation, never a kinder row of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from csi_lib.errors import SettingsError
from csi_lib.settings import find_kit

TABLE = "params/calibration/panels.csv"
COLUMNS = (
    "what", "method", "truth", "people", "questions", "effect", "team", "coverage", "error", "width", "panels",
)  # fmt: skip
LEAST = 90.0  # percent; below it the report prints the measured number beside the interval


@dataclass(frozen=True)
class Measured:
    """What was measured on panels of about the same size.

    Parameters
    ----------
    coverage : float
        Lowest share of 95 % intervals that held the truth, percent, over all truths and person effects.
    width : float
        Widest mean width there, percentage points.
    people : tuple of int
        Numbers of people that were looked at: the measured ones on either side.
    """

    coverage: float
    width: float
    people: tuple[int, ...]


@lru_cache(maxsize=4)
def _read(path: Path) -> pd.DataFrame:
    try:
        found = pd.read_csv(path)
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"the table of measured coverage cannot be read: {error}",
            where=str(path),
            do="Renew it: python -m tests.bench.panels",
        ) from None
    if tuple(found.columns) != COLUMNS:
        raise SettingsError(
            "the table of measured coverage has other columns",
            where=str(path),
            do="Renew it: python -m tests.bench.panels",
        )
    return found[found["method"] == "mixture"]


def load_panels(home: Path | None = None) -> pd.DataFrame:
    """Read the measured coverage of the kit's own method.

    Parameters
    ----------
    home : Path, optional
        The project's root; its own table, if it has one, goes before that of the kit.

    Returns
    -------
    DataFrame
        A row a cell: what, truth, people, questions, effect, team, coverage and its error (percent), width (points).

    Raises
    ------
    SettingsError
        When the file is absent or has other columns.
    """
    own = home / TABLE if home is not None else None
    if own is not None and own.is_file():
        return _read(own)
    folder, _, name = TABLE.rpartition("/")
    return _read(find_kit(folder) / name)


def find_measured(people: int, questions: int, table: pd.DataFrame) -> Measured | None:
    """Find what was measured for that many people.

    Parameters
    ----------
    people, questions : int
        Respondents, and questions of the attribute.
    table : DataFrame
        As ``load_panels`` returns it.

    Returns
    -------
    Measured or None
        The worst over the measured numbers of people on either side; None below the smallest one.
    """
    rows = table[table["what"] == ("question" if questions == 1 else "attribute")]
    sizes = sorted(int(size) for size in rows["people"].unique())
    if not sizes or people < sizes[0]:
        return None
    below = max(size for size in sizes if size <= people)
    above = min((size for size in sizes if size >= people), default=below)
    rows = rows[rows["people"].isin([below, above])]
    return Measured(float(rows["coverage"].min()), float(rows["width"].max()), tuple(sorted({below, above})))


@dataclass(frozen=True)
class Said:
    """How often levels that were said to have about this probability were the true ones.

    Parameters
    ----------
    between : str
        The tenth of the scale, such as ``80 to 90 %``.
    said, true : float
        Mean probability that was said, and share that was true, percent.
    error : float
        Standard error of the latter, points.
    cases : int
        Levels of simulated panels that it rests on.
    """

    between: str
    said: float
    true: float
    error: float
    cases: int


def list_said(table: pd.DataFrame) -> tuple[Said, ...]:
    """List how well the probabilities of levels held when the truth was known.

    Parameters
    ----------
    table : DataFrame
        As ``load_panels`` returns it.

    Returns
    -------
    tuple of Said
        From the lowest tenth to the highest.
    """
    rows = table[table["what"] == "said"].to_dict("records")
    return tuple(
        Said(str(row["truth"]), float(row["width"]), float(row["coverage"]), float(row["error"]), int(row["panels"]))
        for row in rows
    )
