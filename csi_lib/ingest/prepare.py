"""Preparing: the landed rows with everything derived from them, and what is odd about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from csi_lib.ingest.derive import derive_all
from csi_lib.ingest.events import all_events, last_plausible
from csi_lib.ingest.issue import Issue
from csi_lib.ingest.oddities import find_row_issues, find_window_issues
from csi_lib.ingest.windows import find_windows
from csi_lib.settings import Engagement


@dataclass(frozen=True)
class Prepared:
    """The canonical tables with their derived columns.

    Parameters
    ----------
    tables : dict of str to DataFrame
        Every canonical table.
    windows : DataFrame
        Extraction windows, as ``find_windows`` returns them.
    issues : tuple of Issue
        Findings about the kept rows.
    last_stamp : Timestamp
        Last moment of the data, UTC; NaT without any row.
    """

    tables: dict[str, pd.DataFrame]
    windows: pd.DataFrame
    issues: tuple[Issue, ...]
    last_stamp: pd.Timestamp


def prepare(raw: Mapping[str, Path], engagement: Engagement, *, causes_known: bool) -> Prepared:
    """Derive everything that is derived, once, so that every engine reads the same numbers.

    Parameters
    ----------
    raw : mapping of str to Path
        Canonical table -> Parquet file of its kept rows.
    engagement : Engagement
        Zone, business clock and the groups of the desk.
    causes_known : bool
        The ticket export has a column that names the change that caused a ticket.

    Returns
    -------
    Prepared
        Tables, windows and findings.
    """
    rows = {name: pd.read_parquet(path) for name, path in raw.items()}
    events = all_events(rows)
    last = last_plausible(events)
    derived = derive_all(rows, last, causes_known=causes_known)
    tables = {name: item.frame for name, item in derived.items()}
    windows = find_windows(tables, engagement.zone)
    issues = (
        *(issue for item in derived.values() for issue in item.issues),
        *find_row_issues(tables, last, events[events > last]),
        *find_window_issues(windows, tables["tickets"]),
    )
    return Prepared(tables, windows, issues, last)
