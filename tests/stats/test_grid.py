"""The grid of noise models holds what it says."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats as scipy_stats

from csi_lib.stats import Grid, noise_grid


def test_the_prior_is_the_beta_density_with_a_tenth_on_drifts() -> None:
    grid = noise_grid()
    density = scipy_stats.beta(4, 2).pdf((1 + np.linspace(-0.8, 0.96, 33)) / 2)

    assert grid.prior[:33] == pytest.approx(0.9 * density / density.sum(), rel=1e-12)
    assert grid.prior[33:] == pytest.approx(np.full(12, 0.1 / 12))


def test_half_of_the_prior_is_on_no_season() -> None:
    grid = noise_grid(12)

    assert grid.prior[grid.season == 0].sum() == pytest.approx(0.5)
    assert {float(s): round(float(grid.prior[grid.season == s].sum()), 3) for s in np.unique(grid.season)} == {
        0.0: 0.5, 0.1: 0.125, 0.4: 0.125, 1.5: 0.125, 6.0: 0.125,
    }  # fmt: skip


def test_a_gap_pulls_neighbours_apart_with_the_right_sign() -> None:
    phi = np.array([-0.5, 0.5])
    found = Grid(phi, np.zeros(2), np.zeros(2), np.full(2, 0.5)).correlations(np.array([0, 1, 4, 6]))

    assert found[0].tolist()[0] == [1, -0.5, 0.0625, 0.015625]
    assert found[0][1, 2] == -0.125
    assert found[1][1, 2] == 0.125


def test_noise_and_season_are_what_the_definition_says() -> None:
    # Worked by hand: lag 6 of a cycle of 12 turns the first harmonic to -1, the second to +1/4, the third to -1/9.
    grid = Grid(np.array([0.5]), np.array([0.25]), np.array([2.0]), np.ones(1), cycle=12)
    found = grid.correlations(np.array([0, 6]))[0]

    assert found[0, 0] == pytest.approx(1 + 2 * (1 + 1 / 4 + 1 / 9))
    assert found[0, 1] == pytest.approx(0.75 * 0.5**6 + 2 * (-1 + 1 / 4 - 1 / 9))


def test_a_quarterly_season_has_no_third_harmonic() -> None:
    grid = Grid(np.zeros(1), np.zeros(1), np.ones(1), np.ones(1), cycle=4)

    assert grid.correlations(np.array([0, 1]))[0, 0, 1] == pytest.approx(np.cos(np.pi / 2) + np.cos(np.pi) / 4)


def test_few_cases_make_independent_noise_larger_in_proportion() -> None:
    grid = Grid(np.zeros(1), np.ones(1), np.zeros(1), np.ones(1))
    own = np.diagonal(grid.correlations(np.arange(3), np.array([10.0, 10.0, 5.0]))[0])

    assert own == pytest.approx([0.75, 0.75, 1.5])


@pytest.mark.parametrize("cycle", [0, 4, 12, 52, 365])
def test_every_noise_model_is_a_covariance(cycle: int) -> None:
    grid = noise_grid(cycle)
    found = grid.correlations(np.delete(np.arange(60), [3, 4, 30]))

    assert grid.key != noise_grid(7).key
    assert np.linalg.eigvalsh(found).min() > 0


@pytest.mark.parametrize(
    "change",
    [{"phi": [1.0]}, {"noise": [1.2]}, {"season": [-1.0]}, {"prior": [0.5]}, {"season": [1.0], "cycle": 0}],
)
def test_a_grid_that_means_nothing_is_a_fault_of_the_caller(change: dict[str, list[float] | int]) -> None:
    given = {"phi": [0.5], "noise": [0.0], "season": [0.0], "prior": [1.0], "cycle": 12} | change
    arrays = {name: np.array(value, dtype=float) for name, value in given.items() if name != "cycle"}

    with pytest.raises(ValueError, match="needs"):
        Grid(**arrays, cycle=given["cycle"])  # type: ignore[arg-type]
