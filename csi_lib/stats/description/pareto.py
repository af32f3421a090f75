"""Which few groups make up most of an amount (Pareto), without letting a tie or the alphabet decide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csi_lib.stats.description.values import Array, take_values
from csi_lib.stats.refused import Refused

MOST = 0.8  # Juran's rule of thumb; nothing in the mathematics asks for it
KEEP = 10  # groups shown one by one
FEW = 1 / 3  # of the groups: where more are needed for the most, there is no vital few


@dataclass(frozen=True, eq=False)
class Pareto:
    """Groups from the largest amount to the smallest.

    Parameters
    ----------
    order : ndarray of int, shape (k,)
        Place of each group in what was given, those shown one by one.
    amount, share, cumulative : ndarray of float, shape (k,)
        Amount, share of the total and share reached so far, 0 to 1.
    others : int
        Groups that are not shown one by one.
    others_amount : float
        Their amount together.
    vital : int
        Fewest groups that reach ``MOST``, ties of the last of them included.
    fewest : int
        Fewest groups that reach ``MOST``, ties not included.
    groups : int
        All groups with an amount above zero.
    total : float
        Amount of all.
    """

    order: NDArray[np.int64]
    amount: Array
    share: Array
    cumulative: Array
    others: int
    others_amount: float
    vital: int
    fewest: int
    groups: int
    total: float

    @property
    def has_vital_few(self) -> bool:
        """Whether at most a third of the groups make up most of the amount."""
        return self.vital <= FEW * self.groups


def rank_shares(amounts: ArrayLike, *, keep: int = KEEP, most: float = MOST) -> Pareto:
    """Rank groups by their amount and say which few make up most of it.

    Parameters
    ----------
    amounts : array, shape (k,)
        Amount of each group, such as tickets or hours; not negative. Groups without any are left out.
    keep : int
        Groups to show one by one; a tie at the end is not cut, all its members go to the others.
    most : float
        Share that counts as most, 0 to 1.

    Returns
    -------
    Pareto
        Equal amounts stay in the order given.

    Raises
    ------
    Refused
        When nothing has an amount, or one is negative or not finite.
    """
    given = take_values(amounts, "to rank")
    if (given < 0).any():
        raise Refused("a group has less than nothing, so shares make no sense")
    total = float(given.sum())
    if total <= 0:
        raise Refused("no group has anything, so there is nothing to rank")
    order = np.argsort(-given, kind="stable")[: int((given > 0).sum())]
    ranked = given[order]
    cumulative = np.minimum(np.cumsum(ranked) / total, 1.0)
    fewest = int(np.searchsorted(cumulative, most * (1 - 1e-12))) + 1
    vital = _through_ties(ranked, fewest)
    kept = _before_ties(ranked, keep)
    return Pareto(
        order=order[:kept],
        amount=ranked[:kept],
        share=ranked[:kept] / total,
        cumulative=cumulative[:kept],
        others=len(ranked) - kept,
        others_amount=float(ranked[kept:].sum()),
        vital=vital,
        fewest=fewest,
        groups=len(ranked),
        total=total,
    )


def _through_ties(ranked: Array, count: int) -> int:
    """Take everything that is as large as the last one taken."""
    return int((ranked >= ranked[min(count, len(ranked)) - 1]).sum())


def _before_ties(ranked: Array, keep: int) -> int:
    """Take no more than so many, and no tie in part; one tie over everything is cut all the same."""
    if len(ranked) <= keep + 1:  # "all others" of one group would say less than its name
        return len(ranked)
    kept = int((ranked > ranked[keep]).sum()) if ranked[keep - 1] == ranked[keep] else keep
    return kept or keep
