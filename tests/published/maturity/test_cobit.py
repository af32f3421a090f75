"""COBIT 2019 capability by the branches of a tool in use; every sum by hand.

Read in github.com/EvanKristianPratama/COBIT-2019, app/Services/EvaluationService.php, calculateMaturityScore: N, P, L
and F are 0, 1/3, 2/3, 1; level 2 up to 0.15 gives 0, up to 0.50 gives 1, up to 0.85 gives 2; above, the next level is
looked at: up to 0.50 stay, up to 0.85 it is the result, above go on; at level 5 above 0.50 gives 5.
"""

import pytest

from csi_lib.maturity.frameworks.levels import read_levels

NOTHING = {"2": ["N"], "3": ["N"], "4": ["N"], "5": ["N"]}


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        ({"2": ["N", "N", "N"]}, 0),
        ({"2": ["P", "N", "N"]}, 0),  # 1/9 = 11 %
        ({"2": ["P", "P", "N"]}, 1),  # 2/9 = 22 %
        ({"2": ["F", "N"]}, 1),  # 50 %, still P
        ({"2": ["L", "L", "P"]}, 2),  # 5/9 = 56 %
        ({"2": ["F", "L"]}, 2),  # 5/6 = 83 %
        ({"2": ["F", "F", "L"], "3": ["F", "N"]}, 2),  # 8/9, then 50 %
        ({"2": ["F", "F", "L"], "3": ["L"]}, 3),
        ({"2": ["F"], "3": ["F"], "4": ["P"]}, 3),
        ({"2": ["F"], "3": ["F"], "4": ["L"]}, 4),
        ({"2": ["F"], "3": ["F"], "4": ["F"], "5": ["P", "L"]}, 4),  # 50 %
        ({"2": ["F"], "3": ["F"], "4": ["F"], "5": ["L"]}, 5),
        ({"2": ["L"], "3": ["F"], "4": ["F"], "5": ["F"]}, 2),
    ],
)
def test_each_branch_gives_the_level_the_tool_gives(frame, hear, answers, level):
    cobit = frame("cobit2019")
    assert read_levels(hear(cobit, NOTHING | answers), cobit).level == level


def test_a_level_without_a_question_is_refused_where_the_tool_takes_it_as_nothing_or_as_achieved(frame, hear):
    cobit = frame("cobit2019")
    found = read_levels(hear(cobit, {"2": ["F"], "4": ["F"], "5": ["F"]}), cobit)
    assert (found.level, found.why) == (2, "level 3 was not asked")
    assert found.covered == (3, 4)


def test_without_the_lowest_set_there_is_no_level_at_all(frame, hear):
    cobit = frame("cobit2019")
    found = read_levels(hear(cobit, {"3": ["F"]}), cobit)
    assert (found.level, found.says, found.why) == (None, "not rated", "level 2 was not asked")
