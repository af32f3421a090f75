"""What became of the rows of big files: counted by file, with every fault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from csi_lib.ingest.batch import Batch
from csi_lib.ingest.bulk.columns import Group
from csi_lib.ingest.bulk.landing import LandedFile, Landing, Rejection
from csi_lib.ingest.events import event_columns
from csi_lib.ingest.ledger import make_line
from csi_lib.ingest.sheet import Sheet

FaultKey = tuple[str, str, str]


@dataclass(frozen=True)
class LongSheet(Sheet):
    """A sheet of which only the number of rows is known."""

    total: int = 0

    @property
    def count(self) -> int:
        """Number of data rows in the file, broken ones included."""
        return self.total


@dataclass(frozen=True)
class Account:
    """What became of one file.

    Parameters
    ----------
    batch : Batch
        The file; a big one without its rows.
    line : dict of str to object
        Its line of the ledger.
    rejections : list of (int, str, list of str)
        Row number, reason and cells of the rows that were not kept.
    """

    batch: Batch
    line: dict[str, object]
    rejections: list[Rejection]


def measure(landing: Landing) -> None:
    """Count what became of the rows of every file, and find its first and last stamp."""
    for place, why, rows in landing.run("SELECT place >> 32, why, count(*) FROM gone GROUP BY ALL"):
        landing.file_of(place << 32).statuses[why] += rows
    names = event_columns(landing.table)
    for group in landing.groups:
        own = [name for name in names if name in group.columns]
        if not own:
            continue
        values = ", ".join(group.columns[name].value for name in own)
        wanted = {"piece": "place >> 32", "low": f"min(least({values}))", "high": f"max(greatest({values}))"}
        query = group.select(wanted, own, landing.left("folded", "duplicate")) + " GROUP BY ALL"
        for piece, low, high in landing.run(query):
            item = landing.file_of(piece << 32)
            first, last = item.stamps
            item.stamps = (
                min((value for value in (first, low) if not pd.isna(value)), default=pd.NaT),
                max((value for value in (last, high) if not pd.isna(value)), default=pd.NaT),
            )


def count_faults(landing: Landing, group: Group) -> Iterator[tuple[FaultKey, pd.Series, int]]:
    """Yield each fault of a group of files: its place, its cells by text, and how many of them are in kept rows."""
    left = landing.left("folded", "duplicate")
    kept = landing.left()
    for column, ready in group.columns.items():
        for code, condition, text, joins in ready.faulty:
            query = (
                f"SELECT {text} AS text, count(*), count(*) FILTER ({kept}) FROM {group.source} "
                f"{' '.join(joins)} WHERE {condition} AND {left} GROUP BY ALL"
            )
            rows = landing.run(query)
            if rows:
                cells = pd.Series([row[1] for row in rows], index=[row[0] for row in rows])
                yield (group.given.name, column, code), cells, sum(row[2] for row in rows)


def sum_up(item: LandedFile) -> Account:
    """Say what became of the rows of one file."""
    staged = item.laid.staged
    rejections = [*item.rejections, *((own.row, own.reason, own.cells) for own in staged.broken)]
    rows = item.records - item.blank + len(staged.broken)
    lost = {name: item.statuses[name] for name in ("folded", "duplicate")}
    counts = {"kept": rows - len(rejections) - sum(lost.values()), **lost, "rejected": len(rejections)}
    sheet = LongSheet(
        staged.headings, [], [], staged.broken, typed=item.laid.converter.typed, remarks=staged.remarks, total=rows
    )
    empty = pd.Series(dtype=object)
    batch = Batch(item.given, item.laid.file, sheet, item.laid.mapping, pd.DataFrame(), empty, empty, ())
    return Account(batch, make_line(batch, counts, item.stamps), sorted(rejections, key=lambda own: own[0]))
