"""A change of tool or definition: words that all stop in the week in which others begin."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pandas as pd

from csi_lib.ingest.findings.prefix import write_prefix
from csi_lib.ingest.issue import Issue, name_some

SHARE = 0.5  # of the tickets on either side carry words that are not on the other
STRAY = 0.01  # of the tickets with a word may lie on the wrong side
WEEKS = 4  # on either side, else it is the beginning or the end of the data
FEW = 100  # tickets on either side
THIN = 0.02  # of all tickets on either side: the scatter behind the end of an extraction is no new tool
WORDS = 200  # the most frequent of a column; what is rarer makes no half of a side

_MONDAY = pd.Timestamp("1970-01-05")
# What is compared, how it is called, and the SQL of its words. An open ticket says nothing about how states are named,
# and a resolved one of last week will be a closed one.
_WORDS: tuple[tuple[str, str, str], ...] = (
    ("category", "categories", "category"),
    (
        "state",
        "states",
        "CASE WHEN state IN ('resolved', 'closed') THEN 'resolved or closed' "
        "WHEN state NOT IN ('open', 'hold') THEN state END",
    ),
    ("outcome", "close codes", "outcome"),
    ("priority", "priorities", "priority"),
    ("channel", "channels", "channel"),
    ("id", "beginnings of ids", "CASE WHEN length(prefix) <= 10 THEN prefix END"),
)


def find_switches(connection: duckdb.DuckDBPyConnection) -> list[Issue]:
    """Find the columns of tickets whose vocabulary changes within a week.

    Parameters
    ----------
    connection : DuckDBPyConnection
        With the finished ``tickets``.

    Returns
    -------
    list of Issue
        One per column: the Monday from which the new words hold, and the words of both sides.
    """
    prefix, found = write_prefix(connection, "tickets"), []
    for column, said, words in _WORDS:
        if column == "id" and prefix.startswith("'"):
            continue  # one beginning for all
        source = f"(SELECT opened_at, {prefix} AS prefix FROM tickets)" if column == "id" else "tickets"
        counts = _count_words(connection, words, source)
        switch = _find_switch(counts)
        if switch:
            found.append(_say_switch(column, said, counts, *switch))
    return found


def _count_words(connection: duckdb.DuckDBPyConnection, words: str, source: str) -> pd.DataFrame:
    """Count tickets by week of opening (rows, only weeks with tickets) and word (columns, the most frequent first)."""
    week = "(CAST(epoch_us(opened_at) // 86400000000 AS BIGINT) + 3) // 7"
    rows = connection.execute(
        f"WITH w AS (SELECT {words} AS word, {week} AS week, count(*) AS tickets FROM {source} GROUP BY word, week) "
        f"SELECT word, week, tickets FROM w WHERE word IN (SELECT word FROM w WHERE word IS NOT NULL GROUP BY word "
        f"ORDER BY sum(tickets) DESC, word LIMIT {WORDS}) ORDER BY word, week"
    ).df()
    if rows.empty:
        return pd.DataFrame()
    table = rows.pivot(index="week", columns="word", values="tickets").fillna(0.0)
    order = table.sum().sort_values(ascending=False, kind="stable").index
    return table[order]


def _find_switch(counts: pd.DataFrame) -> tuple[int, np.ndarray, np.ndarray] | None:
    """Find the week from which new words hold; return its place, the words that ended and those that began."""
    if counts.shape[1] < 2:
        return None
    values = counts.to_numpy()
    totals = values.sum(axis=0)
    until = np.vstack([np.zeros(len(totals)), np.cumsum(values, axis=0)])  # until[k]: tickets of the first k weeks
    best: tuple[float, int, np.ndarray, np.ndarray] | None = None
    for place in range(WEEKS, len(values) - WEEKS + 1):
        # the week of the switch itself may hold both
        after = until[min(place + 1, len(values))]
        ended, began = after >= (1 - STRAY) * totals, until[place] <= STRAY * totals
        both = ended & began  # a word of this one week alone
        ended, began = ended & ~both, began & ~both
        before_rows, after_rows = until[place].sum(), totals.sum() - until[place].sum()
        if min(before_rows, after_rows) < max(FEW, THIN * totals.sum()):
            continue
        share = min(until[place][ended].sum() / before_rows, (totals - until[place])[began].sum() / after_rows)
        if share >= SHARE and (best is None or share > best[0]):
            best = (share, place, ended, began)
    return best[1:] if best else None


def _say_switch(
    column: str, said: str, counts: pd.DataFrame, place: int, ended: np.ndarray, began: np.ndarray
) -> Issue:
    day = _MONDAY + pd.Timedelta(weeks=int(counts.index[place]) - 1)
    old, new = (name_some(_called(counts.columns[side])) for side in (ended, began))
    rows = int(counts.to_numpy()[place:].sum())
    what = f"other {said} from the week of {day:%Y-%m-%d}: before {old}; from then on {new}"
    do = "A new tool or definition moves numbers without any improvement: name it under 'events'"
    return Issue("vocabulary_switch", "warning", f"tickets.{column}", what, rows, do)


def _called(words: Any) -> list[str]:
    return [str(word) or "digits only" for word in words]
