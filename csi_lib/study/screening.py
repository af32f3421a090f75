"""Was the KPI of a CSIP entry in breach when it was raised? No repair is sold as improvement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.periods import period_name
from csi_lib.register import Register
from csi_lib.register.goals import stated_rows
from csi_lib.register.promise import judge_value, say_apart
from csi_lib.register.reviews import Csip
from csi_lib.register.reviews.line import Line, find_lines
from csi_lib.study.contracts import Figures, figures_of
from csi_lib.study.once import once
from csi_lib.study.study import Study

Found = Literal["in breach", "not in breach", "not decidable"]


@dataclass(frozen=True)
class Look:
    """What the figures say of a KPI on the day an entry was raised.

    Parameters
    ----------
    found : {"in breach", "not in breach", "not decidable"}
        In breach where any line that holds was crossed in the last whole period before the day.
    seen : str
        The figure, its period and the line; why nothing can be said where nothing can.
    """

    found: Found
    seen: str


@once
def screen_study(study: Study) -> Mapping[str, Look]:
    """Look up every entry of the CSIP that names a KPI: id -> what the figures say."""
    figures = figures_of(study)
    return {item.id: screen_entry(figures, study.records, item) for item in study.records.of(Csip) if item.kpi}


def screen_entry(figures: Figures, register: Register, item: Csip) -> Look:
    """Look up whether the KPI of an entry was in breach when it was raised.

    Parameters
    ----------
    figures : Figures
        The data.
    register : Register
        Contracts and agreements: where the line is.
    item : Csip
        The entry; it names a KPI.

    Returns
    -------
    Look
        Of the last whole period that had ended by the day.
    """
    if item.raised > figures.as_of:
        return Look("not decidable", f"the data end on {figures.as_of}, before it was raised")
    kpi = figures.kpi(item.kpi)
    if kpi is None:
        return Look("not decidable", f"this report does not hold {item.kpi}")
    lines = find_lines(register, kpi.id, item.service, item.supplier, item.raised)
    if not lines:
        about = f" of {item.service}" if item.service else ""
        return Look("not decidable", f"no contract and no agreement promises {kpi.id}{about}")
    looks = [_look(figures, kpi, line, item.raised) for line in lines]
    order: tuple[Found, ...] = ("in breach", "not in breach", "not decidable")
    return min(looks, key=lambda look: order.index(look.found))


def _look(figures: Figures, kpi: Kpi, line: Line, day: dt.date) -> Look:
    bare = next((name for name in line.where if name not in kpi.slices), "")
    if bare:
        return Look("not decidable", f"{kpi.id} is not counted by {bare}")
    rows = stated_rows(figures.measure(kpi, line.period, line.where), kpi, line.where)
    over = rows[rows["period_end"] <= pd.Timestamp(day)].sort_values("period_start")
    if over.empty:
        return Look("not decidable", f"no whole {line.period} before {day} is in the data")
    last = over.iloc[-1]
    name = period_name(last["period_start"], last["period_end"])
    reason = str(last["reason"])
    value = float(last["value"])
    state = judge_value(value, reason, line.target, kpi.better)
    if state == "not decidable":
        return Look("not decidable", f"{kpi.id} in {name}: {reason or 'no value'}")
    slice_said = ", ".join(line.where.values())
    figure, limit = say_apart(value, line.target)
    unit = str(last["unit"])
    seen = f"{kpi.id} of {slice_said} {figure} {unit} in {name}, line {limit} {unit} ({line.source})"
    return Look("not in breach" if state == "met" else "in breach", seen)
