"""The vital few, with ties and the rest."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.stats import Refused
from csi_lib.stats.description import rank_shares


def test_shares_and_vital_few_by_hand():
    # 50, 30, 10, 5, 5 of 100: the first two reach 80 %
    pareto = rank_shares([5, 50, 10, 30, 5])

    assert pareto.order.tolist() == [1, 3, 2, 0, 4]
    assert pareto.cumulative == pytest.approx([0.5, 0.8, 0.9, 0.95, 1.0])
    assert (pareto.vital, pareto.groups, pareto.others) == (2, 5, 0)


def test_a_tie_at_the_line_belongs_to_the_vital_few_as_a_whole():
    # 60 + 10 + 10 reach 80, but the third 10 is as large as the second
    assert rank_shares([60, 10, 10, 10, 10]).vital == 5


def test_how_many_groups_are_needed_does_not_count_the_rest_of_a_tie():
    assert rank_shares([60, 10, 10, 10, 10]).fewest == 3  # 60 + 10 + 10, whichever two


def test_a_tie_at_the_end_of_those_shown_is_not_cut():
    pareto = rank_shares([9, 8, 7, 3, 3, 3, 1], keep=4)

    assert pareto.amount.tolist() == [9, 8, 7]
    assert (pareto.others, pareto.others_amount) == (4, 10.0)


def test_a_rest_of_one_group_is_shown_by_its_name():
    assert rank_shares([5, 4, 3], keep=2).others == 0


def test_equal_groups_have_no_vital_few():
    assert not rank_shares([1] * 12).has_vital_few
    assert rank_shares([80, 5, 5, 5, 5]).has_vital_few


def test_groups_without_anything_are_left_out():
    assert rank_shares([0, 3, 0, 1]).groups == 2


@given(st.lists(st.integers(0, 30), min_size=1, max_size=40).filter(any), st.integers(1, 12))
def test_nothing_is_lost_between_those_shown_and_the_others(amounts, keep):
    pareto = rank_shares(amounts, keep=keep)

    assert pareto.amount.sum() + pareto.others_amount == sum(amounts)
    assert len(pareto.order) + pareto.others == sum(amount > 0 for amount in amounts)
    assert (np.diff(pareto.amount) <= 0).all()


@given(st.lists(st.integers(0, 30), min_size=1, max_size=40).filter(any))
def test_one_group_fewer_than_the_vital_few_without_its_tie_stays_below_the_line(amounts):
    ranked, vital = sorted(amounts, reverse=True), rank_shares(amounts).vital
    least = ranked[vital - 1]

    assert sum(ranked[:vital]) >= 0.8 * sum(amounts) * (1 - 1e-9)
    assert sum(amount for amount in ranked if amount > least) < 0.8 * sum(amounts)


@pytest.mark.parametrize("amounts", [[], [0, 0], [3, -1], [np.nan]])
def test_what_cannot_be_ranked_is_refused(amounts):
    with pytest.raises(Refused):
        rank_shares(amounts)
