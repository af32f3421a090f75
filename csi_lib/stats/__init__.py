"""Statistics on short series: arrays in, frozen results out. Needs numpy and scipy only."""

from csi_lib.stats import designs, scales
from csi_lib.stats.designs import Design, before_after, interrupted, trend
from csi_lib.stats.likelihood import RHO_GRID, Likelihoods, Projection, log_likelihoods, project
from csi_lib.stats.mixture import ALPHA, MixtureFit, Prior, beta_prior, fit_mixture, mix, posterior, two_sided_p
from csi_lib.stats.multiplicity import false_discovery
from csi_lib.stats.refused import Refused
from csi_lib.stats.scales import Effect, EffectKind, Sample, Scale, scale_of
from csi_lib.stats.xmr import FALSE_ALARMS, FalseAlarm, XmrLimits, false_alarm, xmr_limits

__all__ = [
    "ALPHA",
    "FALSE_ALARMS",
    "RHO_GRID",
    "Design",
    "Effect",
    "EffectKind",
    "FalseAlarm",
    "Likelihoods",
    "MixtureFit",
    "Prior",
    "Projection",
    "Refused",
    "Sample",
    "Scale",
    "XmrLimits",
    "before_after",
    "beta_prior",
    "designs",
    "false_alarm",
    "false_discovery",
    "fit_mixture",
    "interrupted",
    "log_likelihoods",
    "mix",
    "posterior",
    "project",
    "scale_of",
    "scales",
    "trend",
    "two_sided_p",
    "xmr_limits",
]
