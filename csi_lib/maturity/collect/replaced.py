"""The list of what gave way to a newer answer: it lies beside the answer files and only grows."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import astuple, fields
from pathlib import Path

from csi_lib.maturity.collect.source import Conflict

CONFLICTS = "replaced.csv"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")  # a cell that begins so would run (OWASP, "CSV Injection")


def add_conflicts(folder: Path, found: Sequence[Conflict]) -> str | None:
    """Return the list of what was replaced with new rows at its end; None where there is nothing new."""
    path = folder / CONFLICTS
    there = path.read_text(encoding="utf-8") if path.exists() else ""
    new = [row for row in dict.fromkeys(found) if write_conflicts([row], head=False) not in there]
    return there + write_conflicts(new, head=not there) if new else None


def write_conflicts(found: Sequence[Conflict], head: bool = True) -> str:
    """Return conflicts as CSV: what was kept, what was replaced, and where each stood.

    Parameters
    ----------
    found : sequence of Conflict
        One row each.
    head : bool
        Whether to begin with the headings.

    Returns
    -------
    str
        Texts that a spreadsheet would run have an apostrophe in front.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    if head:
        writer.writerow([item.name for item in fields(Conflict)])
    for row in found:
        writer.writerow([f"'{text}" if text.startswith(_FORMULA) else text for text in astuple(row)])
    return stream.getvalue()
