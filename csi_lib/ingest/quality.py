"""Findings about files and cells: what was not read as it stood, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

import pandas as pd

from csi_lib.ingest.batch import Batch
from csi_lib.ingest.issue import Issue, Severity, name_counted, name_some
from csi_lib.ingest.people import PEOPLE

_RESAVED = "Do not open an export in a spreadsheet before it is read"
_FAULTS: dict[str, tuple[Severity, str, str]] = {
    "unreadable": ("warning", "cannot be read, counted as missing", "Check the column, or the adapter's formats"),
    "unknown_value": ("warning", "not known, counted as missing", "Add them to 'values' of this column in the adapter"),
    "out_of_range": ("warning", "outside the allowed range, counted as missing", "Check the column in the tool"),
    "clock_twice": ("info", "came twice when the clocks went back, the first was taken", "Export in UTC to avoid this"),
    "clock_gap": ("info", "skipped when the clocks went forward, moved by the gap", "Check the zone of the source"),
    "mixed_forms": ("info", "not written in the date form of most of the column, read by their own", _RESAVED),
    "sentinel": ("info", "stand for 'never' in this tool, counted as missing", "Nothing, if they do"),
}
_STATE = "not known, taken as 'unknown'"
_OUTCOME = "not known, counted as missing, so cancelled and duplicate tickets among them stay in every KPI"


# Source, column and code; how many cells there are by text; how many of them are in rows that were kept.
FaultCount = tuple[tuple[str, str, str], pd.Series, int]


def find_faults(
    batches: Sequence[Batch], statuses: Sequence[pd.Series], counted: Sequence[FaultCount] = ()
) -> list[Issue]:
    """Sum up the cells that were read in a special way or not at all.

    Parameters
    ----------
    batches : sequence of Batch
        The files.
    statuses : sequence of Series of str
        What became of each row; cells of rejected rows do not count.
    counted : sequence of FaultCount
        The same of files that were not read into memory.

    Returns
    -------
    list of Issue
        One per source, column and kind of fault, with the texts, the most frequent first.
    """
    found = [
        (
            (batch.input.name, fault.column, fault.code),
            pd.Series(fault.texts[used]).value_counts(),
            int((status.to_numpy()[used] == "kept").sum()),
        )
        for batch, status in zip(batches, statuses, strict=True)
        for fault in batch.faults
        if (used := fault.mask & (status.to_numpy() != "rejected")).any()
    ]
    found = sorted([*found, *counted], key=lambda item: item[0])
    return [_sum_fault(key, list(group)) for key, group in groupby(found, key=lambda item: item[0])]


def _sum_fault(key: tuple[str, str, str], parts: list[FaultCount]) -> Issue:
    source, column, code = key
    cells = pd.concat([part[1] for part in parts])
    count, kept = int(cells.sum()), sum(part[2] for part in parts)
    severity, what, do = _FAULTS[code]
    if code == "unknown_value":
        what = {"state": _STATE, "outcome": _OUTCOME}.get(column, what)
    common = cells.groupby(cells.index.str.strip()).sum().sort_index().sort_values(ascending=False, kind="stable")
    where = "" if kept == count else f" ({kept:,} of {count:,} cells are in rows that were kept)"
    # Whoever stands in a person's column is nobody's business, not even as an example.
    examples = f"{len(common):,} texts, not shown" if column in PEOPLE else name_counted(common)
    text = f"{what}: {examples}{where}"
    return Issue(code, severity if kept else "info", f"{source}.{column}", text, count, do)


def find_all_file_issues(batches: Sequence[Batch]) -> list[Issue]:
    """List what is odd about the files, equal findings about several files as one."""
    by_text: dict[tuple[str, str], list[Issue]] = {}
    for issue in (issue for batch in batches for issue in find_file_issues(batch)):
        by_text.setdefault((issue.code, issue.what), []).append(issue)
    return [_merge(same) for same in by_text.values()]


def _merge(same: list[Issue]) -> Issue:
    rest = len(same) - 1
    more = f" and {rest:,} more file{'s' if rest > 1 else ''}" if rest else ""
    return replace(same[0], where=f"{same[0].where}{more}")


def find_file_issues(batch: Batch) -> list[Issue]:
    """List what is odd about one file: capped, columns twice, unused or absent.

    Parameters
    ----------
    batch : Batch
        The file.

    Returns
    -------
    list of Issue
        Findings about the file as a whole.
    """
    name, mapping, rule = batch.file.name, batch.mapping, batch.input.rule
    found = [Issue(item.code, "info", name, item.what, item.count, item.do) for item in batch.sheet.remarks]
    found += _find_cap(batch)
    if mapping.twice:
        what = f"headings that stand there twice, the first was read: {name_some(mapping.twice)}"
        found.append(Issue("heading_twice", "info", name, what, len(mapping.twice), "Rename one of them"))
    if mapping.unused:
        what = f"headings that are not used: {name_some(mapping.unused, 12)}"
        do = "Map one in the adapter if it is needed"
        found.append(Issue("unused_headings", "info", name, what, len(mapping.unused), do))
    absent = [column for column in rule.wanted if column not in mapping.columns]
    if absent:
        what = f"columns the KPIs need are not in this export: {name_some(absent, 12)}"
        found.append(Issue("column_absent", "warning", name, what, len(absent), rule.recipe))
    return found


def _find_cap(batch: Batch) -> list[Issue]:
    rows, width, adapter = batch.sheet.count, len(batch.sheet.headings), batch.input.adapter
    cells = [cap for cap in adapter.cell_caps if batch.sheet.typed and rows in {cap // width, cap // width - 1}]
    if rows not in adapter.row_caps and not cells:
        return []
    what = f"{rows:,} rows are exactly what the tool exports at most; rows may be missing"
    return [Issue("capped", "warning", batch.file.name, what, rows, "Export shorter spans, for example month by month")]


def find_rejections(rejected: pd.DataFrame, ledger: pd.DataFrame) -> list[Issue]:
    """Sum up the rejected rows of every source.

    Parameters
    ----------
    rejected : DataFrame
        One row per rejected row: ``source, file, row, reason, content``.
    ledger : DataFrame
        One row per file.

    Returns
    -------
    list of Issue
        One per source with rejected rows; an error where nothing could be kept.
    """
    found = []
    for source, rows in rejected.groupby("source", sort=False):
        reasons = rows["reason"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
        listed = "; ".join(f"{count:,} × {reason}" for reason, count in reasons.head(3).items())
        rest = f"; and {len(reasons) - 3:,} other reasons" if len(reasons) > 3 else ""
        kept = int(ledger.loc[ledger["source"] == source, "kept"].sum())
        severity: Severity = "warning" if kept else "error"
        code = "rejected" if kept else "nothing_kept"
        what = f"{len(rows):,} rows could not be used: {listed}{rest}"
        found.append(Issue(code, severity, str(source), what, len(rows), "See the list of rejected rows"))
    return found
