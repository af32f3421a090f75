"""How often a stable chart like this one shows a signal: the measured rate, never a kinder one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from csi_lib.errors import SettingsError
from csi_lib.signals.calibration import load_rates, neighbours
from csi_lib.stats import RULE_SETS

WHAT = "false alarm"
BOUND = 5.0  # percent; above, the report says that a signal is weak
CHART, FROZEN = "chart", "frozen chart"


@dataclass(frozen=True)
class Alarm:
    """The measured share of stable charts with at least one signal.

    Parameters
    ----------
    percent, error : float
        Highest rate among the tabulated neighbours in length and autocorrelation, with its standard error.
    rules : str
        Title of the rule set.
    n : int
        Points of one's own chart.
    beyond : bool
        Whether the chart is longer than any that was measured, so that the rate is higher still.
    """

    percent: float
    error: float
    rules: str
    n: int
    beyond: bool = False

    @property
    def words(self) -> str:
        """Say the rate in one sentence."""
        least = "more than " if self.beyond else ""
        many = "" if self.percent <= BOUND else ": more than 5, so that a signal alone says little"
        return (
            f"Rules {self.rules}: {least}{self.percent:.1f} of 100 stable charts of this kind, length and "
            f"autocorrelation show a signal somewhere{many}."
        )


# A quotient is charted on the log as money is, and was not measured apart.
MEASURED_AS = {"quotient": "money"}


def find_alarm(
    kind: str,
    chart: str,
    rules: str,
    n: int,
    rho: float,
    *,
    frozen: bool = False,
    rates: pd.DataFrame | None = None,
) -> Alarm | None:
    """Look up how often a stable chart like this one shows a signal.

    Parameters
    ----------
    kind, chart : str
        KPI kind and name of the chart.
    rules : str
        Rule set.
    n : int
        Points; of a frozen chart those of the baseline.
    rho : float
        Its autocorrelation; above the tabulated ones the last is taken.
    frozen : bool
        Whether the limits come from a baseline.
    rates : DataFrame, optional
        From ``load_rates``.

    Returns
    -------
    Alarm or None
        The highest over the tabulated neighbours of n and rho and over all processes measured for this chart; None
        where none was measured.
    """
    try:
        table = load_rates() if rates is None else rates
    except SettingsError:  # a kit from source, before the first `make calibrate`
        return None
    found = table[
        (table["what"] == WHAT) & (table["method"] == (FROZEN if frozen else CHART)) & (table["rule"] == rules)
    ]
    if not frozen:  # limits frozen on the working scale know no kind
        found = found[(found["kind"] == MEASURED_AS.get(kind, kind)) & found["case"].str.split(",").str[0].eq(chart)]
    if found.empty:
        return None
    longest = int(found["n"].max())
    found = found[found["n"].isin(neighbours(found["n"], n)) & found["rho"].isin(_near(found["rho"], rho))]
    worst = found.loc[found["percent"].idxmax()]
    return Alarm(float(worst["percent"]), float(worst["error"]), RULE_SETS[rules].title, n, n > longest)


def _near(tabulated: pd.Series, own: float) -> list[float]:
    known = np.unique(tabulated.to_numpy(dtype=np.float64))
    below, above = known[known <= own + 1e-9], known[known >= own - 1e-9]
    return [float(part[place]) for part, place in ((below, -1), (above, 0)) if part.size]
