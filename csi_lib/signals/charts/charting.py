"""How the charts of one report are made: its rules, frozen limits and rebasings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import pandas as pd

from csi_lib.errors import SettingsError
from csi_lib.signals.calibration import load_rates
from csi_lib.signals.charts.alarms import WHAT
from csi_lib.signals.charts.sheet import LimitsLike, RebaseLike


@dataclass(frozen=True, eq=False)
class Charting:
    """What the charts of a report have in common.

    Parameters
    ----------
    rules : str
        Rule set.
    baselines : mapping of str to LimitsLike
        KPI id to the frozen limits of its total series.
    rebases : tuple of RebaseLike
        Dates with a reason from which limits begin anew.
    run : bool
        Whether run charts stand in place of those by kind: they read neither rules nor frozen limits nor rebasings.
    rates : DataFrame or None
        Measured false-alarm rates; None: looked up when needed.
    """

    rules: str = "three_sigma"
    baselines: Mapping[str, LimitsLike] = field(default_factory=lambda: MappingProxyType({}))
    rebases: tuple[RebaseLike, ...] = ()
    run: bool = False
    rates: pd.DataFrame | None = None


def with_rates(charting: Charting) -> Charting:
    """Read the measured false-alarm rates once for all charts; a kit without them says none."""
    if charting.rates is not None:
        return charting
    try:
        rates = load_rates()
    except SettingsError:  # a kit from source, before the first `make calibrate`
        return charting
    return replace(charting, rates=rates[rates["what"] == WHAT])
