"""Forecasts of series that are no KPI of the report: a service's tickets, its bookings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from csi_lib.signals.forecast import forecast, look_back
from csi_lib.study.services.ground import Basis

_COLUMNS = ("period_start", "period_end", "value", "n")


@dataclass(frozen=True)
class Thing:
    """What is foretold, as the signals need to know it."""

    id: str
    title: str
    kind: str
    better: str
    unit: str


def foretell(
    study: Basis, series: Mapping[str, pd.DataFrame], kind: str, unit: str, horizon: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Foretell several monthly series together, and say how such forecasts would have done.

    Parameters
    ----------
    study : Basis
        Its season and its calendar of events.
    series : mapping of str to DataFrame
        Name -> ``period_start, period_end, value, n``; whole months, in order.
    kind : {"count", "money"}
        Which decides the working scale.
    unit : str
        Of the values.
    horizon : int
        Months ahead.

    Returns
    -------
    tuple of DataFrame
        As ``signals.forecast.forecast`` and ``look_back`` make them, ``kpi`` being the name; both empty where there is
        no series.
    """
    names = list(series)
    things = [Thing(f"series-{place}", name, kind, "none", unit) for place, name in enumerate(names)]
    measures = pd.concat(
        [_dress(series[name], thing) for name, thing in zip(names, things, strict=True)] or [_nothing()],
        ignore_index=True,
    )
    asked = {"season": study.engagement.season, "horizon": horizon}
    back = dict(zip((thing.id for thing in things), names, strict=True))
    found = forecast(measures, things, events=study.engagement.events, **asked)  # type: ignore[arg-type]
    seen = look_back(measures, things, events=study.engagement.events, **asked)  # type: ignore[arg-type]
    return found.assign(kpi=found["kpi"].map(back)), seen.assign(kpi=seen["kpi"].map(back))


def _nothing() -> pd.DataFrame:
    return pd.DataFrame(columns=list(_COLUMNS))


def _dress(rows: pd.DataFrame, thing: Thing) -> pd.DataFrame:
    value = rows["value"].astype("float64")
    return rows[list(_COLUMNS)].assign(
        kpi=thing.id, stat="value", view="throughput", value=value, numerator=value, denominator=float("nan"),
        unit=thing.unit, enough=True, reason="",
    )  # fmt: skip
