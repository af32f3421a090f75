"""Description that does not lie: what lies behind a number, said without calling it a finding."""

from csi_lib.stats.description.association import Association, associate
from csi_lib.stats.description.bulk import Bursts, find_bursts
from csi_lib.stats.description.level import Level, describe_level
from csi_lib.stats.description.mix import MixedEffect, split_mix
from csi_lib.stats.description.pareto import Pareto, rank_shares
from csi_lib.stats.description.shift import Shift, cliffs_delta, describe_shift, pair_quantiles
from csi_lib.stats.description.spans import Span, span_mean, span_share
from csi_lib.stats.description.survival import LogRank, Survival, estimate_survival, log_rank

__all__ = [
    "Association",
    "Bursts",
    "Level",
    "LogRank",
    "MixedEffect",
    "Pareto",
    "Shift",
    "Span",
    "Survival",
    "associate",
    "cliffs_delta",
    "describe_level",
    "describe_shift",
    "estimate_survival",
    "find_bursts",
    "log_rank",
    "pair_quantiles",
    "rank_shares",
    "span_mean",
    "span_share",
    "split_mix",
]
