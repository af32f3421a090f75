"""Did the same people's answers move? The exact test that flips the sign of each person's difference."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import t as student

from csi_lib.stats.weighing import ALPHA

FINEST = 2**21  # widest distribution that is laid out: 16 MB and a moment
MOST_PARTS = 16  # people whose 65 535 parts are laid out for an interval


@dataclass(frozen=True)
class SignFlip:
    """Whether differences of the same people lean to one side.

    Parameters
    ----------
    n : int
        People.
    moved : int
        Of them, those whose difference is not zero.
    total : int
        Sum of the differences.
    p : float
        Share of all 2^n ways to set the signs whose sum lies at least as far from zero; 1 when nobody moved.
    least : float
        The smallest p that n people can reach, 2 / 2^n; 1 without anybody.
    exact : bool
        False where the differences are too fine to lay out all their sums; ``p`` is then never too small.
    """

    n: int
    moved: int
    total: int
    p: float
    least: float
    exact: bool = True


def flip_signs(differences: Iterable[int]) -> SignFlip:
    """Test whether whole-number differences of independent people lean to one side.

    If nothing changed, each person's difference could as well have had the other sign; the test sets all signs in all
    ways. Nothing is assumed of how large the differences are, only that one person's does not hang on another's.

    Parameters
    ----------
    differences : iterable of int, shape (n,)
        After less before, one per person, on any common scale.

    Returns
    -------
    SignFlip
        Two-sided; exact up to 53 people, and to about 1e-13 beyond.

    Raises
    ------
    TypeError
        When a difference is not a whole number: sums of floats that ought to tie would not.

    Source
    ------
    Fisher (1935), The Design of Experiments, section 21: Darwin's maize, 2 x 863 of 32 768. The distribution is
    counted sum by sum as in Pagano & Tritchler (1983), JASA 78, 435-440, doi 10.1080/01621459.1983.10477990.
    """
    given = [_check_whole(item) for item in differences]
    sizes = [abs(item) for item in given if item]
    total = sum(given)
    least = find_least_p(len(given))
    if not sizes:
        return SignFlip(len(given), 0, 0, 1.0, least)
    common = math.gcd(*sizes)
    sizes, bound = [item // common for item in sizes], abs(total) // common
    exact = sum(sizes) <= FINEST
    if not exact:
        sizes, bound = _coarsen(sizes, bound)
    return SignFlip(len(given), len(sizes), total, _count_tail(sizes, bound), least, exact)


def find_least_p(people: int) -> float:
    """Return the smallest two-sided p that so many people can reach: 2 / 2^n."""
    return min(1.0, 2.0 ** (1 - people))


def find_fewest_people(alpha: float = ALPHA) -> int:
    """Return how many people it takes before a p of at most alpha is possible at all: 6 for .05."""
    people = 1
    while find_least_p(people) > alpha:
        people += 1
    return people


def _check_whole(value: int) -> int:
    if isinstance(value, bool) or int(value) != value or isinstance(value, float | np.floating):
        raise TypeError(f"a difference must be a whole number, not {value!r}")
    return int(value)


def _coarsen(sizes: list[int], bound: int) -> tuple[list[int], int]:
    """Round the sizes down to a grid, and the bound by as much as all the rounding can add up to: p only grows."""
    whole = sum(sizes)
    rounded = [item * FINEST // whole for item in sizes]
    # A signed sum of rounded sizes lies less than one step per person from the sum it stands for.
    return rounded, max(0, bound * FINEST // whole - len(sizes))


def _count_tail(sizes: list[int], bound: int) -> float:
    """Return the share of the ways to set all signs whose sum is at least ``bound`` away from zero."""
    chances = _lay_out(sizes)
    reach = sum(sizes)
    # A sum s = reach - 2u with u the part set to minus: |s| >= bound on both sides alike.
    furthest = (reach - bound) // 2
    tail = float(np.sum(chances[: furthest + 1]))
    return min(1.0, 2.0 * tail) if bound else 1.0


def _lay_out(sizes: list[int]) -> NDArray[np.float64]:
    """Return the chance of each sum of the sizes that are set to minus, one size after the other."""
    chances = np.zeros(sum(sizes) + 1)
    chances[0] = 1.0
    reach = 0
    for size in sizes:
        moved = chances[: reach + 1] * 0.5
        chances[: reach + 1] = moved
        chances[size : size + reach + 1] += moved
        reach += size
    return chances


def find_flip_interval(changes: ArrayLike, weights: ArrayLike, alpha: float = ALPHA) -> tuple[float, float] | None:
    """Find which common changes the sign-flip test does not refute.

    A person's part of the change is taken as weight times the common change plus noise as likely up as down.

    Parameters
    ----------
    changes : array, shape (n,)
        Each person's part of the change.
    weights : array, shape (n,)
        What each person weighs in it, above 0; together 1.
    alpha : float
        1 less the confidence.

    Returns
    -------
    (float, float) or None
        In the unit of the changes; None where so few people allow none. Exact up to 16 people; beyond, by the normal
        law of the flipped sums, with Student's quantile.

    Source
    ------
    Hartigan (1969), JASA 64, 1303-1317, doi 10.1080/01621459.1969.10501057: between two neighbours of the 2^n - 1
    values of all parts of a sample the centre lies equally often.
    """
    given, weighed = np.asarray(changes, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    people = len(given)
    if find_least_p(people) > alpha:
        return None
    whole = float(given.sum())
    if people > MOST_PARTS:
        spread = float(np.sqrt(np.sum((given - whole * weighed) ** 2)))
        reach = float(student.ppf(1 - alpha / 2, people - 1)) * spread
        return whole - reach, whole + reach
    values = np.sort(_add_parts(given)[1:] / _add_parts(weighed)[1:])
    dropped = int(alpha * 2.0 ** (people - 1))  # as many as the test refutes at each end
    return float(values[dropped - 1]), float(values[-dropped])


def _add_parts(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sum of every part of the values, the empty one first."""
    sums = np.zeros(1)
    for value in values:
        sums = np.concatenate((sums, sums + value))
    return sums
