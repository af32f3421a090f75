"""Rows of big files that are none, and rows that cannot be kept, each with its reason."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from csi_lib.ingest.batch import Opened, column_texts, find_reasons
from csi_lib.ingest.bulk.columns import Group
from csi_lib.ingest.bulk.landing import LandedFile, Landing
from csi_lib.ingest.sheet import Sheet

CHUNK = 20_000  # rejected rows that are looked at together


def leave_out_blanks(landing: Landing, group: Group) -> None:
    """Leave out the rows of a group that hold nothing, and the totals below its tables."""
    landing.run(f"INSERT INTO gone SELECT place, 'blank' FROM {group.source} WHERE {group.first.blank()}")
    base = group.base
    for laid in group.files:
        places = [((base + piece) << 32) + row for piece, row in laid.footers]
        landing.leave_out(np.array(places, dtype=np.int64), ["blank"] * len(places))
        base += len(laid.staged.pieces)
    low, high = group.base << 32, (group.base + group.pieces) << 32
    for place, rows in landing.run(
        f"SELECT place >> 32, count(*) FROM gone WHERE place >= {low} AND place < {high} GROUP BY ALL"
    ):
        landing.file_of(place << 32).blank += rows


def reject(landing: Landing, group: Group) -> None:
    """Leave out the rows of a group that cannot be kept, and note why."""
    needed = [item for item in landing.table.columns if item.needed]
    known = [item.name for item in needed if item.name in group.columns]
    conditions = [f"({group.columns[name].value}) IS NULL" for name in known]
    if len(known) < len(needed):
        conditions = ["TRUE"]
    key = group.first.mapping.columns.get(landing.table.key[0])
    if key:
        text = group.first.text(key)
        conditions.append(f"contains({text}, chr(10)) OR contains({text}, chr(13))")
    laid = group.first
    cells = {f"c{place}": laid.cell(place) for place in range(len(laid.staged.headings))}
    flags = {f"n_{name}": f"({group.columns[name].value}) IS NULL" for name in known}
    condition = " OR ".join(f"({item})" for item in conditions)
    # First whether there are any, which needs few of the cells.
    if not landing.run(f"SELECT 1 FROM ({group.select({'place': 'place'}, known, condition)}) LIMIT 1"):
        return
    query = group.select({"place": "place", **cells, **flags}, known, condition)
    count = landing.run(f"CREATE OR REPLACE TEMP TABLE doubtful AS {query}")[0][0]
    landing.run("DELETE FROM doubtful WHERE place IN (SELECT place FROM gone)")
    for start in range(0, count, CHUNK):
        rows = landing.run(f"SELECT * FROM doubtful WHERE rowid >= {start} AND rowid < {start + CHUNK} ORDER BY place")
        for own in _by_file(rows, landing.file_of):
            _find_reasons(landing, own[0], own[1], known, len(cells))
    landing.run("DROP TABLE doubtful")


def _find_reasons(landing: Landing, item: LandedFile, rows: list[tuple], known: list[str], width: int) -> None:  # type: ignore[type-arg]
    places = np.array([row[0] for row in rows], dtype=np.int64)
    numbers = item.laid.staged.number((places >> 32) - item.base, places & 0xFFFFFFFF)
    cells = [list(row[1 : width + 1]) for row in rows]
    sheet = Sheet(item.laid.staged.headings, cells, numbers.tolist(), typed=item.laid.converter.typed)
    opened = Opened(item.laid.file, sheet, item.laid.mapping, item.laid.converter, {})
    frame = pd.DataFrame(
        {name: [None if row[width + 1 + at] else "there" for row in rows] for at, name in enumerate(known)},
        index=range(len(rows)),
        dtype=object,
    )
    texts = {name: column_texts(cells, item.laid.mapping.columns[name]) for name in item.laid.mapping.columns}
    reasons = find_reasons(item.given, opened, frame, texts, item.forms)
    bad = np.flatnonzero(reasons != "")
    item.rejections += [(int(numbers[at]), reasons[at], cells[at]) for at in bad]
    landing.leave_out(places[bad], ["rejected"] * len(bad))


def _by_file(rows: list[tuple], find) -> Iterator[tuple[LandedFile, list[tuple]]]:  # type: ignore[no-untyped-def,type-arg]
    start = 0
    while start < len(rows):
        item = find(rows[start][0])
        end = next((at for at in range(start, len(rows)) if rows[at][0] >= item.span[1]), len(rows))
        yield item, rows[start:end]
        start = end
