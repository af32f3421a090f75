"""Some dirt, as real exports have it: counted, so that a test can ask for every grain of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from csi_lib.demo.chance import open_stream
from csi_lib.demo.season import end_of_data

BACKDATED = 40
BACKDATED_SERVICES = (4, 5)  # no initiative lives here
ODD_STATES = (("Awaiting Vendor XY", 25), ("Zurückgestellt ⏸️", 10))
UNREADABLE = ("31.02.2025 25:61", "gestern früh")
NAMELESS = 3  # a year, rows without a number
DUPLICATES = 25  # a file


@dataclass(frozen=True)
class Spoilt:
    """The rows of one file with dirt between them, and how many rows of each kind of dirt were added."""

    rows: list[list[str]]
    added: dict[str, int]


def mark_tickets(seed: int, tickets: pd.DataFrame) -> pd.DataFrame:
    """Choose the tickets whose resolve stamp lies before the opening, and those in a state nobody knows.

    Parameters
    ----------
    seed : int
        Seed of the engagement.
    tickets : DataFrame
        As drawn.

    Returns
    -------
    DataFrame
        The tickets with ``backdated_hours`` (0: none) and ``odd_state`` (empty: none).
    """
    rng = open_stream(seed, "dirt")
    hours, states = np.zeros(len(tickets), dtype=np.int64), np.full(len(tickets), "", dtype=object)
    resolved = ~tickets["cancelled"] & (tickets["resolved"] <= end_of_data())
    spoilable = np.flatnonzero(resolved & tickets["service"].isin(BACKDATED_SERVICES))
    chosen = rng.choice(spoilable, min(BACKDATED, len(spoilable)), replace=False)
    hours[chosen] = rng.integers(1, 49, len(chosen))
    others = np.flatnonzero(resolved & (hours == 0))
    odd = rng.choice(others, min(sum(count for _, count in ODD_STATES), len(others)), replace=False)
    states[odd] = np.repeat(
        np.array([name for name, _ in ODD_STATES], dtype=object), [count for _, count in ODD_STATES]
    )[: len(odd)]
    return tickets.assign(backdated_hours=hours, odd_state=states)


def spoil_rows(seed: int, file: str, rows: list[list[str]], headings: list[str]) -> Spoilt:
    """Put duplicate, nameless, unreadable and ragged rows between the good ones of one file.

    Parameters
    ----------
    seed : int
        Seed of the engagement.
    file : str
        Name of the file; each has its own stream.
    rows : list of list of str
        The good rows; none of them is changed or lost.
    headings : list of str
        Field names; ``number`` and ``opened_at`` are among them.

    Returns
    -------
    Spoilt
        All rows in the order of the file, and what was added.
    """
    rng = open_stream(seed, f"dirt of {file}")
    number, opened = headings.index("number"), headings.index("opened_at")

    def copy_rows(count: int) -> list[list[str]]:
        return [list(rows[place]) for place in rng.choice(len(rows), min(count, len(rows)), replace=False)]

    def rename(row: list[str], place: int) -> list[str]:
        return [*row[:number], f"{row[number][:3]}9{place:06d}", *row[number + 1 :]]

    duplicates = copy_rows(DUPLICATES)
    nameless = [[*row[:number], "", *row[number + 1 :]] for row in copy_rows(NAMELESS)]
    unreadable = [rename(row, place) for place, row in enumerate(copy_rows(len(UNREADABLE)))]
    unreadable = [[*row[:opened], text, *row[opened + 1 :]] for row, text in zip(unreadable, UNREADABLE, strict=False)]
    wide, narrow = (rename(row, 100 + place) for place, row in enumerate(copy_rows(2)))
    ragged = [[*wide, "one cell", "too many"], narrow[:7]]
    kinds = {"duplicate": duplicates, "nameless": nameless, "unreadable": unreadable, "ragged": ragged}
    dirty = _strew(rng, rows, [row for added in kinds.values() for row in added])
    return Spoilt(dirty, {kind: len(added) for kind, added in kinds.items()})


def _strew(rng: np.random.Generator, rows: list[list[str]], added: list[list[str]]) -> list[list[str]]:
    places = rng.integers(0, len(rows) + 1, len(added))
    keys = np.concatenate([np.arange(len(rows)) * 2 + 1, places * 2])
    both = rows + added
    return [both[place] for place in np.argsort(keys, kind="stable")]
