"""CMMI-SVC goals and levels.

Goals: SCAMPI method definition as shown at yumpu.com/en/document/view/26206286, page 241: a goal with a practice not or
partly implemented is not satisfied. How instances are joined to the unit is known to us from summaries of the same
document only (its page 148 names the step): the rows below are worked by hand from that rule, not read in it.
"""

import pytest

from csi_lib.maturity.frameworks.goals import find_maturity, join_instances, read_goals, satisfies


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        (["FI", "FI"], "FI"),
        (["FI", "NY"], "FI"),
        (["FI", "LI"], "LI"),
        (["LI", "NY"], "LI"),
        (["PI", "NI"], "PI"),
        (["NI", "NI"], "NI"),
        (["NI", "NY"], "NI"),
        (["NY", "NY"], "NY"),
        ([], ""),
    ],
)
def test_instances_make_one_word_for_the_unit(words, unit):
    assert join_instances(words) == unit


@pytest.mark.parametrize("words", [["FI", "PI"], ["LI", "NI"], ["FI", "FI", "NI"]])
def test_a_mix_is_a_judgement_and_reads_as_it_is_set(words):
    assert [join_instances(words, mixed) for mixed in ("PI", "LI")] == ["PI", "LI"]


@pytest.mark.parametrize(
    ("words", "met"), [(["FI", "LI"], True), (["FI", "PI"], False), (["LI", "NI"], False), ([], False)]
)
def test_a_goal_needs_every_practice_fully_or_largely_implemented(words, met):
    assert satisfies(words) is met


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        ({"SG1": ["F", "P"], "GG2": ["F"], "GG3": ["F"]}, 0),
        ({"SG1": ["F", "L"], "GG2": ["P"], "GG3": ["F"]}, 1),
        ({"SG1": ["L"], "SG2": ["N"], "GG2": ["F"], "GG3": ["F"]}, 0),
        ({"SG1": ["L"], "SG2": ["L"], "GG2": ["L"], "GG3": ["N"]}, 2),
        ({"SG1": ["L"], "GG2": ["L"], "GG3": ["L"]}, 3),
        ({"SG1": ["L"], "GG2": ["L", ""], "GG3": ["L"]}, 1),
        ({"SG1": [""], "GG2": ["L"], "GG3": ["L"]}, None),
    ],
)
def test_capability_climbs_goal_by_goal(frame, hear, answers, level):
    cmmi = frame("cmmi-svc")
    assert read_goals(hear(cmmi, answers), cmmi).level == level


def test_maturity_asks_every_area_up_to_it_and_is_refused_while_one_is_unknown(frame):
    cmmi = frame("cmmi-svc")
    second = {area.id: 2 for area in cmmi.areas if area.level == 2}
    third = {area.id: 3 for area in cmmi.areas if area.level <= 3}
    assert find_maturity(second, cmmi)[0] == 2
    assert find_maturity(third, cmmi)[0] == 3
    assert find_maturity(second | {"SD": 1}, cmmi) == (1, "level 2 needs capability 2 of SD")
    unknown = {name: level for name, level in second.items() if name != "SAM"}
    assert find_maturity(unknown, cmmi) == (None, "level 2 was not asked in full: SAM")
