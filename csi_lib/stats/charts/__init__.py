"""Control charts for the kinds of KPIs, their limits corrected for autocorrelation, and the rules that read them."""

from csi_lib.stats.charts.chart import Chart, ChartName, Signal
from csi_lib.stats.charts.choose import RARE, choose_chart, draw_series, freeze_chart, limits_at
from csi_lib.stats.charts.frozen import AHEAD, Frozen, prediction_factor
from csi_lib.stats.charts.prime import draw_laney, draw_p_prime, draw_u_prime
from csi_lib.stats.charts.rare import draw_g, draw_t
from csi_lib.stats.charts.rules import DEFAULT_RULES, RULE_SETS, Rule, RuleSet, find_signals
from csi_lib.stats.charts.run import draw_run
from csi_lib.stats.charts.spread import Spread, estimate_spread
from csi_lib.stats.charts.xmr import draw_xmr

__all__ = [
    "AHEAD",
    "DEFAULT_RULES",
    "RARE",
    "RULE_SETS",
    "Chart",
    "ChartName",
    "Frozen",
    "Rule",
    "RuleSet",
    "Signal",
    "Spread",
    "choose_chart",
    "draw_g",
    "draw_laney",
    "draw_p_prime",
    "draw_run",
    "draw_series",
    "draw_t",
    "draw_u_prime",
    "draw_xmr",
    "estimate_spread",
    "find_signals",
    "freeze_chart",
    "limits_at",
    "prediction_factor",
]
