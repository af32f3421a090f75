"""How far people agree on a process, and what they do not know."""

from __future__ import annotations

from csi_lib.maturity import list_replies
from csi_lib.maturity.agreement import compare_assessors, compare_respondents, count_unknown
from csi_lib.maturity.evidence.assessors import Pairing


def _replies(make_process, make_sheet, people, asked):
    process = make_process(asked)
    names = [question.id for question in process.questions]
    sheets = [
        make_sheet(f"r{number}", dict(zip(names, row, strict=True)), group=group)
        for number, (group, row) in enumerate(people)
    ]
    return list_replies(sheets, [process]), [process]


def test_people_who_rank_the_questions_alike_agree(framework, make_process, make_sheet) -> None:
    rows = [("agents", "FLPN"), ("agents", "FLPN"), ("managers", "FFPN")]
    (found,) = compare_respondents(*_replies(make_process, make_sheet, rows, {"1.1": 4}), framework)
    assert found.alpha.metric == "ordinal"
    assert found.alpha.value > 0.8 and found.says == "people see the process alike"
    assert (found.alpha.raters, found.alpha.units) == (3, 4)


def test_people_who_contradict_each_other_do_not(framework, make_process, make_sheet) -> None:
    rows = [("agents", "FNFN"), ("agents", "NFNF")]
    (found,) = compare_respondents(*_replies(make_process, make_sheet, rows, {"1.1": 4}), framework)
    assert found.alpha.value < 0 and found.says == "people see the process differently"


def test_one_voice_has_no_alpha_but_its_plain_agreement(framework, make_process, make_sheet) -> None:
    rows = [("agents", "LLL"), ("agents", "LLL")]
    (found,) = compare_respondents(*_replies(make_process, make_sheet, rows, {"1.1": 3}), framework)
    assert found.alpha.value is None and found.alpha.plain == 1
    assert "undefined" in found.says


def test_a_single_respondent_agrees_with_nobody(framework, make_process, make_sheet) -> None:
    (found,) = compare_respondents(*_replies(make_process, make_sheet, [("agents", "FLP")], {"1.1": 3}), framework)
    assert found.says == "no question was answered by two people"


def test_dont_know_is_counted_by_group_and_blank_is_not(make_process, make_sheet) -> None:
    rows = [("agents", ["DK", "F", None]), ("agents", ["DK", "DK", "L"]), ("managers", ["F", "F", "F"])]
    found = count_unknown(*_replies(make_process, make_sheet, rows, {"1.1": 3}))
    said = [(item.group, item.unknown, item.replies) for item in found]
    assert said == [("", 3, 8), ("agents", 3, 5), ("managers", 0, 3)]
    assert found[1].title == "Incidents" and found[1].share == 0.6


def test_three_weightings_of_two_assessors_stand_side_by_side(framework) -> None:
    letters = (("F", "L"), ("L", "L"), ("P", "L"), ("N", "N"), ("F", "F"), ("P", "N"))
    pairing = Pairing("a1", "a2", "own", tuple(("incident", f"q{i}") for i in range(6)), letters)
    (found,) = compare_assessors([pairing], framework)
    assert [kappa.weights for kappa in found.kappas] == ["none", "linear", "quadratic"]
    values = [kappa.value for kappa in found.kappas]
    assert values == sorted(values)  # every disagreement is a near miss
    assert found.kappas[0].plain == 0.5 and found.kappas[0].units == 6
    assert found.icc.raters == 2
