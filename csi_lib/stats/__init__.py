"""Statistics on short series: arrays in, frozen results out. Needs numpy and scipy only."""

from csi_lib.stats import charts, designs, scales
from csi_lib.stats.charts import (
    RULE_SETS,
    Chart,
    Frozen,
    choose_chart,
    draw_g,
    draw_run,
    draw_series,
    draw_t,
    freeze_chart,
    limits_at,
)
from csi_lib.stats.designs import Design, before_after, interrupted, trend
from csi_lib.stats.grid import Grid, noise_grid, own_prior
from csi_lib.stats.likelihood import Likelihoods, Projection, log_likelihoods, project
from csi_lib.stats.mixture import MixtureFit, mix
from csi_lib.stats.multiplicity import false_discovery, holm
from csi_lib.stats.refused import Refused
from csi_lib.stats.scales import Effect, EffectKind, Sample, Scale, scale_of
from csi_lib.stats.together import Question, fit_alone, fit_together
from csi_lib.stats.weighing import ALPHA, pooled_prior, posterior, quantiles, two_sided_p

__all__ = [
    "ALPHA",
    "RULE_SETS",
    "Chart",
    "Design",
    "Effect",
    "EffectKind",
    "Frozen",
    "Grid",
    "Likelihoods",
    "MixtureFit",
    "Projection",
    "Question",
    "Refused",
    "Sample",
    "Scale",
    "before_after",
    "charts",
    "choose_chart",
    "designs",
    "draw_g",
    "draw_run",
    "draw_series",
    "draw_t",
    "false_discovery",
    "fit_alone",
    "fit_together",
    "freeze_chart",
    "holm",
    "interrupted",
    "limits_at",
    "log_likelihoods",
    "mix",
    "noise_grid",
    "own_prior",
    "pooled_prior",
    "posterior",
    "project",
    "quantiles",
    "scale_of",
    "scales",
    "trend",
    "two_sided_p",
]
