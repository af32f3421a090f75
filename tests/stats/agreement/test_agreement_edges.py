"""Where agreement cannot be told, and what must not matter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import rankdata

from csi_lib.errors import UsageError
from csi_lib.stats.agreement import find_alpha, find_icc, find_kappa, find_plain_agreement, pair_values, tabulate_pairs

tables = arrays(np.int64, st.tuples(st.integers(2, 5), st.integers(2, 6)), elements=st.integers(-1, 3)).map(
    lambda table: np.where(table < 0, np.nan, table.astype(float))
)


def test_a_unanimous_panel_has_no_alpha_but_full_plain_agreement() -> None:
    found = find_alpha([[3, 3, 3], [3, 3, 3]])
    assert found.value is None
    assert (found.plain, found.raters, found.units, found.pairable) == (1.0, 2, 3, 6)


def test_one_respondent_agrees_with_nobody() -> None:
    found = find_alpha([[3, 2, 1]])
    assert (found.value, found.plain, found.pairable) == (None, None, 0)


def test_a_question_that_one_person_answered_enters_nothing() -> None:
    with_it, without = find_alpha([[3, 2, 1], [3, 1, np.nan]]), find_alpha([[3, 2], [3, 1]])
    assert with_it == without


def test_plain_agreement_counts_pairs() -> None:
    assert find_plain_agreement([[1, 1], [1, 2], [2, 3]]) == pytest.approx((1 / 3 + 0) / 2)


@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_raters_and_units_is_nothing(table, random) -> None:
    rows, columns = list(range(table.shape[0])), list(range(table.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    one, other = find_alpha(table), find_alpha(table[rows][:, columns])
    assert other.plain == pytest.approx(one.plain)
    assert other.value == pytest.approx(one.value)


@given(tables)
def test_ordinal_alpha_does_not_change_when_the_letters_are_numbered_otherwise(table) -> None:
    stretched = np.select([table == 0, table == 1, table == 2, table == 3], [0.0, 1.0, 10.0, 1000.0], np.nan)
    assert find_alpha(stretched).value == pytest.approx(find_alpha(table).value)


@given(tables)
def test_ordinal_alpha_is_that_of_the_ranks_of_all_paired_values(table) -> None:
    # A slow twin: the ordinal distance is the interval distance of mid-ranks among the values that can be paired.
    kept = table[:, (~np.isnan(table)).sum(axis=0) >= 2]
    ranks = np.full(kept.shape, np.nan)
    ranks[~np.isnan(kept)] = rankdata(kept[~np.isnan(kept)])
    assert find_alpha(table).value == pytest.approx(find_alpha(ranks, "interval").value)


@given(tables)
def test_pairs_counted_one_by_one_are_the_same(table) -> None:
    pairs = pair_values(table)
    slow = {(a, b): 0.0 for a in pairs.values for b in pairs.values}
    for unit in table.T:
        given_values = [value for value in unit if not np.isnan(value)]
        for i, a in enumerate(given_values):
            for j, b in enumerate(given_values):
                if i != j:
                    slow[a, b] += 1 / (len(given_values) - 1)
    assert pairs.matrix.ravel() == pytest.approx([slow[a, b] for a in pairs.values for b in pairs.values])


def test_a_scale_that_is_no_metric_is_refused() -> None:
    with pytest.raises(UsageError, match="unknown metric 'ordinary'"):
        find_alpha([[1, 2], [1, 2]], "ordinary")


def test_two_assessors_who_both_say_f_always_have_no_kappa() -> None:
    found = find_kappa(tabulate_pairs([3, 3, 3], [3, 3, 3], 4), "linear")
    assert (found.value, found.plain, found.units) == (None, 1.0, 3)


def test_a_unit_that_one_assessor_left_out_enters_no_kappa() -> None:
    assert find_kappa(tabulate_pairs([0, 1, np.nan], [0, 2, 3], 4)).units == 2


def test_kappa_of_unlike_scales_is_refused() -> None:
    with pytest.raises(UsageError, match="square table"):
        find_kappa([[1, 2, 3], [4, 5, 6]])


def test_nothing_rated_twice_has_no_kappa() -> None:
    assert find_kappa(np.zeros((4, 4))).value is None


def test_assessors_without_any_difference_have_no_intraclass_correlation() -> None:
    found = find_icc([[5, 5], [5, 5]])
    assert (found.single, found.average, found.consistent) == (None, None, None)


def test_a_stricter_assessor_shows_in_agreement_and_not_in_consistency() -> None:
    found = find_icc([[10, 30], [40, 60], [70, 90]])
    assert found.consistent == pytest.approx(1.0)
    assert found.single < 0.9
