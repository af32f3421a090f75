"""The history as rows, with what each entry changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from csi_lib.register.store.chain import Link
from csi_lib.register.store.schema import HISTORY
from csi_lib.register.store.writing import list_differing


def list_history(connection: Connection, kind: str = "", name: str = "") -> list[list[Any]]:
    """List the entries of the history, oldest first; parameters as for ``Store.history``.

    Returns
    -------
    list of list
        In the order of ``HISTORY_COLUMNS``; ``keys`` joined by commas.
    """
    wanted = select(HISTORY).order_by(HISTORY.c.seq)
    wanted = wanted.where(HISTORY.c.kind == kind) if kind else wanted
    wanted = wanted.where(HISTORY.c.id == name) if name else wanted
    before: dict[tuple[str, str], dict[str, Any]] = {}
    rows = []
    for row in connection.execute(wanted):
        link = Link(**row._mapping)
        was = before.get((link.kind, link.id))
        keys = ", ".join(list_differing(was, link.plain)) if was is not None else ""
        before[(link.kind, link.id)] = link.plain
        rows.append(
            [link.seq, link.at, link.who, link.kind, link.id, link.revision, link.what, link.why, keys, link.hash]
        )
    return rows
