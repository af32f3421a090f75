"""OGC/itSMF self-assessment.

Pass mark as printed at hci-itil.com/Assessments/SD_Assessment.htm: yes to every mandatory question and to one other.
Example as printed at theartofservice.com (ITIL: at higher levels more specific ITIL terms are used): levels 1, 1.5, 2
and 2.5 satisfied, 3 not quite: the capability is 2.5.
"""

from fractions import Fraction

import pytest

from csi_lib.maturity.frameworks.climb import passes, read_climb

STEPS = ("1", "1.5", "2", "2.5", "3", "3.5", "4", "4.5", "5")
MET = ("F", "F", "N")


def answer(upto, then=None):
    """Lay out answers: every step up to one is met, the next has its own."""
    found = {}
    for step in STEPS:
        met = STEPS.index(step) <= STEPS.index(upto)
        mandatory, other = (["F"], ["F", "N"]) if met else (then or (["N"], ["N", "N"]))
        found |= {f"{step}M": mandatory, step: other}
    return found


def test_the_printed_example_ends_at_2_5(frame, hear):
    ogc = frame("ogc")
    found = read_climb(hear(ogc, answer("2.5")), ogc)
    assert found.level == Fraction("2.5")
    assert found.why.startswith("step 3:")


@pytest.mark.parametrize("step", STEPS)
def test_the_climb_ends_at_the_last_step_met(frame, hear, step):
    ogc = frame("ogc")
    assert read_climb(hear(ogc, answer(step)), ogc).level == Fraction(step)


@pytest.mark.parametrize(
    ("mandatory", "others", "met"),
    [
        ([True, True], [True, False], True),
        ([True, True], [False, False], False),
        ([True, False], [True, True], False),
        ([True, True], [], None),  # nobody was asked another question: not met and not missed
        ([True, None], [True], None),
        ([True, True], [None, False], None),
    ],
)
def test_all_mandatory_and_one_other_have_to_be_yes(mandatory, others, met):
    assert passes(mandatory, others, 1) is met


def test_a_step_met_above_one_that_is_not_counts_for_nothing(frame, hear):
    ogc = frame("ogc")
    answers = answer("1") | {"2M": ["F"], "2": ["F", "F"]}
    assert read_climb(hear(ogc, answers), ogc).level == 1


def test_a_step_nobody_was_asked_about_ends_the_climb(frame, hear):
    ogc = frame("ogc")
    answers = {name: given for name, given in answer("5").items() if not name.startswith("2.5")}
    found = read_climb(hear(ogc, answers), ogc)
    assert (found.level, found.why) == (2, "step 2.5 was not asked")
    assert found.covered == (8, 9)
