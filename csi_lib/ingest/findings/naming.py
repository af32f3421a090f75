"""A few examples of many rows, without holding the rows."""

from __future__ import annotations

from collections.abc import Sequence

from csi_lib.ingest.issue import name_some

MOST = 5  # examples of one finding


def pick(column: str, condition: str, order: str = "csi_row") -> str:
    """Write the aggregate that keeps the first few values of a column where a condition holds."""
    return f"arg_min({column}, {order}, {MOST}) FILTER (WHERE {condition})"


def name_first(names: Sequence[object] | None, count: int) -> str:
    """Name the first few of so many things, as ``name_some`` does for all of them."""
    shown = name_some(list(names or ()), MOST)
    rest = count - min(len(names or ()), MOST)
    return f"{shown} and {rest:,} more" if rest > 0 else shown
