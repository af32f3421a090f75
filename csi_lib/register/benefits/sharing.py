"""Benefits that rest on one effect: their declared shares add up to the whole at most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

LEAST = 1e-9  # what a sum of shares may be above one by rounding


class Sharing(Protocol):
    """What is asked of a benefit."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def shares_with(self) -> list[str]:
        """Ids of the benefits that it declares to share an effect with."""

    @property
    def share(self) -> float:
        """Its part of the effect."""

    @property
    def withdrawn(self) -> str:
        """Why it counts no more."""


def find_group(name: str, benefits: Iterable[Sharing]) -> tuple[str, ...]:
    """Find all that share an effect with one benefit, itself in; who is named shares too.

    Returns
    -------
    tuple of str
        Ids in order.
    """
    pairs = [(item.id, other) for item in benefits for other in item.shares_with]
    found = {name}
    while True:
        more = {b if a in found else a for a, b in pairs if (a in found) != (b in found)}
        if not more:
            return tuple(sorted(found))
        found |= more


def list_overshared(item: Sharing, benefits: Sequence[Sharing]) -> tuple[str, ...]:
    """Say it where the declared shares of one effect add up to more than the whole."""
    others = [item, *(other for other in benefits if other.id != item.id)]
    group = find_group(item.id, others)
    shares = {other.id: other.share for other in others if other.id in group and not other.withdrawn}
    if len(group) < 2 or sum(shares.values()) <= 1 + LEAST:
        return ()
    said = ", ".join(f"{name} {share:g}" for name, share in sorted(shares.items()))
    return (f"the shares of one effect add up to {sum(shares.values()):g} ({said}): at most 1 together",)
