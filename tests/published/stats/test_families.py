"""Families of p-values: p.adjust of R 4.2.2 (package stats), on numbers with ties, with one at the end of the scale.

| source | values |
|---|---|
| p.adjust(p, "BH"), 15 and 7 p-values | 22 |
| p.adjust(p, "holm"), 15 and 7 p-values | 22 |
"""

from __future__ import annotations

import numpy as np
import pytest

from csi_lib.stats.multiplicity import false_discovery, holm

FIFTEEN = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459),
    *(0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0),
]
TIED = [0.01, 0.02, 0.03, 0.04, 0.05, 0.02, 0.9]
BH_FIFTEEN = [
    *(0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.0638571428571, 0.0638571428571, 0.0645, 0.0765),
    *(0.486, 0.581181818182, 0.714875, 0.753230769231, 0.813214285714, 1.0),
]
BH_TIED = [0.0466666666667, 0.0466666666667, 0.0525, 0.056, 0.0583333333333, 0.0466666666667, 0.9]
HOLM_FIFTEEN = [0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.278, 0.278, 0.278, 0.3213, *[1.0] * 6]
HOLM_TIED = [0.07, 0.12, 0.12, 0.12, 0.12, 0.12, 0.9]


@pytest.mark.parametrize(("p", "adjusted"), [(FIFTEEN, BH_FIFTEEN), (TIED, BH_TIED)], ids=["fifteen", "tied"])
def test_false_discovery_is_benjamini_and_hochberg_of_r(p: list[float], adjusted: list[float]) -> None:
    assert false_discovery(p) == pytest.approx(adjusted, abs=5e-13)


@pytest.mark.parametrize(("p", "adjusted"), [(FIFTEEN, HOLM_FIFTEEN), (TIED, HOLM_TIED)], ids=["fifteen", "tied"])
def test_a_family_without_any_false_claim_is_holm_of_r(p: list[float], adjusted: list[float]) -> None:
    assert holm(p) == pytest.approx(adjusted, abs=5e-13)


def test_the_order_of_the_family_does_not_matter() -> None:
    turn = np.random.default_rng(3).permutation(15)

    assert false_discovery(np.array(FIFTEEN)[turn]) == pytest.approx(np.array(BH_FIFTEEN)[turn], abs=5e-13)
