"""What a diagnostic rule reads and what it says: facts in, a proposal or a reason for silence out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.signals.series import main_rows, slice_columns

Priority = Literal["high", "medium", "low"]

RECENT = 3  # usable months that a table behind a proposal adds up: one month alone is mostly chance


@dataclass(frozen=True, eq=False)
class Exhibit:
    """A table that a proposal rests on.

    Parameters
    ----------
    title : str
        What it shows.
    rows : DataFrame
        Its columns are named as people read them.
    note : str
        What to know when reading it.
    flow : bool
        It is a course over months, ``Month, Opened, Ended``, to be drawn as well.
    """

    title: str
    rows: pd.DataFrame
    note: str = ""
    flow: bool = False


@dataclass(frozen=True)
class Action:
    """A row proposed for the register of actions; a person decides whether it is entered."""

    date: dt.date
    kpi: str
    where: str
    seen: str
    evidence: str
    action: str
    owner: str


@dataclass(frozen=True)
class Suggestion:
    """An improvement proposed for the register, linked to the KPI that would show it."""

    title: str
    kpi: str
    guards: tuple[str, ...]
    hypothesis: str


@dataclass(frozen=True, eq=False)
class Proposal:
    """What one rule proposes to look into.

    Parameters
    ----------
    rule : str
        Id of the rule.
    kpi : str
        Id of the KPI whose signal made it speak.
    seen : str
        What was seen, with its numbers; never what was behind it.
    next_step : str
        What to look at next.
    priority : {"high", "medium", "low"}
        High: an agreed line is crossed, a guard moved the wrong way, or chart and trend say the same. Medium: one of
        them does. Low: a help for judging, without a signal to the worse.
    exhibits : tuple of Exhibit
        The tables behind it.
    actions : tuple of Action
        Rows for the register of actions.
    suggestions : tuple of Suggestion
        Improvements to consider.
    """

    rule: str
    kpi: str
    seen: str
    next_step: str
    priority: Priority
    exhibits: tuple[Exhibit, ...] = ()
    actions: tuple[Action, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True)
class Silence:
    """A rule that has nothing to say, and why."""

    rule: str
    reason: str


Answer = Proposal | Silence
Fetch = Callable[[str], pd.DataFrame]


def _fetch_nothing(name: str) -> pd.DataFrame:
    return pd.DataFrame()


@dataclass(frozen=True, eq=False)
class Facts:
    """Everything the rules may look at.

    Parameters
    ----------
    kpis : tuple of Kpi
        The KPIs of the report.
    measures : DataFrame
        The long measures frame, by month.
    signals : DataFrame
        As ``assess`` returns it.
    as_of : date
        Last day of the data.
    targets : mapping of str to float
        KPI -> target agreed in an objective.
    fetch : callable
        Name of a small aggregate -> its rows; empty where the data do not hold it. Asked only where a rule speaks.
    """

    kpis: tuple[Kpi, ...]
    measures: pd.DataFrame
    signals: pd.DataFrame
    as_of: dt.date
    targets: Mapping[str, float] = field(default_factory=dict)
    fetch: Fetch = _fetch_nothing

    def kpi(self, *names: str) -> Kpi | None:
        """Return the first of the KPIs that the report holds and has a number for; else the first it holds."""
        known = {kpi.id: kpi for kpi in self.kpis}
        held = [known[name] for name in names if name in known]
        return next((kpi for kpi in held if len(self.months(kpi))), held[0] if held else None)

    def months(self, kpi: Kpi, where: Mapping[str, str] | None = None) -> pd.DataFrame:
        """Return the usable months of a KPI in one slice, in order; the total without one."""
        rows = main_rows(self.measures, kpi)
        for column in slice_columns(self.measures):
            wanted = (where or {}).get(column)
            rows = rows[rows[column].isna() if wanted is None else rows[column] == wanted]
        good = (rows["reason"] == "") & rows["value"].notna()
        return rows[good].sort_values("period_start")

    def recent(self, kpi: Kpi) -> Sequence[pd.Timestamp]:
        """Return the begins of the last usable months of a KPI's total."""
        return list(self.months(kpi)["period_start"].tail(RECENT))
