"""Big files of one table opened, their dates settled, and those that are read alike put together."""

from __future__ import annotations

import pyarrow.parquet as pq

from csi_lib.errors import SourceError
from csi_lib.ingest.batch import refuse_unread_dates
from csi_lib.ingest.bulk.columns import Group
from csi_lib.ingest.bulk.landing import LandedFile, Landing
from csi_lib.ingest.bulk.layout import Laid, find_forms, lay_file
from csi_lib.ingest.bulk.stage import AGAIN
from csi_lib.ingest.stamps import settle


def open_files(landing: Landing) -> list[LandedFile]:
    """Open every file of the sources and settle how its dates are written."""
    found: list[LandedFile] = []
    base = 0
    for given in landing.inputs:
        laid: list[Laid] = []
        for file in given.files:
            own = landing.folder / f"file-{len(found) + len(laid):05}"
            own.mkdir()
            laid.append(lay_file(given, file, landing.connection, own))
            _refuse_empty(laid[-1])
        opened = [find_forms(given, item, landing.connection) for item in laid]
        candidates = [item for one in opened for item in one.formats.values()]
        for one, item in zip(opened, laid, strict=True):
            forms = settle(one.formats, candidates, one.file.name)
            refuse_unread_dates(given, one)
            records = sum(pq.read_metadata(piece).num_rows for piece in item.staged.pieces)
            found.append(LandedFile(given, item, one, forms, base, records))
            base += len(item.staged.pieces)
    return found


def group_files(landing: Landing) -> list[Group]:
    """Put files together that follow one another and are read alike: one query serves them all."""
    groups: list[Group] = []
    last: object = None
    for item in landing.files:
        if not item.laid.staged.pieces:
            continue
        key = (item.given.name, item.laid.key, tuple(sorted(item.forms.items())))
        if key == last:
            groups[-1].files.append(item.laid)
        else:
            groups.append(Group(item.given, [item.laid], item.base, item.forms, f"g{len(groups)}"))
        last = key
    return groups


def _refuse_empty(laid: Laid) -> None:
    rows = sum(pq.read_metadata(piece).num_rows for piece in laid.staged.pieces)
    if not rows and not laid.staged.broken:
        raise SourceError("the file holds a heading and no rows", where=str(laid.file.path), do=AGAIN)
