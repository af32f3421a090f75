"""The fast distribution function of Student's t is that of scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats as scipy_stats

from csi_lib.stats.student import student_cdf


@pytest.mark.parametrize("nu", [1, 2, 3, 4, 7, 22, 33, 102, 199, 200, 201, 365])
def test_it_equals_scipy_from_tail_to_tail(nu: int) -> None:
    t = np.concatenate([np.linspace(-40, 40, 801), [0.0]])

    assert student_cdf(t, nu) == pytest.approx(scipy_stats.t.cdf(t, nu), abs=3e-15)
