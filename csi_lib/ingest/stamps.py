"""The date formats of a column: decided over the whole of it, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from csi_lib.errors import SourceError
from csi_lib.ingest.dateforms import STAMP, WRITTEN, WRITTEN_FORMS, YEARS, day_order, is_plain, parse_texts
from csi_lib.ingest.formsets import (
    ORDERS,
    add_serials,
    join_forms,
    looks_swapped,
    parse_hopeful,
    tell_apart,
    try_epochs,
    weigh,
)
from csi_lib.ingest.localtime import Local, Stamps, read_stamps, to_utc

__all__ = [
    "STAMP",
    "WRITTEN",
    "WRITTEN_FORMS",
    "YEARS",
    "Formats",
    "Local",
    "Stamps",
    "is_plain",
    "parse_texts",
    "read_stamps",
    "settle",
    "to_utc",
    "try_formats",
]


@dataclass(frozen=True)
class Formats:
    """The formats under which most texts of one column can be read, equally many under each.

    Parameters
    ----------
    formats : tuple of str
        A strptime format each, or a set of them of the same order of day and month, joined by `` | ``.
    filled, read : int
        How many distinct texts there are, and how many can be read.
    example : str
        A text for messages; where the formats disagree, one that tells.
    swapped : bool
        A spreadsheet read the days up to the 12th as dates and left the others as texts, so that day and month of
        the former may have changed places.
    decides : bool
        Some text tells day from month, so that the order holds for other columns of the source, too.
    """

    formats: tuple[str, ...]
    filled: int
    read: int
    example: str
    swapped: bool = False
    decides: bool = True

    @property
    def ambiguous(self) -> bool:
        """Tell whether day and month cannot be told apart."""
        return len({day_order(item) for item in self.formats}) > 1


def try_formats(texts: Sequence[str], formats: Sequence[str]) -> Formats:
    """Find the formats that read most texts of a column.

    Parameters
    ----------
    texts : sequence of str, shape (n,)
        The distinct filled texts of one column of one file.
    formats : sequence of str
        strptime formats in order of preference; where only one is given, nothing else is tried.

    Returns
    -------
    Formats
        The best ones; more than one only where they disagree about some text. Without texts: none. A column of
        several forms gets a set of them, if no text of it can be read in two ways of that set.
    """
    values = np.asarray(texts, dtype=object)
    parsed = parse_hopeful(values, formats)
    orders = [join_forms(values, parsed, formats, order) for order in ORDERS] if len(values) else []
    best = weigh(orders) if orders else []
    decides = len({(item.by >= 0).tobytes() for item in orders}) > 1  # else as many are read in either order
    if len(formats) > 1:
        best = [add_serials(values, item) for item in best] or try_epochs(values)
    told = tell_apart(values, best)
    swapped = any(looks_swapped(item) for item in best if item.form not in formats)
    most = max((item.read for item in best), default=0)
    return Formats(tuple(item.form for item in best), len(values), most, told, swapped, decides)


def settle(found: Mapping[str, Formats], others: Iterable[Formats], where: str) -> dict[str, str]:
    """Choose one format for every stamp column of a file.

    Parameters
    ----------
    found : mapping of str to Formats
        Candidates by column of the file.
    others : iterable of Formats
        Candidates of all columns and files of the same source: one tool writes day and month in one order.
    where : str
        The file, for the message.

    Returns
    -------
    dict of str to str
        Format by column, or a set of them joined by `` | ``; "" where nothing could be read.

    Raises
    ------
    SourceError
        When day and month cannot be told apart in a column, nor in any other column of the source; or when a
        spreadsheet may have made them change places.
    """
    orders = {day_order(item.formats[0]) for item in others if item.formats and item.decides and not item.ambiguous}
    orders.discard("")
    return {column: _settle_one(column, item, orders, where) for column, item in found.items()}


def _settle_one(column: str, found: Formats, orders: set[str], where: str) -> str:
    if found.swapped:
        raise _explain_swap(column, found, where)
    if not found.ambiguous:
        return found.formats[0] if found.formats else ""
    if len(orders) == 1:
        fitting = [item for item in found.formats if day_order(item) in orders]
        if fitting:
            return fitting[0]
    raise SourceError(
        f"day and month cannot be told apart in column '{column}' (for example '{found.example}')",
        where=where,
        do=f'Set \'dates\' for this source, for example dates: "{found.formats[0]}" or "{found.formats[1]}"',
    )


def _explain_swap(column: str, found: Formats, where: str) -> SourceError:
    kept = found.formats[0]
    back = kept.replace("%Y-%m-%d", "%Y-%d-%m")
    turned = f', or dates: "{back}" to change them back' if back != kept else ""
    return SourceError(
        f"a spreadsheet has read the days up to the 12th of column '{column}' as dates and left the others as texts; "
        "day and month of the former may have changed places",
        where=where,
        do="Export again and do not open the file in a spreadsheet; "
        f'else set dates: "{kept}" to take them as they stand{turned}',
    )
