"""Round ends and steps of a value axis, the same in every office program."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from csi_lib.report.export.series import Plot
from csi_lib.report.wording import PERCENT_UNITS

STEPS = 6  # about so many lines across a chart
MARGIN = 0.06  # of the span, above and below what is drawn
EVENTS = 0.16  # of the span, above marked days
FAR = 3.0  # a factor beyond which an axis is logarithmic
ROOM = 1.18  # bars end before the labels beside them


@dataclass(frozen=True)
class Scale:
    """Ends and step of a value axis, and the number format of its labels."""

    low: float
    high: float
    step: float
    form: str


def find_scale(values: Sequence[float], unit: str = "", above: float = MARGIN) -> Scale:
    """Return the scale on which values are drawn; it goes below zero, or above 100 %, only where a value does."""
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    span = high - low or abs(high) or 1.0
    bottom = low - span * MARGIN
    if low >= 0 and (bottom < 0 or low < 0.4 * span):
        bottom = 0.0
    top = high + span * above
    if unit in PERCENT_UNITS and high <= 100 < top and above == MARGIN:
        top = 100.0
    return _round_scale(bottom, top)


def find_plot_scale(plot: Plot) -> Scale:
    """Return the scale of lines or steps; above marked days there is room for their names."""
    values = [value for series in plot.series for value in series.values if value is not None]
    marked = any(series.look == "event" for series in plot.series)
    return find_scale(values, plot.unit, EVENTS if marked else MARGIN)


def find_place_scale(plot: Plot) -> Scale:
    """Return the scale along which step curves run, from the first to beyond the last place."""
    places = [at for series in plot.series for at in series.places]
    low, high = min(places), max(places)
    return _round_scale(low, high, 10)


def find_bar_scale(plot: Plot) -> Scale:
    """Return the scale on which bars and their whiskers are drawn; it holds the value at which they begin."""
    base = plot.cross or 0.0
    ends = [base]
    for series in plot.series:
        down, up = series.whiskers or ((None,) * len(series.values), (None,) * len(series.values))
        for value, less, more in zip(series.values, down, up, strict=True):
            if value is not None:
                ends += [value, value - (less or 0.0), value + (more or 0.0)]
    low, high = min(ends), max(ends)
    if is_logarithmic(plot):
        known = [end for end in ends if end > 0]
        return Scale(2.0 ** math.floor(math.log2(min(known))), 2.0 ** math.ceil(math.log2(max(known))), 1.0, "General")
    room = 1.0 if any(series.whiskers for series in plot.series) else ROOM
    percent = plot.unit in PERCENT_UNITS and high <= 100
    top = min(high + (high - base) * (room - 1), 100.0 if percent and high < 85 else math.inf)
    scale = _round_scale(low, top if top > low else low + 1.0)
    return replace(scale, high=_round_up(top)) if high > 0 and top > low else scale


def is_logarithmic(plot: Plot) -> bool:
    """Return whether factors are so far apart that doubling and halving have to look alike."""
    if plot.cross != 1.0:
        return False
    known = [value for series in plot.series for value in series.values if value is not None and value > 0]
    return bool(known) and (min(known) < 1 / FAR or max(known) > FAR)


def _round_scale(low: float, high: float, steps: int = STEPS) -> Scale:
    step = _round_step(((high - low) or 1.0) / steps)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    first, last = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    form = "#,##0" if digits == 0 else f"0.{'0' * digits}"
    return Scale(round(first, digits + 2), round(last, digits + 2), round(step, digits + 2), form)


def _round_step(size: float) -> float:
    power = 10.0 ** math.floor(math.log10(size))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= size * 0.999)


def _round_up(value: float) -> float:
    """Return the next number of two digits."""
    power = 10.0 ** (math.floor(math.log10(value)) - 1)
    return float(round(math.ceil(value / power - 1e-9) * power, 12))
