"""Rating methods, weights and other readings of the same answers, each worked by hand."""

from fractions import Fraction

import pytest

from csi_lib.errors import SettingsError
from csi_lib.maturity import list_replies, load_framework, rate
from csi_lib.maturity.methods import Counts
from csi_lib.maturity.rule import Rule
from csi_lib.maturity.sensitivity import compare_readings
from csi_lib.settings import Assessment

FRAMEWORK = load_framework()


@pytest.fixture
def panel(make_sheet):
    """Two teams: three people of the first agree on F, one of the second says N and P."""
    full = {"inc-1.1-q1": "F", "inc-1.1-q2": "F"}
    return [
        make_sheet("a", full, role="team one"),
        make_sheet("b", full, role="team one"),
        make_sheet("c", full, role="team one"),
        make_sheet("d", {"inc-1.1-q1": "N", "inc-1.1-q2": "P"}, group="managers", role="team two"),
    ]


def rate_by(make_process, panel, **rule):
    (rating,) = rate(panel, [make_process({"1.1": 2})], FRAMEWORK, Rule(**rule))
    return rating, rating.attributes[0]


def test_r1_joins_outcomes_and_everybody_counts_once(make_process, panel):
    rating, found = rate_by(make_process, panel)
    # q1 = 3/4, q2 = (3 + 1/3) / 4 = 5/6; mean 19/24
    assert (found.percent, found.letter, found.joined, rating.method) == (Fraction(1900, 24), "L", None, "R1")


def test_r1_with_instances_joins_the_letters_of_all_outcomes_in_all_instances(make_process, panel):
    _, found = rate_by(make_process, panel, instances="roles")
    # team one F, F; team two N, P: (3 + 3 + 0 + 1) / 4 = 7/4
    assert found.joined is not None
    assert (found.joined.average, found.letter, found.joined.letters) == (Fraction(7, 4), "L", ("N", "P", "F", "F"))


def test_r2_rates_the_attribute_in_each_instance_and_joins_those(make_process, panel):
    rating, found = rate_by(make_process, panel, method="R2", instances="roles")
    # team one 100 % = F; team two (0 + 33.3) / 2 = 16.7 % = P; (3 + 1) / 2 = 2
    assert found.joined is not None
    assert (found.joined.letters, found.letter, rating.method) == (("P", "F"), "L", "R2")
    assert "PA 1.1 is L, joined from P, F, needs F" in rating.why
    assert rating.obstacles[0].gap is None


def test_r2_with_people_as_instances_counts_heads(make_process, panel):
    _, found = rate_by(make_process, panel, method="R2", instances="respondents")
    # P, F, F, F: 10/4 = 2.5 falls to L and is told
    assert found.joined is not None
    assert (found.joined.average, found.letter, found.joined.tie) == (Fraction(5, 2), "L", True)


def test_a_tie_that_decides_a_letter_is_flagged_and_moves_with_the_setting(make_process, panel):
    rating, _ = rate_by(make_process, panel, method="R2", instances="respondents")
    assert "PA 1.1: P, F, F, F lie half way, the tie rule makes L of them" in rating.flags
    _, up = rate_by(make_process, panel, method="R2", instances="respondents", half="up")
    assert up.letter == "F"


def test_r3_rates_once_over_all_answers(make_process, make_sheet):
    sheets = [make_sheet("a", {"inc-1.1-q1": "F"}), make_sheet("b", {"inc-1.1-q1": "F", "inc-1.1-q2": "N"})]
    one, three = (rate_by(make_process, sheets, method=method)[1] for method in ("R1", "R3"))
    assert (one.percent, three.percent) == (50, Fraction(200, 3))  # (100 + 0) / 2 against 2 of 3 answers


def test_r2_without_instances_is_refused_with_what_to_do():
    with pytest.raises(SettingsError, match="method R2 rates each attribute per instance") as fault:
        Rule.read(Assessment(method="R2"))
    assert "assessment.instances" in str(fault.value)


def test_weights_count_people_of_a_group_more_or_less(make_process, panel):
    rating, found = rate_by(make_process, panel, weights=(("managers", Fraction(5)),))
    # q1 = 3 / 8, q2 = (3 + 5/3) / 8 = 7/12; mean 23/48
    assert found.percent == Fraction(2300, 48)
    assert "the level hangs on the weights: with every respondent counted alike it would be level 1" in rating.flags


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        ({"manager": 1}, "unknown group 'manager'"),
        ({"users": -1}, "weights are numbers"),
        ({"users": 0}, "weights are numbers"),
    ],
)
def test_weights_that_make_no_sense_are_refused(weights, says):
    with pytest.raises(SettingsError, match=says):
        Rule.read(Assessment(weights=weights))


def compare(make_process, sheets, asked, **rule):
    process = make_process(asked)
    (found,) = compare_readings(Counts(list_replies(sheets, [process])), [process], FRAMEWORK, Rule(**rule))
    return found


def test_readings_that_move_a_level_are_named(make_process, make_sheet):
    answers = {
        "inc-1.1-q1": "F", "inc-1.1-q2": "F", "inc-1.1-q3": "N", "inc-1.1-q4": {"answer": "NA", "reason": "x"},
    }  # fmt: skip
    found = compare(make_process, [make_sheet("a", answers)], {"1.1": 4})
    # Mean 2/3 = L; median 100 = F; minimum 0 = N; not applicable as nothing 2/4 = P, as achieved 3/4 = L; R3 as R1.
    assert found.level == 1
    assert {(item.choice, item.reading): item.level for item in found.readings} == {
        ("joined by", "mean"): 1,
        ("joined by", "median"): 1,
        ("joined by", "minimum"): 0,
        ("'not applicable'", "left out"): 1,
        ("'not applicable'", "not achieved"): 0,
        ("'not applicable'", "achieved"): 1,
        ("method", "R1"): 1,
        ("method", "R3"): 1,
    }
    assert found.says == "joined by minimum: level 0, 'not applicable' not achieved: level 0"


def test_the_reading_in_use_is_marked_and_never_moves_a_level(make_process, make_sheet):
    found = compare(make_process, [make_sheet("a", {"inc-1.1-q1": "L"})], {"1.1": 1}, aggregate="median")
    used = [(item.choice, item.reading) for item in found.readings if item.used]
    assert used == [("joined by", "median"), ("'not applicable'", "left out"), ("method", "R1")]
    assert all(item.level == found.level for item in found.readings if item.used)


def test_weights_are_compared_with_none_and_cost_effective_people(make_process, panel):
    found = compare(make_process, panel, {"1.1": 2}, weights=(("managers", Fraction(5)),))
    assert [(item.reading, item.level) for item in found.readings if item.choice == "weights"] == [
        ("as set", 0), ("none", 1),
    ]  # fmt: skip
    # Three people of weight 1 and one of 5: (3 + 5)^2 / (3 + 25) = 64/28
    assert (found.people, found.effective) == (4, Fraction(16, 7))


def test_the_tie_rule_is_a_choice_only_where_letters_are_joined(make_process, panel):
    plain = compare(make_process, panel, {"1.1": 2})
    joined = compare(make_process, panel, {"1.1": 2}, method="R2", instances="respondents")
    assert not [item for item in plain.readings if item.choice == "half rounded"]
    assert [item.reading for item in joined.readings if item.choice == "half rounded"] == ["down", "up"]
    assert [item.reading for item in joined.readings if item.choice == "method"] == ["R1", "R2", "R3"]
