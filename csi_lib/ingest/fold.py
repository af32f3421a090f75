"""One row per id: the newest wins, and every other row gets a name."""

from __future__ import annotations

import numpy as np
import pandas as pd

STATUSES = ("kept", "folded", "duplicate", "rejected")


def fold_rows(frame: pd.DataFrame, key: tuple[str, ...], order: pd.Series, usable: pd.Series) -> pd.Series:
    """Decide for every row whether it is the newest of its id.

    Parameters
    ----------
    frame : DataFrame, shape (n, columns)
        Canonical rows of all files, a later file behind an earlier one.
    key : tuple of str
        The columns that make an id.
    order : Series of float, shape (n,)
        Running update number; decides only within an id of which every row has one.
    usable : Series of bool, shape (n,)
        False for rows that are rejected for another reason.

    Returns
    -------
    Series of str, shape (n,)
        "kept": the newest row of its id, by update number, then ``updated_at``, then place in the files;
        "duplicate": all canonical cells equal to a row that is kept or folded; "folded": an older state of a kept
        id; "rejected": not usable.
    """
    status = pd.Series("rejected", index=frame.index, dtype=object)
    rows = frame[usable]
    if rows.empty:
        return status
    ids = rows.groupby(list(key), sort=False, dropna=False).ngroup().to_numpy()
    newest_first = np.lexsort((np.arange(len(rows)), _age(rows), _rank(order[usable], ids), ids))[::-1]
    ordered = rows.assign(_order=order[usable]).iloc[newest_first]
    sorted_ids = ids[newest_first]
    first = np.r_[True, sorted_ids[1:] != sorted_ids[:-1]]
    again = _repeats(ordered, sorted_ids)
    status[ordered.index] = np.where(first, "kept", np.where(again, "duplicate", "folded"))
    return status


def _rank(order: pd.Series, ids: np.ndarray) -> np.ndarray:
    known = order.notna().groupby(ids).transform("all").to_numpy()
    return np.where(known, order.to_numpy(dtype=float, na_value=0.0), 0.0)


def _age(rows: pd.DataFrame) -> np.ndarray:
    if "updated_at" not in rows:
        return np.zeros(len(rows), dtype=np.int64)
    return rows["updated_at"].to_numpy().astype("datetime64[us]").astype(np.int64)  # a missing stamp is the oldest


def _repeats(ordered: pd.DataFrame, ids: np.ndarray) -> np.ndarray:
    """Mark rows equal to one before them; only ids that come more than once are looked at."""
    several = pd.Series(ids).duplicated(keep=False).to_numpy()
    marks = np.zeros(len(ordered), dtype=bool)
    marks[several] = ordered[several].duplicated(keep="first").to_numpy()
    return marks
