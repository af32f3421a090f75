"""With noise that is independent, the core gives the certified values of NIST's Statistical Reference Datasets.

| source | values |
|---|---|
| Norris.dat (as shipped in scipy.stats/tests/data/nist_linregress) | 4 |
| AtmWtAg.dat (as shipped in scipy.stats/tests/data/nist_anova) | 3 |
| Longley, certified, and as R has it with AR(1); statsmodels.regression.tests.results.results_regression | 12 + 4 |
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import scipy.stats
import statsmodels.datasets as statsmodels_data
from statsmodels.regression.tests.results import results_regression

from csi_lib.stats import before_after
from csi_lib.stats.designs import Design

STRD = Path(scipy.stats.__file__).parent / "tests" / "data"


def read_strd(name: str) -> tuple[str, np.ndarray]:
    """Return the text above the data of a file of the reference datasets, and its data."""
    lines = (STRD / name).read_text().splitlines()
    first, last = (int(n) for n in re.findall(r"Data\s+\(lines\s+(\d+)\s+to\s+(\d+)\)", "\n".join(lines[:12]))[0])
    return "\n".join(lines[: first - 1]), np.array([line.split() for line in lines[first - 1 : last]], dtype=float)


def made_of(columns: np.ndarray, tested: int) -> Design:
    rows = len(columns)
    return Design(columns, tested, np.arange(rows), np.ones(rows, dtype=bool), columns.mean(axis=0))


@pytest.mark.parametrize("tested", [0, 1], ids=["B0", "B1"])
def test_a_line_through_norris_has_the_certified_coefficient_and_error(
    tested: int, known_noise: Callable[..., object]
) -> None:
    head, data = read_strd("nist_linregress/Norris.dat")
    b, se = (float(x) for x in re.search(rf"B{tested}\s+(\S+)\s+(\S+)", head[head.index("Estimate") :]).groups())
    y, x = data.T
    fit = known_noise(y, made_of(np.column_stack([np.ones_like(x), x]), tested))

    # 13 of the 15 certified digits: the intercept is a small difference of numbers near 1000.
    assert fit.b[0] == pytest.approx(b, rel=1e-10)
    assert fit.se[0] == pytest.approx(se, rel=1e-12)


def test_two_groups_of_atmwtag_have_the_certified_f_statistic(known_noise: Callable[..., object]) -> None:
    head, data = read_strd("nist_anova/AtmWtAg.dat")
    certified = float(re.search(r"Between Instrument\s+1\s+\S+\s+\S+\s+(\S+)", head).group(1))
    fit = known_noise(data[:, 1], before_after(np.arange(48), 24))

    # Seven leading digits of the data are constant, and the data have nine.
    assert (fit.b[0] / fit.se[0]) ** 2 == pytest.approx(certified, rel=1e-8)


def test_two_groups_of_atmwtag_have_the_certified_mean_squares(known_noise: Callable[..., object]) -> None:
    head, data = read_strd("nist_anova/AtmWtAg.dat")
    between = float(re.search(r"Between Instrument\s+1\s+(\S+)", head).group(1))
    within = float(re.search(r"Within Instrument\s+46\s+\S+\s+(\S+)", head).group(1))
    fit = known_noise(data[:, 1], before_after(np.arange(48), 24))

    # Balanced groups of 24: the sum of squares between is b^2 24/2, and se^2 is the mean square within times 2/24.
    assert fit.b[0] ** 2 * 12 == pytest.approx(between, rel=1e-8)
    assert fit.se[0] ** 2 * 12 == pytest.approx(within, rel=1e-8)


@pytest.mark.parametrize("tested", range(6))
def test_longley_has_the_certified_coefficients_and_errors(tested: int, known_noise: Callable[..., object]) -> None:
    certified, data = results_regression.Longley(), statsmodels_data.longley.load()
    X = np.column_stack([np.asarray(data.exog, dtype=float), np.ones(16)])
    fit = known_noise(np.asarray(data.endog, dtype=float), made_of(X, tested))

    # Condition number 5e9: of 15 certified digits, double precision keeps about six.
    assert fit.b[0] == pytest.approx(certified.params[tested], rel=1e-6)
    assert fit.se[0] == pytest.approx(certified.bse[tested], rel=1e-6)


@pytest.mark.parametrize("tested", [0, 1], ids=["GNP", "POP"])
def test_longley_with_an_autocorrelation_agrees_with_gls_of_r(tested: int, known_noise: Callable[..., object]) -> None:
    printed, data = results_regression.LongleyGls(), statsmodels_data.longley.load()
    X = np.column_stack([np.asarray(data.exog, dtype=float)[:, [1, 4]], np.ones(16)])
    y = np.asarray(data.endog, dtype=float)
    residual = y - X @ np.linalg.lstsq(X, y, rcond=None)[0]
    rho = np.corrcoef(residual[1:], residual[:-1])[0, 1]  # as in the script of the source
    fit = known_noise(y, made_of(X, tested), phi=rho)

    assert fit.b[0] == pytest.approx(printed.params[tested], rel=1e-8)
    assert fit.se[0] == pytest.approx(printed.bse[tested], rel=1e-8)
