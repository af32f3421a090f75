"""OWASP SAMM 2 scoring; the sums are done by hand.

Answer values 0, 0.25, 0.5, 1: github.com/owaspsamm/core, model/answer_sets/A.yml. Arithmetic, and the answers of the
worked row: github.com/owaspsamm/sammwise, comps/surveyDisplay/calculator.js (the row marked for testing): six answers a
practice, levels 1 to 3 of one stream and then of the other; a practice is the sum over levels of the mean of its
streams, a business function the mean of its three practices, the whole the mean of its five functions.
"""

from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import pytest

from csi_lib.maturity.frameworks.streams import read_streams
from csi_lib.maturity.frameworks.whole import STAGES, read_whole

CELLS = ("1A", "2A", "3A", "1B", "2B", "3B")
# Six equal answers a practice in that row: F = 1, N = 0, P = 0.25, L = 0.5.
ROW = "FNP" + "LFN" + "PLF" + "NPL" + "FNP"
PRACTICES = {"F": Fraction(3), "N": Fraction(0), "P": Fraction(3, 4), "L": Fraction(3, 2)}


def score(profile):
    return dict(profile.numbers)["score"]


def practice(samm, hear, letters):
    return read_streams(hear(samm, {cell: [letter] for cell, letter in zip(CELLS, letters, strict=True)}), samm)


@pytest.mark.parametrize(("letter", "value"), [("N", "0"), ("P", "0.25"), ("L", "0.5"), ("F", "1")])
def test_an_answer_is_worth_what_the_answer_set_says(frame, letter, value):
    assert frame("samm").answers[letter] == Fraction(value)


@pytest.mark.parametrize(("letter", "result"), PRACTICES.items())
def test_a_practice_with_six_equal_answers(frame, hear, letter, result):
    samm = frame("samm")
    assert score(practice(samm, hear, letter * 6)) == result


@pytest.mark.parametrize(
    ("letters", "result"),
    [
        ("FLPFNN", "1.375"),  # (1 + 1)/2 + (0.5 + 0)/2 + (0.25 + 0)/2
        ("FFFNNN", "1.5"),  # one stream whole, the other empty
        ("PNNPNN", "0.25"),
        ("LLPFLN", "1.375"),  # 0.75 + 0.5 + 0.125
    ],
)
def test_a_practice_is_the_sum_over_levels_of_the_mean_over_streams(frame, hear, letters, result):
    samm = frame("samm")
    assert score(practice(samm, hear, letters)) == Fraction(result)


def test_the_worked_row_scores_its_functions_and_1_30_as_a_whole(frame, hear):
    samm = frame("samm")
    profiles = [practice(samm, hear, letter * 6) for letter in ROW]
    assert [score(item) for item in profiles] == [PRACTICES[letter] for letter in ROW]
    functions = [SimpleNamespace(stage=STAGES[number // 3]) for number in range(len(ROW))]
    whole = read_whole(profiles, samm, functions)
    assert whole is not None
    # (3 + 0 + 0.75)/3, (1.5 + 3 + 0)/3, (0.75 + 1.5 + 3)/3, (0 + 0.75 + 1.5)/3, (3 + 0 + 0.75)/3; their mean 6.5/5
    assert [part.value for part in whole.parts] == [Fraction(n) for n in ("1.25", "1.5", "1.75", "0.75", "1.25")]
    assert score(whole) == Fraction("1.3")


def test_a_blank_leaves_no_score_where_a_spreadsheet_takes_it_as_zero(frame, hear):
    samm = frame("samm")
    heard = hear(samm, {cell: ["F"] for cell in CELLS} | {"2B": [""]})
    found = read_streams(heard, samm)
    assert (found.numbers, found.says, found.why) == ((), "no score", "2B has no answer")
    assert found.covered == (5, 6)
    whole = read_whole([replace(found, process="x")], samm, [SimpleNamespace(stage="design")])
    assert whole is not None
    assert whole.says == "no score"
