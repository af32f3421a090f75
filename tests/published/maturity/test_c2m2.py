"""C2M2 indicator levels by the rule of the tool in use.

Read in github.com/cisagov/cset, CSETWebCore.Business/Maturity/C2M2Business.cs, DonutsAndHeatmap: a level is achieved
when the one before is, and no practice up to it is PI, NI or unanswered, and at least one is FI or LI.
"""

import pytest

from csi_lib.maturity.frameworks.mil import read_mil

ALL = {"1": ["F", "L"], "2": ["L"], "3": ["F", "F"]}


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        ({}, 3),
        ({"1": ["F", "P"]}, 0),
        ({"1": ["F", "N"]}, 0),
        ({"1": ["F", ""]}, 0),
        ({"2": ["P"]}, 1),
        ({"2": ["N", "F", "F", "F"]}, 1),
        ({"3": ["F", "F", "P"]}, 2),
        ({"3": ["L", ""]}, 2),
        ({"1": ["P"], "2": ["F"], "3": ["F"]}, 0),
        ({"1": ["L"], "2": ["L"], "3": ["L"]}, 3),
    ],
)
def test_a_level_needs_every_practice_up_to_it_fully_or_largely_implemented(frame, hear, answers, level):
    c2m2 = frame("c2m2")
    assert read_mil(hear(c2m2, ALL | answers), c2m2).level == level


def test_a_level_without_practices_is_refused_where_the_tool_passes_it(frame, hear):
    c2m2 = frame("c2m2")
    found = read_mil(hear(c2m2, {"1": ["F"], "3": ["F"]}), c2m2)
    assert (found.level, found.why, found.covered) == (1, "level 2 was not asked", (2, 3))
