"""A forecast is the conditional distribution it claims to be, holds what it promises, and is held against the past."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize
from scipy import stats as scipy_stats

from csi_lib.stats import Refused
from csi_lib.stats.courses import Forecast, Past, back_test, forecast_together
from csi_lib.stats.courses import forecast as room

Make = Callable[..., np.ndarray]


def past_of(y: np.ndarray) -> Past:
    """Take NaN for a missing period."""
    known = ~np.isnan(y)
    return Past(y[known], np.flatnonzero(known))


def forecast_alone(y: np.ndarray, horizon: int = 3, cycle: int = 12) -> Forecast:
    (answer,) = forecast_together([past_of(y)], range(len(y), len(y) + horizon), cycle)
    assert isinstance(answer, Forecast)
    return answer


def predict_slowly(y: np.ndarray, horizon: int, cycle: int) -> dict[str, np.ndarray]:
    """Condition on the known periods with dense textbook formulas, one noise model after the other."""
    grid = room._grid(cycle)
    steepness = np.repeat(room._SLOPES, len(grid.phi) // len(room._SLOPES))
    known = np.flatnonzero(~np.isnan(y))
    days = np.concatenate([known, np.arange(len(y), len(y) + horizon)])
    values, n = y[known], len(known)
    t = (days - (known[0] + known[-1]) / 2) / (known[-1] - known[0])
    middle, error, log = [], [], []
    for phi, noise, season, slope in zip(grid.phi, grid.noise, grid.season, steepness, strict=True):
        gap = np.abs(np.subtract.outer(days, days))
        wave = sum(np.cos(2 * np.pi * h * gap / cycle) / h**2 for h in (1, 2, 3)) if cycle else 0 * gap
        V = (1 - noise) * phi**gap + noise * np.eye(len(days)) + season * wave + slope * np.outer(t, t)
        inverse = np.linalg.inv(V[:n, :n])
        information = inverse.sum()
        level = inverse.sum(axis=0) @ values / information
        rest = values - level
        rss = rest @ inverse @ rest
        gain = V[n:, :n] @ inverse
        middle.append(level + gain @ rest)
        shape = V[n:, n:] - gain @ V[:n, n:] + np.outer(1 - gain.sum(axis=1), 1 - gain.sum(axis=1)) / information
        error.append(np.sqrt(rss / (n - 1) * np.diag(shape)))
        log.append(-np.linalg.slogdet(V[:n, :n])[1] / 2 - np.log(information) / 2 - (n - 1) / 2 * np.log(rss))
    weight = np.exp(np.array(log) - max(log)) * grid.prior
    weight /= weight.sum()
    b, se = np.array(middle), np.array(error)

    def quantile(q: float, step: int) -> float:
        def short(x: float) -> float:
            return float(weight @ scipy_stats.t.cdf((x - b[:, step]) / se[:, step], n - 1)) - q

        return optimize.brentq(short, -1e3, 1e3, xtol=1e-12)

    ends = [[quantile(q, step) for step in range(horizon)] for q in (0.025, 0.975)]
    return {"middle": weight @ b, "lo": np.array(ends[0]), "hi": np.array(ends[1])}


@pytest.mark.parametrize("cycle", [0, 12])
def test_the_prediction_is_that_of_dense_conditioning(cycle: int, ar1: Make) -> None:
    y = ar1(np.random.default_rng(4), 1, 30, 0.4)[0] + np.sin(np.arange(30) * np.pi / 6)
    y[[5, 17, 18]] = np.nan
    found, slow = forecast_alone(y, cycle=cycle), predict_slowly(y, 3, cycle)

    for name, values in slow.items():
        assert getattr(found, name) == pytest.approx(values, abs=1e-7), name


@pytest.mark.parametrize("kind", ["stable", "seasonal", "rising"])
def test_the_interval_holds_what_it_promises_and_beats_the_plain_rules(kind: str, ar1: Make) -> None:
    rng, n, h = np.random.default_rng(11), 36, 6
    held, errors = [], []
    for rho in (0.0, 0.3, 0.6):
        t = np.arange(n + h)
        y = ar1(rng, 20, n + h, rho)
        y += {"stable": 0.0, "seasonal": 1.5 * np.sin(t * np.pi / 6), "rising": 3 * t / n}[kind]
        found = forecast_together([Past(row[:n], np.arange(n)) for row in y], range(n, n + h), 12)
        for row, answer in zip(y, found, strict=True):
            came = row[n:]
            held.append((answer.lo <= came) & (came <= answer.hi))
            plain = (answer.middle, np.full(h, row[n - 1]), row[n - 12 : n - 12 + h])
            errors.append([np.abs(came - guess).mean() for guess in plain])
    ours, last, last_year = np.mean(errors, axis=0)

    assert 0.90 <= np.mean(held) <= 0.99  # 360 periods that hang together: standard error about 2 points
    assert ours < min(last, last_year)


@given(st.integers(0, 10_000), st.floats(-50, 50), st.sampled_from([0.1, 3.0, 100.0]))
@settings(max_examples=15, deadline=None)
def test_a_forecast_follows_the_unit(seed: int, shift: float, factor: float) -> None:
    y = np.random.default_rng(seed).standard_normal(26)
    plain, moved = forecast_alone(y), forecast_alone(factor * y + shift)

    for name in ("middle", "lo", "hi"):
        assert getattr(moved, name) == pytest.approx(factor * getattr(plain, name) + shift, abs=1e-6 * factor)


@given(st.integers(0, 10_000), st.permutations(range(5)))
@settings(max_examples=10, deadline=None)
def test_reordering_the_kpis_changes_nothing(seed: int, order: list[int]) -> None:
    pasts = [Past(row, np.arange(25)) for row in np.random.default_rng(seed).standard_normal((5, 25))]
    there = forecast_together(pasts, range(25, 28), 12)
    other = forecast_together([pasts[place] for place in order], range(25, 28), 12)

    for place, answer in zip(order, other, strict=True):
        assert answer.middle == pytest.approx(there[place].middle, abs=1e-9)


def test_a_forecast_of_the_past_knows_nothing_of_what_came(ar1: Make) -> None:
    y = ar1(np.random.default_rng(8), 3, 30, 0.3)
    changed = y.copy()
    changed[:, 27:] += 100
    one, other = (back_test([Past(row, np.arange(30)) for row in rows], 3, 12) for rows in (y, changed))

    assert [item.origin for item in one[0]] == [23, 24, 25, 26, 27, 28]
    first, second = (next(item for item in found[0] if item.origin == 26) for found in (one, other))
    assert first.middle.tolist() == second.middle.tolist()
    assert second.actual == pytest.approx(first.actual + 100)


def test_hindsight_lays_the_last_value_and_last_years_beside_it() -> None:
    y = np.random.default_rng(2).standard_normal(27)
    y[14] = np.nan
    found = back_test([past_of(y)], 6, 12)[0]
    first = found[0]

    assert (first.origin, first.dates.tolist()) == (23, [24, 25, 26])
    assert first.actual.tolist() == y[24:27].tolist()
    assert first.last.tolist() == [y[23]] * 3
    assert first.last_cycle == pytest.approx([y[12], y[13], np.nan], nan_ok=True)


def test_below_two_seasons_nothing_is_foretold() -> None:
    y = np.random.default_rng(2).standard_normal(23)
    short, flat, empty = Past(y, np.arange(23)), Past(np.full(30, 7.0), np.arange(30)), Past(y[:0], np.arange(0))

    answers = forecast_together([short, flat, empty], range(40, 42), 12)
    assert [type(item) for item in answers] == [Refused] * 3
    assert "two seasons" in str(answers[0])
    assert "vary" in str(answers[1])
    assert back_test([short], 3, 12) == ((),)


def test_a_series_that_cannot_be_answered_leaves_the_others_alone() -> None:
    good = Past(np.random.default_rng(5).standard_normal(25), np.arange(25))
    short = replace(good, y=good.y[:9], dates=good.dates[:9])

    alone, beside = forecast_together([good], [25], 12)[0], forecast_together([short, good], [25], 12)[1]
    assert beside.middle.tolist() == alone.middle.tolist()


def test_a_period_that_is_known_is_not_foretold() -> None:
    with pytest.raises(ValueError, match="after the last known"):
        forecast_together([Past(np.random.default_rng(5).standard_normal(25), np.arange(25))], [24, 25], 12)
