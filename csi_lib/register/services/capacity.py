"""Work to come against the hands there are: tickets expected, times what each takes, beside hours and a limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from csi_lib.register.service import Hands, Service

LEAST_NOTED = 0.5  # share of tickets with hours below which hours per ticket say too little
RECENT = 3  # months whose hours stand for those to come


@dataclass(frozen=True)
class Handling:
    """What one ticket of a service takes its teams.

    Parameters
    ----------
    hours : float
        Working hours a ticket that is opened.
    noted : float
        Share of the tickets, 0 to 1, whose hours somebody wrote down; NaN where the record states the hours.
    source : str
        ``noted`` or ``stated``.
    """

    hours: float
    noted: float
    source: str


def find_handling(service: Service, work: pd.DataFrame, opened: Mapping[str, int]) -> Handling | str:
    """Work out what a ticket takes, from the hours noted in the last year or from the record.

    Parameters
    ----------
    service : Service
        Its names, and its teams where it names any.
    work : DataFrame
        ``service, team, kind, hours, tickets, noted`` of the last year, by resolved tickets.
    opened : mapping of str to int
        Kind of ticket -> tickets of the service opened in the last year.

    Returns
    -------
    Handling or str
        Or why there is none. Where some tickets carry no hours, the others stand for them.
    """
    total = sum(opened.values())
    if not total:
        return "no ticket was opened in the last year"
    hands = service.capacity
    mine = work[work["service"].isin(list(service.names))]
    if hands is not None and hands.teams:
        mine = mine[mine["team"].isin(hands.teams)]
    noted, tickets = float(mine["noted"].sum()), float(mine["tickets"].sum())
    if tickets and noted / tickets >= LEAST_NOTED:
        some = mine[mine["noted"] > 0]
        hours = float((some["hours"] / some["noted"] * some["tickets"]).sum())
        return Handling(hours / total, noted / tickets, "noted")
    stated = {} if hands is None else {str(kind): hours for kind, hours in hands.handling.items()}
    if all(kind in stated for kind, count in opened.items() if count):
        hours = sum(stated[kind] * count for kind, count in opened.items() if count)
        return Handling(hours / total, float("nan"), "stated")
    return "too few tickets carry the hours that were worked; state 'handling' in the service's record"


def find_hours(service: Service, capacity: pd.DataFrame, work: pd.DataFrame, *, whole: bool = True) -> float | str:
    """Work out the hours a month that a service has.

    Parameters
    ----------
    service : Service
        With its hands.
    capacity : DataFrame
        ``period, team, hours``; the newest ``RECENT`` periods of a team count.
    work : DataFrame
        As for ``find_handling``: says which part of a team's work was for this service, where the record does not.
    whole : bool
        Whether ``work`` holds the work of all services.

    Returns
    -------
    float or str
        Hours, or why they are not known.
    """
    hands = service.capacity
    if hands is None:
        return "the record states no hands ('capacity')"
    if hands.hours is not None:
        return hands.hours * (1.0 if hands.part is None else hands.part)
    absent = [team for team in hands.teams if team not in set(capacity["team"])]
    if absent:
        return f"the data hold no hours of {', '.join(absent)}"
    if hands.part is None and not whole:
        return (
            "this report knows no other work of its groups; state 'part' in its record, or see the report of the whole"
        )
    return sum(_hours_of(team, hands, service, capacity, work) for team in hands.teams)


def _hours_of(team: str, hands: Hands, service: Service, capacity: pd.DataFrame, work: pd.DataFrame) -> float:
    by_month = capacity[capacity["team"] == team].groupby("period")["hours"].sum()
    there = float(by_month.tail(RECENT).mean())
    if hands.part is not None:
        return there * hands.part
    own = work[work["team"] == team]
    total = float(own["hours"].sum())
    mine = float(own.loc[own["service"].isin(list(service.names)), "hours"].sum())
    return there * mine / total if total else 0.0


@dataclass(frozen=True, eq=False)
class Load:
    """The months to come of one service.

    Parameters
    ----------
    service : Service
        Which.
    handling : Handling
        Hours a ticket.
    hours : float
        Hours a month there are.
    months : DataFrame
        ``period_start, period_end, tickets, need, need_lo, need_hi, load, load_lo, load_hi``: hours, and percent of the
        hours there are, and ``state``: whether the limit is exceeded, perhaps exceeded or kept.
    word : str
        ``exceeds``, ``may exceed`` or ``keeps`` the limit.
    """

    service: Service
    handling: Handling
    hours: float
    months: pd.DataFrame
    word: str

    @property
    def limit(self) -> float:
        """Percent of the hours that work may take."""
        assert self.service.capacity is not None
        return 100 * self.service.capacity.limit

    @property
    def peak(self) -> pd.Series:
        """The month with the most work expected."""
        return self.months.loc[self.months["need"].idxmax()]

    @property
    def widest(self) -> pd.Series:
        """The month whose work could be most: with the highest upper end of its interval."""
        return self.months.loc[self.months["load_hi"].idxmax()]


def load_service(service: Service, handling: Handling, hours: float, coming: pd.DataFrame) -> Load:
    """Hold the tickets that are expected against the hours there are.

    Parameters
    ----------
    service, handling, hours
        Which service, what a ticket takes it, and its hours a month.
    coming : DataFrame
        ``period_start, period_end, value, lo, hi``: tickets expected, with their 95 % interval.

    Returns
    -------
    Load
        The interval is that of the tickets alone; what a ticket takes is taken as it was.
    """
    assert service.capacity is not None
    months = coming[["period_start", "period_end"]].assign(tickets=coming["value"])
    for name, column in (("need", "value"), ("need_lo", "lo"), ("need_hi", "hi")):
        months[name] = coming[column] * handling.hours
        months[name.replace("need", "load")] = 100 * months[name] / hours
    limit = 100 * service.capacity.limit
    months["state"] = [_judge(*pair, limit) for pair in zip(months["load"], months["load_hi"], strict=True)]
    states = set(months["state"])
    word = "exceeds" if "exceeded" in states else "may exceed" if "perhaps exceeded" in states else "keeps"
    return Load(service, handling, hours, months.reset_index(drop=True), word)


def _judge(load: float, upper: float, limit: float) -> str:
    if load > limit:
        return "exceeded"
    return "perhaps exceeded" if upper > limit else "kept"


PEAKS = 3


def list_peaks(weeks: pd.DataFrame) -> pd.DataFrame:
    """List the busiest weeks of every service beside its usual week.

    Parameters
    ----------
    weeks : DataFrame
        ``service, period_start, period_end, tickets``; whole weeks.

    Returns
    -------
    DataFrame
        ``service, period_start, period_end, tickets, usual`` (median week) and ``times``, the most first.
    """
    columns = ["service", "period_start", "period_end", "tickets", "usual", "times"]
    if weeks.empty:
        return pd.DataFrame(columns=columns)
    usual = weeks.groupby("service")["tickets"].transform("median")
    laid = weeks.assign(usual=usual, times=weeks["tickets"] / usual.where(usual > 0))
    ordered = laid.sort_values(["service", "tickets", "period_start"], ascending=[True, False, False])
    return ordered.groupby("service").head(PEAKS).reset_index(drop=True)[columns]


def load_teams(work: pd.DataFrame, capacity: pd.DataFrame, last: int, months: int = 12) -> pd.DataFrame:
    """Set the hours that teams wrote down beside those they had, over the last year.

    Parameters
    ----------
    work : DataFrame
        As for ``find_handling``.
    capacity : DataFrame
        ``period, team, hours``.
    last : int
        Number of the newest period.
    months : int
        How many periods the work is of.

    Returns
    -------
    DataFrame
        ``team, worked, there, load`` (percent), the most loaded first; teams without hours in the data are left out.
    """
    recent = capacity[capacity["period"] > last - months]
    there = recent.groupby("team")["hours"].sum()
    worked = work.groupby("team")["hours"].sum().reindex(there.index, fill_value=0.0)
    frame = pd.DataFrame({"team": there.index.astype(str), "worked": worked.to_numpy(), "there": there.to_numpy()})
    frame = frame[frame["there"] > 0]
    return frame.assign(load=100 * frame["worked"] / frame["there"]).sort_values(
        ["load", "team"], ascending=[False, True], ignore_index=True
    )
