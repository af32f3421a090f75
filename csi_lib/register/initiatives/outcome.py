"""Whether an initiative achieved its target: the verdict on the change and the level after it, by the rule of goals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.register.goals import (
    FEWEST_PERIODS,
    MOST_PERIODS,
    State,
    compare_to_target,
    decide_state,
    estimate_level,
    stated_rows,
)
from csi_lib.register.initiatives.initiative import Initiative
from csi_lib.signals import Series, Verdict, make_series
from csi_lib.signals.verdicts.sides import split
from csi_lib.signals.wording import say_count
from csi_lib.stats import Refused


@dataclass(frozen=True)
class Outcome:
    """What became of an initiative's target.

    Parameters
    ----------
    initiative : str
        Id.
    state : {"achieved", "not achieved", "not decidable"}
        Achieved only with an improvement that can be claimed and a level whose whole interval meets the target.
    level, lo, hi : float or None
        Level of the KPI over the last year after the change with its 95 % interval, in its unit.
    reason : str
        Why, in one clause.
    """

    initiative: str
    state: State
    level: float | None
    lo: float | None
    hi: float | None
    reason: str

    def word(self, verdict: str) -> str:
        """Return what a next step is chosen by: the state where an improvement decided it, else the verdict."""
        return self.state if verdict == "improved" and self.state != "not decidable" else verdict


def decide_outcomes(
    initiatives: Iterable[Initiative],
    verdicts: Iterable[Verdict],
    measures: pd.DataFrame,
    kpis: Iterable[Kpi],
    *,
    as_of: dt.date | None = None,
) -> tuple[Outcome, ...]:
    """Decide for every judged initiative whether its target is achieved.

    Parameters
    ----------
    initiatives : iterable of Initiative
        The register.
    verdicts : iterable of Verdict
        On those of them that have a date.
    measures : DataFrame
        The long measures frame, by month.
    kpis : iterable of Kpi
        The KPIs of the report.
    as_of : date, optional
        Last day the data speak of: before the day a target is due, missing it decides nothing.

    Returns
    -------
    tuple of Outcome
        One per verdict, in their order.
    """
    items, known = {item.id: item for item in initiatives}, {kpi.id: kpi for kpi in kpis}
    return tuple(_decide(items[said.intervention], said, measures, known[said.kpi], as_of) for said in verdicts)


def _decide(item: Initiative, said: Verdict, measures: pd.DataFrame, kpi: Kpi, as_of: dt.date | None) -> Outcome:
    target = item.target
    if target is None or kpi.better == "none":
        return _open(item, "no target is set" if target is None else "no direction is good")
    try:
        series = _after(item, measures, kpi)
        unit = str(series.rows["unit"].iloc[-1])
        if target.unit != unit:
            return _open(item, f"the target is in {target.unit} and the KPI in {unit}")
        if series.n < FEWEST_PERIODS:
            have = say_count(series.n, "usable month")
            return _open(item, f"{have} after the change within the last year, {FEWEST_PERIODS} needed for its level")
        level, lo, hi = estimate_level(series)
    except Refused as refusal:
        return _open(item, str(refusal))
    compared = compare_to_target(lo, hi, target.value, kpi.better)
    state, reason = decide_state(compared, verdict=said.verdict, due=target.by, as_of=as_of)
    return Outcome(item.id, state, level, lo, hi, reason)


def _after(item: Initiative, measures: pd.DataFrame, kpi: Kpi) -> Series:
    """Return the last year of months after the change, as the definition of the KPI states them."""
    rows = stated_rows(measures, kpi, item.where)
    if rows.empty:
        raise Refused("the measures do not hold its slice")
    assert item.date is not None
    whole = make_series(rows, kpi)
    after = split(whole, item.date, item.transition).after
    last = whole.rows[after].tail(MOST_PERIODS)
    if last.empty:
        raise Refused("no month after the change is over yet")
    return make_series(last, kpi)


def _open(item: Initiative, reason: str) -> Outcome:
    return Outcome(item.id, "not decidable", None, None, None, reason)
