"""The history of a ticket, from an export that has one row per update."""

from __future__ import annotations

import pandas as pd

from csi_lib.tables import TICKET_HISTORY

FIELDS = ("state", "team")


def list_updates(rows: pd.DataFrame, order: pd.Series, fields: tuple[str, ...] = FIELDS) -> pd.DataFrame:
    """List the changes of state and team between successive updates of a ticket.

    Parameters
    ----------
    rows : DataFrame
        Canonical ticket rows, several per id, with ``id``, ``updated_at`` and the fields.
    order : Series of float
        Running update number of each row.
    fields : tuple of str
        The columns to follow.

    Returns
    -------
    DataFrame
        The canonical table ticket_history. The first row of an id states where it began (``old`` missing); several
        changes of a field at the same stamp are one.
    """
    if rows.empty or not {"id", "updated_at"} <= set(rows):
        return TICKET_HISTORY.empty()
    timed = rows.assign(_order=order)[rows["updated_at"].notna()]
    ordered = timed.sort_values(["id", "_order", "updated_at"], kind="stable")
    lists = [_follow(ordered, field) for field in fields if field in ordered]
    found = pd.concat(lists) if lists else TICKET_HISTORY.empty()
    return TICKET_HISTORY.conform(found.sort_values(["ticket_id", "at", "field"], kind="stable").reset_index(drop=True))


def _follow(ordered: pd.DataFrame, field: str) -> pd.DataFrame:
    value = ordered[field]
    before = value.groupby(ordered["id"]).shift()
    changed = (value != before) & ~(value.isna() & before.isna())
    steps = pd.DataFrame(
        {"ticket_id": ordered["id"], "at": ordered["updated_at"], "old": before, "new": value, "field": field}
    )[changed]
    keys = ["ticket_id", "at", "field"]
    first, last = steps.drop_duplicates(keys, keep="first"), steps.drop_duplicates(keys, keep="last")
    latest = last.set_index(keys)["new"].reindex(pd.MultiIndex.from_frame(first[keys]))
    merged = first.assign(new=latest.to_numpy())
    moved = (merged["old"] != merged["new"]) & ~(merged["old"].isna() & merged["new"].isna())
    return merged[moved]
