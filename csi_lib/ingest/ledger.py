"""The ledger: every row of every file is accounted for."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from csi_lib.errors import SourceError
from csi_lib.ingest.batch import Batch
from csi_lib.ingest.events import event_columns
from csi_lib.ingest.fold import STATUSES
from csi_lib.ingest.issue import Issue
from csi_lib.ingest.stamps import STAMP

FEWER = 30  # percent fewer rows than last time are worth a question

LEDGER = {
    "source": "str",
    "table": "str",
    "file": "str",
    "sha256": "str",
    "rows": "int64",
    "kept": "int64",
    "folded": "int64",
    "duplicate": "int64",
    "rejected": "int64",
    "first_stamp": STAMP,
    "last_stamp": STAMP,
}


def collect_lines(lines: list[dict[str, object]]) -> pd.DataFrame:
    """Make a ledger of the lines of all files, and check that it balances."""
    ledger = pd.DataFrame(lines, columns=list(LEDGER)).astype(LEDGER)
    check_balance(ledger)
    return ledger


def count_statuses(batch: Batch, status: pd.Series) -> dict[str, object]:
    """Return the line of one file that was read into memory."""
    counts = {name: int((status == name).sum()) for name in STATUSES}
    counts["rejected"] += len(batch.sheet.broken)
    stamps = [name for name in event_columns(batch.input.table) if name in batch.frame]
    used = batch.frame.loc[(status != "rejected").to_numpy(dtype=bool), stamps]
    span = (used.min().min(), used.max().max()) if stamps else (pd.NaT, pd.NaT)
    return make_line(batch, counts, span)


def make_line(batch: Batch, counts: Mapping[str, int], span: tuple[object, object]) -> dict[str, object]:
    """Return the line of one file in the ledger.

    Parameters
    ----------
    batch : Batch
        The file.
    counts : mapping of str to int
        What became of its rows, by status.
    span : tuple
        First and last stamp of the rows that are not rejected.

    Returns
    -------
    dict of str to object
        One value for every column of the ledger.
    """
    return {
        "source": batch.input.name,
        "table": batch.input.table.name,
        "file": batch.file.name,
        "sha256": batch.file.sha256,
        "rows": batch.sheet.count,
        **counts,
        "first_stamp": span[0],
        "last_stamp": span[1],
    }


def check_balance(ledger: pd.DataFrame) -> None:
    """Refuse a ledger in which a row was lost or counted twice.

    Raises
    ------
    SourceError
        When kept, folded, duplicate and rejected do not add up to the rows of a file.
    """
    wrong = ledger[ledger["rows"] != ledger[list(STATUSES)].sum(axis=1)]
    if len(wrong):
        raise SourceError(
            "kept, folded, duplicate and rejected rows do not add up to the rows of the file",
            where=str(wrong["file"].iloc[0]),
            do="This is a fault of the kit: please report it",
        )


def compare_exports(ledger: pd.DataFrame, previous_ledger: pd.DataFrame) -> tuple[Issue, ...]:
    """Compare the exports of this run with those of the last one.

    Parameters
    ----------
    ledger, previous_ledger : DataFrame
        Ledgers of both runs.

    Returns
    -------
    tuple of Issue
        Sources that are gone, end earlier than last time, or hold at least 30 % fewer rows.
    """
    now, then = _sum_up(ledger), _sum_up(previous_ledger)
    return tuple(issue for source in then.index for issue in _compare(source, now, then))


def _sum_up(ledger: pd.DataFrame) -> pd.DataFrame:
    return ledger.groupby("source").agg(rows=("rows", "sum"), last_stamp=("last_stamp", "max"))


def _compare(source: str, now: pd.DataFrame, then: pd.DataFrame) -> list[Issue]:
    if source not in now.index:
        what = "was read last time and is not any more"
        return [Issue("source_gone", "warning", source, what, 0, "Check the sources of the engagement")]
    found = []
    stamp, before = now["last_stamp"][source], then["last_stamp"][source]
    if pd.notna(before) and (pd.isna(stamp) or stamp < before):
        ends = "without any stamp" if pd.isna(stamp) else f"{stamp:%Y-%m-%d %H:%M} UTC"
        what = f"the data end earlier ({ends}) than last time ({before:%Y-%m-%d %H:%M} UTC)"
        found.append(Issue("older_export", "warning", source, what, 0, "Check that the newest export is named"))
    rows, rows_then = int(now["rows"][source]), int(then["rows"][source])
    if rows_then and 100 * (rows_then - rows) >= FEWER * rows_then:
        what = f"{rows:,} rows, {1 - rows / rows_then:.0%} fewer than last time ({rows_then:,})"
        found.append(Issue("fewer_rows", "warning", source, what, rows_then - rows, "Check that no file is missing"))
    return found
