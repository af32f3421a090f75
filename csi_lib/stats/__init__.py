"""Statistics on short series: arrays in, frozen results out. Needs numpy and scipy only."""

from csi_lib.stats import designs, scales
from csi_lib.stats.designs import Design, before_after, interrupted, trend
from csi_lib.stats.grid import Grid, noise_grid, own_prior
from csi_lib.stats.likelihood import Likelihoods, Projection, log_likelihoods, project
from csi_lib.stats.mixture import (
    ALPHA,
    MixtureFit,
    Question,
    fit_alone,
    fit_together,
    mix,
    pooled_prior,
    posterior,
    quantiles,
    two_sided_p,
)
from csi_lib.stats.multiplicity import false_discovery
from csi_lib.stats.refused import Refused
from csi_lib.stats.scales import Effect, EffectKind, Sample, Scale, scale_of
from csi_lib.stats.xmr import FALSE_ALARMS, FalseAlarm, XmrLimits, false_alarm, xmr_limits

__all__ = [
    "ALPHA",
    "FALSE_ALARMS",
    "Design",
    "Effect",
    "EffectKind",
    "FalseAlarm",
    "Grid",
    "Likelihoods",
    "MixtureFit",
    "Projection",
    "Question",
    "Refused",
    "Sample",
    "Scale",
    "XmrLimits",
    "before_after",
    "designs",
    "false_alarm",
    "false_discovery",
    "fit_alone",
    "fit_together",
    "interrupted",
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
    "xmr_limits",
]
