"""How far people agree: Krippendorff's alpha, Cohen's kappa, intraclass correlation, plain agreement."""

from csi_lib.stats.agreement.alpha import RELIABLE, TENTATIVE, Alpha, Metric, find_alpha
from csi_lib.stats.agreement.icc import Intraclass, find_icc
from csi_lib.stats.agreement.kappa import Kappa, Weighting, find_kappa, tabulate_pairs
from csi_lib.stats.agreement.units import Coincidences, find_plain_agreement, pair_values

__all__ = [
    "RELIABLE",
    "TENTATIVE",
    "Alpha",
    "Coincidences",
    "Intraclass",
    "Kappa",
    "Metric",
    "Weighting",
    "find_alpha",
    "find_icc",
    "find_kappa",
    "find_plain_agreement",
    "pair_values",
    "tabulate_pairs",
]
