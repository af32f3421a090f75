"""Whether a KPI gives a signal, and which way: read from its chart and its trend, never from a single step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.signals.diagnosis.proposal import Facts, Priority
from csi_lib.signals.series import main_rows, main_stat, slice_columns
from csi_lib.signals.wording import STAT_WORDS, say_count, say_effect, say_interval
from csi_lib.stats import Effect, EffectKind

_CHART = {"improvement": "better", "deterioration": "worse"}
_TREND = {"improved": "better", "worse": "worse"}


@dataclass(frozen=True)
class Movement:
    """What chart and trend of one KPI say.

    Parameters
    ----------
    chart, trend : str
        better, worse or nothing.
    words : str
        What was seen, with its numbers; why there is no signal where there is none.
    """

    chart: str
    trend: str
    words: str

    @property
    def worse(self) -> bool:
        """Whether the chart or the trend says worse, and neither says better."""
        return "worse" in (self.chart, self.trend) and "better" not in (self.chart, self.trend)

    @property
    def better(self) -> bool:
        """Whether the chart or the trend says better, and neither says worse."""
        return "better" in (self.chart, self.trend) and "worse" not in (self.chart, self.trend)

    @property
    def any(self) -> bool:
        """Whether there is a signal at all."""
        return bool(self.chart or self.trend)

    @property
    def silence(self) -> str:
        """Why a rule that waits for the other direction is silent."""
        return f"no signal in this direction: {self.words}" if self.any else self.words

    @property
    def priority(self) -> Priority:
        """High where chart and trend say the same."""
        return "high" if self.chart and self.chart == self.trend else "medium"


def read_movement(facts: Facts, kpi: Kpi | None, names: str) -> Movement:
    """Read the signal of a KPI's total.

    Parameters
    ----------
    facts : Facts
        What is known.
    kpi : Kpi or None
        Which KPI.
    names : str
        What it is called where the report does not hold it.

    Returns
    -------
    Movement
        Without chart and trend where there is no signal; then its words say why.
    """
    if kpi is None:
        return Movement("", "", f"no data: {names} is not among the KPIs of this report")
    rows = facts.signals[facts.signals["kpi"] == kpi.id]
    for column in slice_columns(facts.measures):
        if column in rows:
            rows = rows[rows[column].isna()]
    if rows.empty or not int(rows["n"].iloc[0]):
        return Movement("", "", f"no data: {kpi.title} has no usable month{_say_reason(facts, kpi)}")
    row = rows.iloc[0]
    chart, trend = _CHART.get(str(row["variation"]), ""), _TREND.get(str(row["trend"]), "")
    units = main_rows(facts.measures, kpi)["unit"]  # the currency of the bookings, for one
    unit = str(units.iloc[-1]) if len(units) else kpi.unit
    level = f"{kpi.title}{_say_stat(kpi)}: {say_number(float(row['last']), unit)} in the last usable month"
    if not chart and not trend:
        have = say_count(int(row["n"]), "usable month")
        return Movement("", "", f"no signal: {level}; chart: {row['variation']}; trend: {row['trend']}; {have}")
    return Movement(chart, trend, f"{level}; {_say_chart(row)}; {_say_trend(row, kpi)}.")


def _say_reason(facts: Facts, kpi: Kpi) -> str:
    rows = facts.measures[facts.measures["kpi"] == kpi.id]
    reasons = rows.loc[rows["reason"] != "", "reason"]
    return f" ({reasons.iloc[-1]})" if len(reasons) else ""


def _say_stat(kpi: Kpi) -> str:
    stat = main_stat(kpi)
    return f" ({STAT_WORDS[stat]})" if stat in STAT_WORDS else ""


def _say_chart(row: pd.Series) -> str:
    if str(row["variation"]) not in _CHART:
        return f"chart: {row['variation']}"
    article = "an improvement" if row["variation"] == "improvement" else "a deterioration"
    return f"the chart shows {article}: {str(row['rule']).rstrip('.')}"


def _say_trend(row: pd.Series, kpi: Kpi) -> str:
    if str(row["trend"]) not in _TREND:
        return f"trend: {row['trend']}"
    point, lo, hi = (float(row[name]) for name in ("trend_effect", "trend_lo", "trend_hi"))
    effect = Effect(point, lo, hi, cast(EffectKind, str(row["effect_kind"])))
    return (
        f"over the window it is {say_effect(effect, kpi.unit)} (95 % interval {say_interval(effect, kpi.unit)}; "
        f"{row['trend']})"
    )


def say_number(value: float, unit: str = "") -> str:
    """Say a value with its unit, three figures or so."""
    if value != value:
        return "no value"
    whole = float(value).is_integer() and unit not in ("h", "min", "s", "d", "%")
    digits = f"{value:,.0f}" if whole or abs(value) >= 1_000 else f"{value:,.1f}" if abs(value) >= 1 else f"{value:.2g}"
    return f"{digits} {unit}".rstrip()
