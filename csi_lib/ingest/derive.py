"""Derived columns, computed once so that every engine reads the same numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from csi_lib.ingest.issue import Issue, name_some
from csi_lib.tables import TABLES

# A change counts as the cause of incidents opened up to a week after its end: kpis.md 4, row 8 (change_failure_rate).
CAUSE_DAYS = 7
OUT_OF_SCOPE = ("cancelled", "duplicate", "spam", "test")
OPEN_STATES = ("open", "hold", "unknown")
CSAT_SCALE = (1.0, 5.0)
PROMOTER, DETRACTOR = 9, 6  # at least, at most, of 10
TOP_BOX = 4  # at least, of 5

_HOUR = pd.Timedelta(hours=1)
_DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class Derived:
    """A table with its derived columns, and what was found on the way."""

    frame: pd.DataFrame
    issues: tuple[Issue, ...] = ()


def derive_all(tables: dict[str, pd.DataFrame], as_of: pd.Timestamp, *, causes_known: bool) -> dict[str, Derived]:
    """Add the derived columns to every table that has some.

    Parameters
    ----------
    tables : dict of str to DataFrame
        All canonical tables without their derived columns.
    as_of : Timestamp
        Last stamp of the data, UTC; an open ticket is late or not at this moment.
    causes_known : bool
        The ticket export has a column that names the change that caused a ticket.

    Returns
    -------
    dict of str to Derived
        Every table in its canonical columns, and the findings.
    """

    def work(name: str, derive: Callable[[pd.DataFrame], Derived]) -> Derived:
        return derive(tables[name]) if len(tables[name]) else Derived(tables[name])

    tickets = work("tickets", lambda frame: derive_tickets(frame, as_of))
    return {
        **{name: Derived(frame) for name, frame in tables.items()},
        "tickets": tickets,
        "changes": work("changes", lambda frame: derive_changes(frame, tickets.frame, causes_known=causes_known)),
        "problems": work("problems", derive_problems),
        "surveys": work("surveys", derive_surveys),
    }


def derive_tickets(frame: pd.DataFrame, as_of: pd.Timestamp) -> Derived:
    """Add scope, durations and the SLA outcome to tickets.

    Parameters
    ----------
    frame : DataFrame, shape (n, columns)
        Canonical tickets without derived columns.
    as_of : Timestamp
        Last stamp of the data, UTC.

    Returns
    -------
    Derived
        Tickets with ``in_scope``, ``hours_to_respond``, ``minutes_to_respond`` and ``hours_to_resolve`` (missing
        where negative), ``sla_met``, ``sla_decided_at`` and ``open_at_end``.
    """
    rows = _fill_outcome(TABLES["tickets"].conform(frame))
    respond, early = _elapsed(rows, "first_response_at", _HOUR, "responded")
    resolve, before = _elapsed(rows, "resolved_at", _HOUR, "resolved")
    still_open = rows["resolved_at"].isna() & rows["closed_at"].isna() & rows["state"].isin(OPEN_STATES)
    late = (still_open & (rows["sla_due_at"] < as_of)).to_numpy(dtype=bool)
    out = rows.assign(
        in_scope=~(rows["outcome"].isin(OUT_OF_SCOPE) | (rows["state"] == "cancelled")),
        hours_to_respond=respond,
        minutes_to_respond=respond * 60,
        hours_to_resolve=resolve,
        sla_met=_judge_sla(rows, still_open.to_numpy(dtype=bool), late),
        sla_decided_at=rows["resolved_at"].where(~late, rows["sla_due_at"]),
        open_at_end=still_open,
    )
    return Derived(TABLES["tickets"].conform(out), (*early, *before))


def _judge_sla(rows: pd.DataFrame, still_open: np.ndarray, late: np.ndarray) -> pd.Series:
    """Met or missed: the tool's mark once the ticket is done, else the stamps; an open ticket only when late."""
    stamped = rows["resolved_at"].notna() | rows["closed_at"].notna()
    done = (stamped | rows["state"].isin(("resolved", "closed"))).to_numpy()
    both = (rows["resolved_at"].notna() & rows["sla_due_at"].notna()).to_numpy()
    in_time = (rows["resolved_at"] <= rows["sla_due_at"]).astype("boolean").where(both)
    met = rows["made_sla"].fillna(in_time).where(done & ~still_open)
    return met.mask(late, False).astype("boolean")


def _fill_outcome(rows: pd.DataFrame) -> pd.DataFrame:
    cancelled = (rows["state"] == "cancelled") & rows["outcome"].isna()
    return rows.assign(state=rows["state"].fillna("unknown"), outcome=rows["outcome"].mask(cancelled, "cancelled"))


def _elapsed(
    rows: pd.DataFrame, end: str, unit: pd.Timedelta, verb: str, table: str = "tickets"
) -> tuple[pd.Series, tuple[Issue, ...]]:
    """Measure from opening to a stamp; negative is missing and a finding."""
    elapsed = (rows[end] - rows["opened_at"]).dt.total_seconds() / unit.total_seconds()
    negative = (elapsed < 0).to_numpy(dtype=bool)
    if not negative.any():
        return elapsed, ()
    issue = Issue(
        f"{verb}_before_opened",
        "warning",
        f"{table}.{end}",
        f"{verb} before opened: {name_some(rows.loc[negative, 'id'])}; no duration is computed for them",
        int(negative.sum()),
        "Check the stamps in the tool, and that all stamps of the export are in one time zone",
    )
    return elapsed.mask(negative), (issue,)


def derive_changes(frame: pd.DataFrame, tickets: pd.DataFrame, *, causes_known: bool) -> Derived:
    """Add the end, the incidents caused and the failure mark to changes.

    Parameters
    ----------
    frame : DataFrame, shape (n, columns)
        Canonical changes without derived columns.
    tickets : DataFrame, shape (m, columns)
        Canonical tickets with ``in_scope``.
    causes_known : bool
        The ticket export has a column that names the change that caused a ticket.

    Returns
    -------
    Derived
        Changes with ``ended_at`` (actual end; else the close of a closed or cancelled change),
        ``caused_incidents`` (in-scope tickets that name the change and were opened from its start until 7 days
        after its end; missing without an end or without that column) and ``failed``.
    """
    rows = _fill_outcome(TABLES["changes"].conform(frame))
    closed = rows["closed_at"].where(rows["state"].isin(("closed", "cancelled")))
    rows = rows.assign(ended_at=rows["implemented_at"].fillna(closed))
    caused = _count_caused(rows, tickets).where(rows["ended_at"].notna() & causes_known)
    unsuccessful = (rows["outcome"] == "unsuccessful") | (caused.fillna(0) > 0)
    out = rows.assign(caused_incidents=caused, failed=unsuccessful.astype("boolean").where(rows["outcome"].notna()))
    return Derived(TABLES["changes"].conform(out))


def _count_caused(changes: pd.DataFrame, tickets: pd.DataFrame) -> pd.Series:
    naming = tickets.loc[tickets["in_scope"] & tickets["caused_by_change"].notna(), ["caused_by_change", "opened_at"]]
    spans = pd.DataFrame(
        {
            "caused_by_change": changes["id"],
            "begin": changes["started_at"].fillna(changes["opened_at"]),  # no start: not before it was asked for
            "end": changes["ended_at"] + CAUSE_DAYS * _DAY,
        }
    )
    pairs = naming.rename(columns={"opened_at": "at"}).merge(spans, on="caused_by_change")
    inside = pairs[(pairs["at"] >= pairs["begin"]) & (pairs["at"] <= pairs["end"])]
    counts = inside["caused_by_change"].value_counts()
    return changes["id"].map(counts).fillna(0).astype("Int64")


def derive_problems(frame: pd.DataFrame) -> Derived:
    """Add the days from opening to resolve; missing where negative, with a finding."""
    rows = _fill_outcome(TABLES["problems"].conform(frame))
    days, issues = _elapsed(rows, "resolved_at", _DAY, "resolved", "problems")
    return Derived(TABLES["problems"].conform(rows.assign(days_to_resolve=days)), issues)


def derive_surveys(frame: pd.DataFrame) -> Derived:
    """Add promoter points and the top-box mark; a score outside its scale is taken out, with a finding.

    Parameters
    ----------
    frame : DataFrame, shape (n, columns)
        Canonical surveys without derived columns.

    Returns
    -------
    Derived
        Surveys with ``nps_points`` (100, 0, -100; kind nps) and ``top_box`` (kind csat).
    """
    rows = TABLES["surveys"].conform(frame)
    nps, csat = rows["kind"] == "nps", rows["kind"] == "csat"
    low, high = CSAT_SCALE
    # the table's own rule keeps every score on 0 to 10, the scale of nps; csat is narrower
    outside = (csat & rows["score"].notna() & ~rows["score"].between(low, high)).to_numpy(dtype=bool)
    score = rows["score"].mask(outside)
    points = pd.Series(np.select([score >= PROMOTER, score <= DETRACTOR], [100.0, -100.0], 0.0), index=rows.index)
    out = rows.assign(
        score=score,
        nps_points=points.where(nps & score.notna()),
        top_box=(score >= TOP_BOX).astype("boolean").where(csat & score.notna()),
    )
    return Derived(TABLES["surveys"].conform(out), _scale_issue(rows, outside))


def _scale_issue(rows: pd.DataFrame, outside: np.ndarray) -> tuple[Issue, ...]:
    if not outside.any():
        return ()
    what = f"csat scores outside 1 to 5 were left out: {name_some(rows.loc[outside, 'score'].unique())}"
    return (
        Issue("out_of_range", "warning", "surveys.score", what, int(outside.sum()), "Check the scale of the survey"),
    )
