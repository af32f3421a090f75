"""What a benefit can be: the kinds that the texts name, and which of them money can be put on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

BenefitType = Literal[
    "portfolio",
    "efficiency",
    "cost savings",
    "satisfaction",
    "flexibility",
    "service quality",
    "alignment",
    "resources",
    "risk",
    "scalability",
    "collaboration",
    "value",
    "decisions",
    "growth",
    "revenue",
]


@dataclass(frozen=True)
class Meaning:
    """What one kind of benefit stands for.

    Parameters
    ----------
    says : str
        In a few words.
    money : bool
        Whether an amount of money may stand for it; else it is a matter of quality and never summed.
    of : tuple of str
        Where it comes from: ``improvement``, ``plan``, ``design``, ``strategy``, ``business``.
    """

    says: str
    money: bool
    of: tuple[str, ...]


MEANINGS: dict[BenefitType, Meaning] = {
    "portfolio": Meaning("weak spots of the services are found and mended", False, ("improvement",)),
    "efficiency": Meaning("the same work takes less time", True, ("improvement",)),
    "cost savings": Meaning("running the services costs less", True, ("improvement", "design", "strategy")),
    "satisfaction": Meaning("customers get what they need and stay", False, ("improvement", "plan")),
    "flexibility": Meaning("the organisation adapts more easily", False, ("improvement",)),
    "service quality": Meaning("services work better for those who use them", False, ("plan", "design")),
    "alignment": Meaning("services follow what the business wants", False, ("plan", "strategy")),
    "resources": Meaning("less is wasted, and what is spent returns more", True, ("plan",)),
    "risk": Meaning("less can go wrong, or it costs less when it does", True, ("design",)),
    "scalability": Meaning("more users or more load need no new design", False, ("design",)),
    "collaboration": Meaning("teams work together with less friction", False, ("design",)),
    "value": Meaning("customers get more for what they pay", True, ("strategy",)),
    "decisions": Meaning("decisions rest on better facts", False, ("strategy",)),
    "growth": Meaning("the business can grow or offer something new", True, ("strategy",)),
    "revenue": Meaning("the business earns more", True, ("business",)),
}
