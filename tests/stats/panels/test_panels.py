"""What few answers say: the posterior is the one it claims to be, and its laws hold."""

from __future__ import annotations

import itertools
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import beta, kstest

from csi_lib.errors import UsageError
from csi_lib.stats.panels import (
    COMPONENTS,
    TICKS,
    Panel,
    bootstrap_attributes,
    climb_all,
    count_more,
    count_ticks,
    draw_attributes,
    estimate_likeness,
    expect_width,
    find_interval,
    weigh_components,
)
from csi_lib.stats.refused import Refused

SHARES = np.array([0, 1 / 3, 2 / 3, 1])


def make_panel(rows: list[list[int]], blocks: list[int] | None = None, **more: object) -> Panel:
    answers = np.array(rows, dtype=np.int8)
    return Panel(answers, np.array(blocks or [0] * answers.shape[1]), SHARES, **more)


panels = arrays(np.int8, st.tuples(st.integers(1, 6), st.integers(1, 5)), elements=st.integers(-1, 3))


def test_the_posterior_of_one_question_is_the_mixture_of_dirichlet_posteriors() -> None:
    # Where F alone is worth anything, the posterior is a mixture of beta distributions.
    panel = replace(make_panel([[3], [3], [0], [2]]), shares=np.array([0.0, 0.0, 0.0, 1.0]))
    counts = np.array([1.0, 0, 1, 2])
    weights = weigh_components(counts)

    def mixture(x: np.ndarray) -> np.ndarray:
        return sum(
            weight * beta.cdf(x, prior[3] + 2, prior[:3].sum() + 2)
            for weight, prior in zip(weights, COMPONENTS, strict=True)
        )

    assert kstest(draw_attributes(panel, 20_000)[:, 0], mixture).pvalue > 0.001


def test_the_shapes_weigh_equally_before_any_answer_and_follow_the_answers_then() -> None:
    assert weigh_components(np.zeros(4)) == pytest.approx(np.full(18, 1 / 18))
    after = weigh_components(np.array([5.0, 0, 0, 5.0])).reshape(3, 6).sum(axis=0)
    assert after.argmax() == 1  # the polarised shape


def test_a_better_answer_always_raises_what_is_expected() -> None:
    # Exact, from the conjugate means, for every panel of up to eight people and every answer in it.
    def expect(counts: np.ndarray) -> float:
        means = (COMPONENTS + counts) @ SHARES / (COMPONENTS.sum(axis=1) + counts.sum())
        return float(weigh_components(counts) @ means)

    panels = [np.array(row, dtype=float) for row in itertools.product(range(9), repeat=4) if 1 <= sum(row) <= 8]
    for counts, letter in itertools.product(panels, range(3)):
        if counts[letter]:
            better = counts.copy()
            better[[letter, letter + 1]] += [-1, 1]
            assert expect(better) > expect(counts)


def test_the_same_answers_give_the_same_draws_whoever_gave_them() -> None:
    panel = make_panel([[3, 2], [1, -1], [0, 3]])
    turned = make_panel([[0, 3], [3, 2], [1, -1]])
    assert (draw_attributes(panel, 50) == draw_attributes(turned, 50)).all()


def test_another_process_draws_the_same_numbers() -> None:
    code = (
        "import numpy as np; from csi_lib.stats.panels import *;"
        "print(repr(draw_attributes(Panel(np.array([[3,2],[1,-1],[0,3]],'i1'),np.array([0,0]),"
        "np.array([0,1/3,2/3,1])),50)[7,0].item()))"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(other.stdout) == draw_attributes(make_panel([[3, 2], [1, -1], [0, 3]]), 50)[7, 0]


def test_a_respondent_without_an_answer_changes_nothing() -> None:
    panel, longer = make_panel([[3, 2], [1, 0]]), make_panel([[3, 2], [-1, -1], [1, 0]])
    assert (draw_attributes(panel, 50) == draw_attributes(longer, 50)).all()


def test_an_attribute_nobody_answered_has_no_draws() -> None:
    drawn = draw_attributes(make_panel([[3, -1], [2, -1]], [0, 1]), 50)
    assert np.isnan(drawn[:, 1]).all() and not np.isnan(drawn[:, 0]).any()


@settings(deadline=None, max_examples=40)
@given(panels)
def test_every_draw_lies_on_the_scale(answers) -> None:
    panel = Panel(answers, np.zeros(answers.shape[1], dtype=int), SHARES)
    drawn = draw_attributes(panel, 100)
    if (answers >= 0).any():
        assert ((drawn >= -1e-9) & (drawn <= 1 + 1e-9)).all()
    else:
        assert np.isnan(drawn).all()


def test_a_whole_team_leaves_no_doubt() -> None:
    drawn = draw_attributes(make_panel([[3, 2], [1, 0], [2, 2]], team=3))
    assert set(count_ticks(drawn[:, 0])) == {round(float((2 / 3 + 4 / 9) / 2) * 100 * TICKS)}


def test_most_of_a_team_leaves_less_doubt_than_a_few_of_many() -> None:
    rows = [[3, 2], [1, 0], [2, 2], [3, 3]]
    widths = [np.ptp(np.quantile(draw_attributes(make_panel(rows, team=team)), [0.02, 0.98])) for team in (None, 40, 5)]
    assert widths[0] > widths[1] > widths[2] > 0


def test_alike_answers_of_one_person_are_not_taken_for_many_answers() -> None:
    halo = make_panel([[3] * 5, [0] * 5, [3] * 5, [1] * 5] * 3)
    mixed = make_panel([[3, 0, 3, 1, 3], [0, 3, 1, 3, 0], [3, 1, 3, 0, 1], [1, 3, 0, 3, 3]] * 3)
    widths = [np.ptp(np.quantile(draw_attributes(panel), [0.02, 0.98])) for panel in (halo, mixed)]
    assert widths[0] > 1.5 * widths[1]


def test_likeness_is_one_for_a_halo_and_small_for_independent_answers() -> None:
    rng = np.random.default_rng(3)
    person = rng.random((200, 1))
    assert estimate_likeness(np.repeat(person, 4, axis=1)) > 0.99
    assert estimate_likeness(rng.random((200, 4))) < 0.1
    assert estimate_likeness(person) == 1.0


def test_equal_weights_are_no_weights_and_who_counts_more_moves_the_result() -> None:
    rows = [[3, 2], [1, 0], [2, 2]]
    plain = draw_attributes(make_panel(rows))
    assert draw_attributes(make_panel(rows, weights=np.full(3, 7.0))) == pytest.approx(plain)
    heavy = draw_attributes(make_panel(rows, weights=np.array([9.0, 1.0, 1.0])))
    assert heavy.mean() > plain.mean()


def test_a_unanimous_panel_is_not_said_to_be_below_the_end() -> None:
    panel = make_panel([[3], [3], [3]])
    low, high = find_interval(draw_attributes(panel)[:, 0], panel.answers)
    assert high == 1.0 and 0.3 < low < 0.6
    none = make_panel([[0], [0], [0]])
    assert find_interval(draw_attributes(none)[:, 0], none.answers)[0] == 0.0


def test_levels_of_draws_are_those_of_the_ladder() -> None:
    # Level 1 asks more than 50 of the first; level 2 more than 85 of the first and more than 50 of the second.
    edges = np.array([[50, -1], [85, 50]]) * TICKS
    edges[edges < 0] = -1
    drawn = np.array([[0.50, 1.0], [0.85, 1.0], [0.86, 0.5], [0.86, 0.51], [0.2, 0.2]])
    found = climb_all(count_ticks(drawn), edges)
    assert found.levels == pytest.approx([2 / 5, 2 / 5, 1 / 5])
    assert found.stops == pytest.approx([3 / 5, 1 / 5])


def test_a_mean_that_binary_numbers_put_above_the_edge_stays_below_it() -> None:
    trap = np.array([[(0.1 + 0.2 + 0.15) / 3], [(0.9 + 0.8 + 0.85) / 3]])  # 15.000000000000002 and 85.00000000000001
    assert (trap.ravel() * 100 > [15, 85]).all()
    assert climb_all(count_ticks(trap[:1]), np.array([[15 * TICKS]])).levels[0] == 1
    assert climb_all(count_ticks(trap[1:]), np.array([[85 * TICKS]])).levels[0] == 1


def test_the_bootstrap_refuses_small_panels_and_agrees_with_the_posterior_on_large_ones() -> None:
    with pytest.raises(Refused, match="20 respondents, and 3 answered"):
        bootstrap_attributes(make_panel([[3], [2], [1]]))
    answers = np.random.default_rng(1).choice(4, size=(200, 5), p=[0.1, 0.25, 0.4, 0.25])
    panel = make_panel(answers.tolist())
    posterior = np.quantile(draw_attributes(panel)[:, 0], [0.025, 0.975])
    assert bootstrap_attributes(panel)[0] == pytest.approx(posterior, abs=0.015)


def test_more_interviews_never_widen_an_interval() -> None:
    widths = [expect_width(50, 4, more) for more in range(30)]
    assert widths == sorted(widths, reverse=True)
    assert expect_width(50, 4, 6, team=10) == 0


def test_the_plan_counts_just_as_many_as_are_needed() -> None:
    more = count_more(50, 4, 35)
    assert more is not None
    assert expect_width(50, 4, more) <= 35 < expect_width(50, 4, more - 1)
    assert count_more(30, 4, 35) == 0
    assert count_more(50, 4, 35, team=5) == 1
    assert count_more(90, 1, 1) is None
    with pytest.raises(UsageError):
        count_more(50, 0, 35)


def test_the_planned_width_is_about_what_more_people_of_the_same_mind_bring() -> None:
    rng = np.random.default_rng(7)
    shares = np.array([0.10, 0.25, 0.40, 0.25])

    def width(people: int) -> float:
        found = []
        for _ in range(60):
            panel = make_panel(rng.choice(4, size=(people, 1), p=shares).tolist())
            low, high = find_interval(draw_attributes(panel, 1000)[:, 0], panel.answers)
            found.append(high - low)
        return float(np.mean(found))

    assert expect_width(width(5), 5, 7) == pytest.approx(width(12), rel=0.12)
