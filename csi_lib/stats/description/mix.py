"""How much of a difference comes from the cases themselves, and how much from another mix of them.

If urgent tickets are solved faster and there are more of them, the mean falls although nothing got faster. Weighing
every kind of case as it was weighed before takes that out (direct standardisation); the rest is the mix.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csi_lib.stats.description.values import Array, take_values
from csi_lib.stats.refused import Refused

MOSTLY = 0.5  # of both parts taken without sign: above, the mix explains most


@dataclass(frozen=True)
class MixedEffect:
    """A difference of two means in its two parts; ``crude`` is exactly ``within + mix``.

    Parameters
    ----------
    before, after : float
        Means of all cases.
    within : float
        Difference with every kind of case weighed as before: what changed inside the kinds.
    mix : float
        The rest: other kinds, other shares of them.
    kinds : int
        Kinds of case compared; those too thin on a side count as one.
    covered : float
        Share of the cases before whose kind also exists after; the mix part takes up the others.
    """

    before: float
    after: float
    within: float
    mix: float
    kinds: int
    covered: float

    @property
    def crude(self) -> float:
        """Difference of the means of all cases, as nobody looked at the mix."""
        return self.within + self.mix

    @property
    def mostly_mix(self) -> bool:
        """Whether the mix is the larger of the two parts."""
        size = abs(self.within) + abs(self.mix)
        return size > 0 and abs(self.mix) > MOSTLY * size

    @property
    def turned(self) -> bool:
        """Whether the difference inside the kinds points the other way than the crude one."""
        return self.within * self.crude < 0


def split_mix(
    before: tuple[ArrayLike, ArrayLike], after: tuple[ArrayLike, ArrayLike], *, least: int = 5
) -> MixedEffect:
    """Split the difference of two means into what changed within kinds of case and what their mix did.

    Parameters
    ----------
    before, after : tuple of (array of float, array)
        Value of every case (hours, logarithms, 0 and 1 …) and its kind.
    least : int
        Cases a kind needs on each side to be weighed on its own; the thinner ones are taken together.

    Returns
    -------
    MixedEffect
        In the unit of the values.

    Raises
    ------
    Refused
        When a side is empty or holds a value that is not finite, or no kind of case exists on both sides.

    Source
    ------
    Kitagawa (1955), JASA 50, 1168-1194, doi 10.2307/2281213, with the mix before as the standard: the interaction
    counts as mix, so that the part within is the directly standardised difference.
    """
    x, y = take_values(before[0], "before"), take_values(after[0], "after")
    kinds = np.unique(
        np.concatenate([np.asarray(before[1]).ravel(), np.asarray(after[1]).ravel()]), return_inverse=True
    )
    codes = _join_thin(kinds[1][: len(x)], kinds[1][len(x) :], least)
    n0, n1 = (np.bincount(side, minlength=codes[2]).astype(np.float64) for side in codes[:2])
    both = (n0 > 0) & (n1 > 0)
    if not both.any():
        raise Refused("no kind of case exists on both sides")
    mean0, mean1 = _means(x, codes[0], n0), _means(y, codes[1], n1)
    within = float(np.average((mean1 - mean0)[both], weights=n0[both]))
    crude = float(y.mean()) - float(x.mean())
    seen = int(((n0 > 0) | (n1 > 0)).sum())
    return MixedEffect(float(x.mean()), float(y.mean()), within, crude - within, seen, float(n0[both].sum() / n0.sum()))


def _join_thin(
    before: NDArray[np.int64], after: NDArray[np.int64], least: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """Give all kinds that are thin on a side one number, the last; one that is absent there stays on its own."""
    size = int(max(before.max(), after.max())) + 1
    fewest = np.minimum(np.bincount(before, minlength=size), np.bincount(after, minlength=size))
    thin = (fewest > 0) & (fewest < least)
    numbers = np.where(thin, size, np.arange(size))
    return numbers[before], numbers[after], size + 1


def _means(values: Array, codes: NDArray[np.int64], counts: Array) -> Array:
    sums = np.bincount(codes, weights=values, minlength=len(counts))
    return sums / np.maximum(counts, 1)
