"""Tickets to come of every service, the hands there are for them, and where work waits."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from csi_lib.kpi.sql import NONE
from csi_lib.periods import period_grid
from csi_lib.register.service import Service
from csi_lib.register.services.capacity import (
    Load,
    find_handling,
    find_hours,
    list_peaks,
    load_service,
    load_teams,
)
from csi_lib.study.once import once
from csi_lib.study.services.asking import age_queues, count_opened, sum_capacity, sum_work
from csi_lib.study.services.foretelling import foretell
from csi_lib.study.study import Study

HORIZON = 6
YEAR = 12
MOST = 12  # services that are foretold: a learnt prior of more would take long and say no more


@dataclass(frozen=True, eq=False)
class Outlook:
    """What is to come, and what there is for it.

    Parameters
    ----------
    known : dict of str to DataFrame
        Name of a service -> its whole months: ``period_start, period_end, value, n``.
    coming, hindsight : DataFrame
        The forecast of each, and how such forecasts would have done; ``kpi`` is the name of the service.
    loads : tuple of Load
        Services with hands, against their limit.
    unknown : tuple of (str, str)
        Services of the catalogue that cannot be held against hands, and why.
    peaks : DataFrame
        Busiest weeks.
    queues : DataFrame
        Open tickets by group and state, with their age.
    teams : DataFrame
        Hours written down against hours there, by group.
    """

    known: dict[str, pd.DataFrame]
    coming: pd.DataFrame
    hindsight: pd.DataFrame
    loads: tuple[Load, ...]
    unknown: tuple[tuple[str, str], ...]
    peaks: pd.DataFrame
    queues: pd.DataFrame
    teams: pd.DataFrame


@once
def look_ahead(study: Study) -> Outlook:
    """Foretell the tickets of every service and hold them against the hands that are stated.

    Parameters
    ----------
    study : Study
        Data and records.
    """
    services = tuple(item for item in study.records.of(Service) if item.status == "operational")
    opened = _name(count_opened(study, "month"), services)
    grid = period_grid(study.first, study.as_of)
    known = {name: _lay_out(opened, name, grid) for name in _choose(opened)}
    coming, hindsight = foretell(study, known, "count", "tickets", HORIZON)
    work, capacity = sum_work(study), sum_capacity(study)
    loads: list[Load] = []
    unknown: list[tuple[str, str]] = []
    for item in services:
        found = _load(item, opened, coming, work, capacity, len(grid) - 1, not study.part)
        if isinstance(found, str):
            unknown.append((item.name, found))
        else:
            loads.append(found)
    weeks = _name(count_opened(study, "week"), services)
    return Outlook(
        known,
        coming,
        hindsight,
        tuple(loads),
        tuple(unknown),
        list_peaks(_lay_weeks(weeks, tuple(known), period_grid(study.first, study.as_of, "week"))),
        age_queues(study),
        load_teams(work, capacity[(capacity["team"] != NONE) & (not study.part)], len(grid) - 1, YEAR),
    )


def _name(opened: pd.DataFrame, services: tuple[Service, ...]) -> pd.DataFrame:
    """Put the tickets under a service's own name, whatever name of it they carry."""
    own = {name: item.name for item in services for name in item.names}
    return opened.assign(service=[own.get(name, name) for name in opened["service"]])


def _choose(opened: pd.DataFrame) -> list[str]:
    counts = opened[opened["service"] != NONE].groupby("service")["tickets"].sum()
    return list(counts.sort_values(ascending=False, kind="stable").head(MOST).index)


def _lay_out(opened: pd.DataFrame, name: str, grid: pd.DataFrame) -> pd.DataFrame:
    counts = opened[opened["service"] == name].groupby("period")["tickets"].sum()
    value = counts.reindex(range(len(grid)), fill_value=0).astype("float64")
    laid = grid.assign(value=value.to_numpy(), n=value.to_numpy())
    return laid[laid["complete"]].drop(columns="complete").reset_index(drop=True)


def _lay_weeks(opened: pd.DataFrame, names: tuple[str, ...], grid: pd.DataFrame) -> pd.DataFrame:
    parts = [_lay_out(opened, name, grid).assign(service=name) for name in names]
    if not parts:
        return pd.DataFrame(columns=["service", "period_start", "period_end", "tickets"])
    return pd.concat(parts, ignore_index=True).rename(columns={"value": "tickets"})


def _load(
    service: Service,
    opened: pd.DataFrame,
    coming: pd.DataFrame,
    work: pd.DataFrame,
    capacity: pd.DataFrame,
    last: int,
    whole: bool,
) -> Load | str:
    hours = find_hours(service, capacity, work, whole=whole)
    if isinstance(hours, str):
        return hours
    if hours <= 0:
        return "its teams wrote down no hours for it in the last year; state 'part' in its record"
    recent = opened[(opened["service"] == service.name) & (opened["period"] > last - YEAR)]
    counts = {str(kind): int(count) for kind, count in recent.groupby("kind")["tickets"].sum().items()}
    handling = find_handling(service, work, counts)
    if isinstance(handling, str):
        return handling
    mine = coming[coming["kpi"] == service.name]
    if mine.empty or (mine["reason"] != "").any():
        return "; ".join(mine["reason"]) or "its tickets are not foretold"
    return load_service(service, handling, hours, mine)


def list_demand(found: Outlook) -> pd.DataFrame:
    """List the tickets of every service that is foretold: a usual month, the next one and the busiest one ahead.

    Parameters
    ----------
    found : Outlook
        What is known and what is to come.

    Returns
    -------
    DataFrame
        ``service, usual`` (median of the last twelve months), ``next, next_lo, next_hi`` (whole tickets with their
        95 % interval), ``period_start, period_end`` of the busiest month and ``peak, peak_lo, peak_hi``.
    """
    told = found.coming[found.coming["reason"] == ""]
    parts = ((name, told[told["kpi"] == name]) for name in found.known)
    return pd.DataFrame([_sum_demand(found.known[name], part, name) for name, part in parts if len(part)])


def _sum_demand(known: pd.DataFrame, coming: pd.DataFrame, name: str) -> dict[str, object]:
    whole = coming.round({"value": 0, "lo": 0, "hi": 0})
    first, peak = whole.iloc[0], whole.loc[whole["value"].idxmax()]
    ends = (("", "value"), ("_lo", "lo"), ("_hi", "hi"))
    return {
        "service": name,
        "usual": known["value"].tail(YEAR).median(),
        **{f"next{end}": first[key] for end, key in ends},
        "period_start": peak["period_start"],
        "period_end": peak["period_end"],
        **{f"peak{end}": peak[key] for end, key in ends},
    }


def rate_forecasts(hindsight: pd.DataFrame, known: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Rate forecasts of the past against a usual month and against two plain rules.

    Parameters
    ----------
    hindsight : DataFrame
        As ``look_back`` makes it.
    known : dict of str to DataFrame
        The months of each.

    Returns
    -------
    DataFrame
        Beside what was given ``percent`` (mean absolute error in percent of the median month), ``against_last`` and
        ``against_cycle`` (that error over the one of the last value, and of last year's: below 1 is closer).
    """
    usual = pd.Series([known[name]["value"].median() for name in hindsight["kpi"]], index=hindsight.index, dtype=float)
    against = {
        f"against_{rule}": hindsight["error"] / hindsight[f"error_{key}"].where(hindsight[f"error_{key}"] > 0)
        for rule, key in (("last", "last"), ("cycle", "last_cycle"))
    }
    return hindsight.assign(percent=100 * hindsight["error"] / usual.where(usual > 0), **against)
