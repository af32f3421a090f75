"""The smallest change a test finds, against power calculations in R 4.2.2, where the noise is known.

| source | values |
|---|---|
| power.t.test(n, power = .8, sd = 1, strict = TRUE, tol = 1e-13)$delta, n = 6, 12, 18 | 3 |
| uniroot of the noncentral t, pt(q, nu, ncp), with the error of generalised least squares, 24 periods | 12 |
"""

from __future__ import annotations

import numpy as np
import pytest

from csi_lib.stats import Grid, before_after, interrupted, trend
from csi_lib.stats.designs import Design
from csi_lib.stats.power import Noise, find_minimal, find_ratio

PERIODS = np.arange(24)
DESIGNS = {"before/after": before_after(PERIODS, 12), "step": interrupted(PERIODS, 12), "trend": trend(PERIODS)}
DELTA = {6: 1.79554092062, 12: 1.19681191375, 18: 0.961296288606}  # power.t.test: two groups of n
KNOWN = [  # phi, noise, then the change with a power of 80 %, in standard deviations, for each design
    (0.0, 0.0, 1.19681191375, 2.40528933854, 1.98829328044),
    (0.4, 0.0, 1.64124635644, 2.77392619005, 2.80122025716),
    (0.6, 0.0, 1.80940953709, 2.57605154826, 3.33707731155),
    (0.9, 0.75, 1.55446388237, 2.3652511911, 2.74347753074),
]
ROWS = [(phi, noise, what, row[place]) for phi, noise, *row in KNOWN for place, what in enumerate(DESIGNS)]


def sure_of(phi: float, noise: float) -> Noise:
    """Noise of standard deviation one, about whose model there is no doubt."""
    one = np.ones(1)
    return Noise(Grid(np.array([phi]), np.array([noise]), np.zeros(1), one), one, one, one, one)


@pytest.mark.parametrize(("phi", "noise", "what", "delta"), ROWS)
def test_the_smallest_change_is_that_of_the_noncentral_t(phi: float, noise: float, what: str, delta: float) -> None:
    # Found on drawn series, so to some percent.
    assert find_minimal(sure_of(phi, noise), DESIGNS[what]) == pytest.approx(delta, rel=0.05)


@pytest.mark.parametrize("n", [6, 18])
def test_more_or_fewer_periods_count_as_in_power_t_test(n: int) -> None:
    now, later = before_after(PERIODS, 12), before_after(np.arange(2 * n), n)

    # One-sided there, two-sided here: the other tail is 1e-7.
    assert find_ratio(sure_of(0, 0), now, later) == pytest.approx(DELTA[n] / DELTA[12], rel=1e-5)


@pytest.mark.parametrize(("phi", "noise", "what", "delta"), ROWS)
def test_another_question_counts_as_in_the_noncentral_t(phi: float, noise: float, what: str, delta: float) -> None:
    first = next(row[2] for row in KNOWN if row[:2] == (phi, noise))
    found: Design = DESIGNS[what]

    assert find_ratio(sure_of(phi, noise), DESIGNS["before/after"], found) == pytest.approx(delta / first, rel=1e-5)
