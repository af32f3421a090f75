"""What improvements cost and bring in, and how sure that is."""

from csi_lib.register.benefits.benefit import Benefit, Proof
from csi_lib.register.benefits.cost import Cost
from csi_lib.register.benefits.spread import Spread
from csi_lib.register.benefits.types import MEANINGS, BenefitType, Meaning

__all__ = ["MEANINGS", "Benefit", "BenefitType", "Cost", "Meaning", "Proof", "Spread"]
