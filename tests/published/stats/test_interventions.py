"""Interventions that the literature has worked out, put through the whole procedure.

The kit's model is not that of the sources (they take other covariates, counts or states), so coefficients are compared
where the model is the same, and elsewhere only what must not depend on it: the published effect lies in the kit's
interval, and what was reported as clear is clear.

| source | values |
|---|---|
| Lopez Bernal, Cummins & Gasparrini (2017), doi 10.1093/ije/dyw098: models 1 to 3 of Rcode.R, run in R 4.2.2 | 4 |
| lm and nlme 3.1-162 of R 4.2.2 on the same series, log of the rate | 4 + 4 |
| Harvey & Durbin (1986), J. R. Stat. Soc. A 149, 187-227, doi 10.2307/2981553: drivers, front and rear seats | 3 |
| nlme 3.1-162 of R 4.2.2 on the seat belt series, logs | 10 + 10 |
| strucchange 1.5-3 of R 4.2.2, example of breakpoints: level of the Nile before and after 1898 | 2 |
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from csi_lib.stats import MixtureFit, before_after, interrupted
from csi_lib.stats.designs import Design
from csi_lib.stats.together import Question, fit_alone, fit_together

Columns = dict[str, np.ndarray]
BAN = 36  # January 2005
LAW = 169  # February 1983
MONTHS = np.arange(192)


def with_two_harmonics(design: Design, month: np.ndarray) -> Design:
    """Add the fixed yearly pattern of the sources: two pairs of cosine and sine."""
    angle = 2 * np.pi * month / 12
    pairs = [turn(h * angle) for h in (1, 2) for turn in (np.cos, np.sin)]
    midpoint = np.concatenate([design.midpoint, np.zeros(4)])
    return Design(np.column_stack([design.matrix, *pairs]), design.tested, design.dates, design.kept, midpoint)


@pytest.fixture(scope="module")
def sicily(series: Callable[[str], Columns]) -> tuple[np.ndarray, Columns]:
    found = series("sicily")
    return np.log(found["aces"] / found["stdpop"]), found


@pytest.fixture(scope="module")
def belts(series: Callable[[str], Columns]) -> Columns:
    return series("seatbelts")


@pytest.fixture(scope="module")
def together(belts: Columns) -> dict[str, MixtureFit]:
    """Four years before the law and all after it: six cycles, which the season grid answers in seconds."""
    names, months = ("drivers", "front", "rear"), MONTHS[120:]
    design = interrupted(months, LAW)
    return dict(zip(names, fit_together([Question(np.log(belts[n][months]), design, 12) for n in names]), strict=True))


@pytest.mark.parametrize(
    ("phi", "harmonics", "b", "se"),
    [
        (0.0, False, -0.114221089111, 0.0322084464645),
        (0.0, True, -0.123867888446, 0.0269924571054),
        (0.2, True, -0.120678803889470, 0.034313573222414),
        (0.4, False, -0.1079465687649, 0.0470353426969),
    ],
)
def test_the_step_in_sicily_is_that_of_r(
    phi: float,
    harmonics: bool,
    b: float,
    se: float,
    sicily: tuple[np.ndarray, Columns],
    known_noise: Callable[..., object],
) -> None:
    y, columns = sicily
    design = interrupted(np.arange(59), BAN)
    fit = known_noise(y, with_two_harmonics(design, columns["month"]) if harmonics else design, phi=phi)

    # lm, or gls with corAR1(phi, fixed = TRUE), of log(aces/stdpop) ~ t + D [+ two harmonics of month].
    assert fit.b[0] == pytest.approx(b, rel=1e-9)
    assert fit.se[0] == pytest.approx(se, rel=1e-9)


def test_the_smoking_ban_has_the_rate_ratio_of_the_tutorial(sicily: tuple[np.ndarray, Columns]) -> None:
    # Their model 3 with summary() of R: ratio, and estimate +- 1.96 standard errors. It knows of the season what the
    # kit has to find out, and the kit allows for autocorrelation, so the interval may differ a little.
    ratio, lo, hi = 0.885071547244, 0.83940013848, 0.933227918175
    fit = fit_alone(sicily[0], interrupted(np.arange(59), BAN), cycle=12)

    assert np.exp(fit.b) == pytest.approx(ratio, abs=0.005)
    assert np.exp([fit.lo, fit.hi]) == pytest.approx([lo, hi], abs=0.015)
    assert fit.claims


def test_the_rate_ratio_without_season_terms_lies_in_the_interval(sicily: tuple[np.ndarray, Columns]) -> None:
    fit = fit_alone(sicily[0], interrupted(np.arange(59), BAN), cycle=12)

    assert fit.lo < np.log(0.894376508018) < fit.hi  # their models 1 and 2


@pytest.mark.parametrize(
    ("who", "phi", "harmonics", "b", "se"),
    [
        ("drivers", 0.3, False, -0.1810083547195, 0.0459133785922),
        ("drivers", 0.6, False, -0.2005969435881, 0.0670492568917),
        ("front", 0.3, False, -0.2491137044001, 0.0491684182358),
        ("front", 0.6, False, -0.2637627753094, 0.0744378279595),
        ("rear", 0.3, False, 0.1127473654195, 0.0673727225165),
        ("rear", 0.6, False, 0.105853994481, 0.101063616644),
        ("drivers", 0.0, True, -0.1625070845473, 0.0257013563325),
        ("drivers", 0.3, True, -0.1634922251679, 0.0334213136264),
        ("front", 0.0, True, -0.2378611733655, 0.0307531839308),
        ("front", 0.3, True, -0.2364467502505, 0.0404687335209),
    ],
)
def test_the_step_of_the_seat_belt_law_is_that_of_nlme(
    who: str, phi: float, harmonics: bool, b: float, se: float, belts: Columns, known_noise: Callable[..., object]
) -> None:
    design = interrupted(MONTHS, LAW)
    fit = known_noise(np.log(belts[who]), with_two_harmonics(design, MONTHS) if harmonics else design, phi=phi)

    assert fit.b[0] == pytest.approx(b, rel=1e-9)
    assert fit.se[0] == pytest.approx(se, rel=1e-9)


@pytest.mark.parametrize(("who", "percent"), [("drivers", -23), ("front", -30), ("rear", 3)])
def test_the_published_effect_of_the_seat_belt_law_lies_in_the_interval(
    who: str, percent: int, together: dict[str, MixtureFit]
) -> None:
    # They allow for the distance driven and the price of petrol; abstract as at
    # http://www.safetylit.org/citations/index.php?fuseaction=citations.viewdetails&citationIds[]=citjournalarticle_57133_19
    fit = together[who]

    assert fit.lo < np.log(1 + percent / 100) < fit.hi


def test_the_law_changed_the_front_seats_and_not_the_rear(together: dict[str, MixtureFit]) -> None:
    assert together["drivers"].claims
    assert together["front"].claims
    assert not together["rear"].claims


def test_the_nile_has_the_levels_of_strucchange(nile: np.ndarray, known_noise: Callable[..., object]) -> None:
    # coef(breakpoints(Nile ~ 1), breaks = 1): 1871-1898 1097.75, 1899-1970 849.972222222
    fit = known_noise(nile, before_after(np.arange(100), 28))

    assert fit.level[0] - fit.b[0] / 2 == pytest.approx(1097.75, rel=1e-12)
    assert fit.level[0] + fit.b[0] / 2 == pytest.approx(849.972222222, rel=1e-12)


def test_the_nile_fell_after_1898_whatever_the_noise(nile: np.ndarray) -> None:
    assert fit_alone(nile, before_after(np.arange(100), 28)).claims
