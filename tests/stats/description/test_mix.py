"""What changed within kinds of case, and what their mix did."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.stats import Refused
from csi_lib.stats.description import split_mix

# Admissions to Berkeley 1973, R's data set UCBAdmissions: department -> admitted, rejected.
MEN = {"A": (512, 313), "B": (353, 207), "C": (120, 205), "D": (138, 279), "E": (53, 138), "F": (22, 351)}
WOMEN = {"A": (89, 19), "B": (17, 8), "C": (202, 391), "D": (131, 244), "E": (94, 299), "F": (24, 317)}

cases = st.lists(st.tuples(st.integers(-100, 100), st.sampled_from("abcd")), min_size=1, max_size=40)


def write_out(table):
    values = [value for yes, no in table.values() for value in [1] * yes + [0] * no]
    kinds = [kind for kind, (yes, no) in table.items() for _ in range(yes + no)]
    return values, kinds


def test_berkeley_turns_round_once_departments_are_weighed_alike():
    # R 4.2.2: sum of admitted by sex, and weighted.mean(women's rate - men's rate, men), by department
    effect = split_mix(write_out(MEN), write_out(WOMEN))

    assert (effect.before, effect.after) == pytest.approx((0.4451877, 0.3035422), abs=5e-8)
    assert effect.within == pytest.approx(0.07096918, abs=5e-9)
    assert effect.mix == pytest.approx(0.3035422 - 0.4451877 - 0.07096918, abs=2e-7)
    assert effect.turned
    assert effect.mostly_mix


def test_two_kinds_by_hand():
    # before: 8 slow of 10 h, 2 fast of 1 h, mean 8.2; after: 2 slow of 10 h, 8 fast of 1 h, mean 2.8
    before = ([10.0] * 8 + [1.0] * 2, ["slow"] * 8 + ["fast"] * 2)
    after = ([10.0] * 2 + [1.0] * 8, ["slow"] * 2 + ["fast"] * 8)

    effect = split_mix(before, after, least=1)

    assert effect.crude == pytest.approx(-5.4)
    assert (effect.within, effect.mix) == (pytest.approx(0.0), pytest.approx(-5.4))
    assert effect.mostly_mix and not effect.turned


def weigh_plainly(before, after):
    """Weigh every kind that exists on both sides as it was before, with loops."""
    kinds = {kind for _, kind in before} & {kind for _, kind in after}
    weights = {kind: sum(other == kind for _, other in before) for kind in kinds}
    means = [{kind: np.mean([v for v, other in side if other == kind]) for kind in kinds} for side in (before, after)]
    return sum(weights[kind] * (means[1][kind] - means[0][kind]) for kind in kinds) / sum(weights.values())


@given(cases, cases)
def test_both_parts_together_are_the_plain_difference(before, after):
    try:
        effect = split_mix(*(tuple(zip(*side, strict=True)) for side in (before, after)), least=1)
    except Refused:
        assert not {kind for _, kind in before} & {kind for _, kind in after}
        return

    assert effect.crude == pytest.approx(np.mean([v for v, _ in after]) - np.mean([v for v, _ in before]), abs=1e-9)
    assert effect.within == pytest.approx(weigh_plainly(before, after), abs=1e-9)


@given(cases, st.integers(-50, 50))
def test_the_same_cases_moved_by_so_much_have_no_mix_part(side, by):
    values, kinds = zip(*side, strict=True)

    effect = split_mix((values, kinds), ([value + by for value in values], kinds), least=1)

    assert effect.within == pytest.approx(by, abs=1e-9)
    assert effect.mix == pytest.approx(0, abs=1e-9)


def test_kinds_that_are_thin_on_a_side_are_taken_together():
    before = ([1.0] * 10 + [5.0] * 2 + [9.0] * 7, ["many"] * 10 + ["p"] * 2 + ["q"] * 7)
    after = ([1.0] * 10 + [5.0] * 8 + [9.0] * 2, ["many"] * 10 + ["p"] * 8 + ["q"] * 2)

    assert split_mix(before, after, least=5).kinds == 2


def test_a_kind_that_vanished_is_said_and_goes_into_the_mix():
    before = ([1.0] * 6 + [9.0] * 4, ["kept"] * 6 + ["gone"] * 4)
    after = ([2.0] * 6, ["kept"] * 6)

    effect = split_mix(before, after)

    assert effect.covered == pytest.approx(0.6)
    assert (effect.within, effect.mix) == (pytest.approx(1.0), pytest.approx(2.0 - 4.2 - 1.0))


def test_sides_without_a_kind_in_common_are_refused():
    with pytest.raises(Refused, match="no kind of case exists on both sides"):
        split_mix(([1.0], ["a"]), ([1.0], ["b"]), least=1)


def test_an_empty_side_is_refused():
    with pytest.raises(Refused, match="no case after"):
        split_mix(([1.0], ["a"]), ([], []))
