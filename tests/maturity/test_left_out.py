"""What is left out beforehand is not asked, not assessed and not forgotten: it stands for no letter, low or high."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from csi_lib.errors import SettingsError
from csi_lib.maturity import Process, Round, Sheet, assess, load_framework, load_questions, rate
from csi_lib.maturity.bank import GROUPS
from csi_lib.maturity.evidence import Findings
from csi_lib.maturity.evidence.findings import check_findings
from csi_lib.maturity.frameworks.load import list_frames
from csi_lib.maturity.left_out import check_claims, leave_out
from csi_lib.settings import Assessment, LeftOut

Make = Callable[..., Any]
LADDER = load_framework()
ASKED = {"1.1": 2, "2.1": 2, "2.2": 3, "3.1": 1, "3.2": 1}
IDS = [f"inc-{name}-q{number}" for name, count in ASKED.items() for number in range(1, count + 1)]
GOOD = st.sampled_from("NPLFFFFFFFFFFF")  # so that many of the ladders drawn go up a few levels
SOME = st.sets(st.sampled_from(sorted(ASKED)), min_size=1, max_size=2)


def leave(process: Process, *entries: dict[str, Any]) -> Process:
    (found,) = leave_out([process], [LeftOut(**{"reason": "not now"} | entry) for entry in entries], LADDER)
    return found


def find_level(process: Process, letters: dict[str, str], make_sheet: Make) -> tuple[int, tuple[str, ...]]:
    """The level, -1 where there is none, and the flags; letters of what is not asked are not given."""
    asked = {item.id for item in process.questions}
    sheet = make_sheet("r01", {name: letter for name, letter in letters.items() if name in asked})
    (rating,) = rate([sheet], [process], LADDER)
    return (-1 if rating.level is None else rating.level), rating.flags


def test_a_level_stops_below_what_was_left_out_and_says_why(make_process: Make, make_sheet: Make) -> None:
    """By hand: 1.1 and 2.1 are F and so is all of level 3, but level 2 needs PA 2.2 and nobody was asked about it."""
    process = leave(make_process(ASKED), {"attribute": 2.2, "reason": "records move to a new tool in autumn"})
    letters = {name: "F" for name in IDS if "-2.2-" not in name}
    letters |= {"inc-2.1-q2": {"answer": "NA", "reason": "no plan"}, "inc-3.1-q1": "DK"}
    found = assess([make_sheet("r01", letters)], [process], LADDER)

    (rating,) = found.ratings
    assert (rating.level, rating.why) == (1, "PA 2.2 was left out (records move to a new tool in autumn)")
    assert {item.attribute: item.letter for item in rating.attributes} == {
        "1.1": "F",
        "2.1": "F",
        "3.1": "",
        "3.2": "F",
    }
    assert found.roadmap is not None
    assert found.roadmap.ways[0].reason == ("left out of the questions is PA 2.2: no way to level 2 can be planned")
    (covered,) = found.coverage
    assert (covered.asked, covered.left_out) == (6, 3)
    assert (covered.answered, covered.not_applicable, covered.unanswered) == (4, 1, 1)
    assert covered.not_assessed == ("2.2",)
    (omission,) = found.omissions
    assert (omission.what, omission.questions, omission.processes) == ("PA 2.2", 3, ("Incidents",))


def test_a_level_left_out_as_a_whole_is_said_as_one(make_process: Make, make_sheet: Make) -> None:
    process = leave(make_process(ASKED), {"from_level": 3, "reason": "the aim is level 2"})
    (rating,) = rate([make_sheet("r01", dict.fromkeys(IDS[:7], "F"))], [process], LADDER)
    assert (rating.level, rating.why) == (2, "level 3 was left out (the aim is level 2)")


@settings(max_examples=15)
@given(letters=st.fixed_dictionaries(dict.fromkeys(IDS, GOOD)), attributes=SOME)
def test_leaving_attributes_out_never_raises_a_level(
    make_process: Make, make_sheet: Make, letters: dict[str, str], attributes: set[str]
) -> None:
    whole = make_process(ASKED)
    part = leave(whole, *({"attribute": name} for name in attributes))
    (before, _), (after, _) = (find_level(process, letters, make_sheet) for process in (whole, part))
    assert after <= before
    assert after < min(int(name[0]) for name in attributes)


@settings(max_examples=15)
@given(
    letters=st.fixed_dictionaries(dict.fromkeys(IDS, GOOD)),
    questions=st.sets(st.sampled_from(IDS), min_size=1, max_size=5),
)
@example(letters=dict.fromkeys(IDS, "F") | {"inc-1.1-q1": "P"}, questions={"inc-1.1-q1"})
def test_a_level_that_hangs_on_questions_left_out_says_so(
    make_process: Make, make_sheet: Make, letters: dict[str, str], questions: set[str]
) -> None:
    whole = make_process(ASKED)
    part = leave(whole, *({"question": name} for name in questions))
    (before, _), (after, flags) = (find_level(process, letters, make_sheet) for process in (whole, part))
    assert after <= before or any("hangs on what was left out" in flag for flag in flags)


ENTRIES = st.one_of(
    st.builds(lambda name: {"question": name}, st.sampled_from(IDS)),
    st.builds(lambda name: {"attribute": name}, st.sampled_from(sorted(ASKED))),
    st.builds(lambda level: {"from_level": level}, st.just(3)),
)


@given(entries=st.lists(ENTRIES, max_size=3))
def test_what_is_asked_and_what_is_left_out_are_the_bank(make_process: Make, entries: list[dict[str, Any]]) -> None:
    whole = make_process(ASKED)
    part = leave(whole, *entries)
    asked, left_out = [item.id for item in part.questions], [item.question.id for item in part.left_out]
    assert sorted([*asked, *left_out]) == sorted(IDS)
    assert asked == [name for name in IDS if name in asked]
    assert bool(left_out) == bool(entries)


def test_leaving_out_nothing_changes_nothing(make_process: Make, make_sheet: Make) -> None:
    whole = make_process(ASKED)
    sheet = make_sheet("r01", dict.fromkeys(IDS, "L"))
    assert assess([sheet], [leave(whole)], LADDER) == assess([sheet], [whole], LADDER)


def test_a_practice_a_generic_question_and_a_process_are_left_out_by_their_ids() -> None:
    bank = [item for item in load_questions() if item.process in ("incident", "change")]
    named = [
        LeftOut(indicator="2.2-bp-require", process="incident", reason="a"),
        LeftOut(question="2.1-planned", reason="b"),
        LeftOut(process="change", reason="c"),
    ]
    found = {item.process: item for item in leave_out(bank, named, LADDER)}
    by_id = {item.question.id: item.reason for item in found["incident"].left_out}
    assert by_id == {"inc-2.1-planned": "b", "inc-2.2-required": "a", "inc-2.2-found": "a"}
    assert not found["change"].questions and {item.reason for item in found["change"].left_out} == {"c"}


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (
            {"question": "1.1-q3"},
            "left_out.1.question: unknown question '1.1-q3'. Did you mean '1.1-q2'?",
        ),
        ({"process": "incidnt"}, "left_out.1.process: unknown process 'incidnt'. Did you mean 'incident'?"),
        ({"indicator": "bp"}, "left_out.1.indicator: unknown indicator 'bp'"),
        ({"attribute": "5.1"}, "left_out.1.attribute: no question is on PA 5.1. Did you mean '3.1'?"),
        ({"process": "incident"}, "assessment.left_out: everything is left out"),
    ],
)
def test_what_is_not_there_and_everything_cannot_be_left_out(
    make_process: Make, entry: dict[str, Any], said: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        leave(make_process(ASKED), entry)
    assert said in str(caught.value)


@pytest.mark.parametrize("entry", [{"attribute": "2.2"}, {"attribute": "2.2", "reason": " "}, {"reason": "so"}])
def test_each_thing_left_out_is_named_and_has_a_reason(entry: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="reason|name one of"):
        LeftOut.model_validate(entry)


def test_a_target_that_needs_what_is_left_out_is_refused(make_process: Make) -> None:
    process = leave(make_process(ASKED), {"attribute": "2.2"})
    check_claims([process], Assessment(target=1), LADDER)
    with pytest.raises(
        SettingsError, match=r"assessment.target: level 2 needs PA 2.2, which is left out in 'incident'"
    ):
        check_claims([process], Assessment(target=2), LADDER)


def test_an_answer_or_a_rating_on_what_is_left_out_is_refused(make_process: Make, make_sheet: Make) -> None:
    process = leave(make_process(ASKED), {"attribute": "2.2"})
    with pytest.raises(SettingsError, match=r"answers.inc-2.2-q1: .* the engagement leaves it out \(not now\)"):
        rate([make_sheet("r01", {"inc-2.2-q1": "F"})], [process], LADDER)
    rating = {"process": "incident", "attribute": "2.2", "rating": "F"}
    data = {"version": 1, "assessor": "a1", "date": "2026-05-22", "ratings": [rating]}
    with pytest.raises(SettingsError, match=r"ratings.0: .* the engagement leaves it out \(not now\)"):
        check_findings([Findings.model_validate(data)], [process], LADDER)


def test_other_frameworks_count_what_is_left_out_as_not_covered() -> None:
    (whole,) = [item for item in load_questions() if item.process == "incident"]
    part = leave(whole, {"from_level": 4}, {"question": "2.1-planned"})
    frames = [frame for frame in list_frames() if frame.id in ("cobit2019", "c2m2", "iso15504")]

    def answer(process: Process) -> dict[str, Any]:
        sheets = [
            Sheet.model_validate(
                {"version": 1, "respondent": f"r-{group}", "group": group, "role": "role"}
                | {"answers": {item.id: "F" for item in process.questions if group in item.groups}}
            )
            for group in GROUPS
        ]
        profiles = assess(sheets, [process], LADDER, also=frames).profiles
        return {item.framework: item for item in profiles if item.process}

    before, after = answer(whole), answer(part)
    assert {name: float(item.level) for name, item in before.items()} == {"c2m2": 3, "cobit2019": 5, "iso15504": 5}
    assert {name: float(item.level) for name, item in after.items()} == {"c2m2": 1, "cobit2019": 3, "iso15504": 3}
    assert all(item.coverage < before[name].coverage for name, item in after.items() if name != "c2m2")
    assert "were left out beforehand" in "".join(after["cobit2019"].flags)
    assert after["iso15504"].parts[-1].says == "PA 5.2 was left out (not now)"


def test_a_level_of_the_whole_names_the_processes_that_were_left_out() -> None:
    change, incident = bank = [item for item in load_questions() if item.process in ("incident", "change")]
    asked = leave_out(bank, [LeftOut(process="change", reason="not ours")], LADDER)
    sheet = Sheet.model_validate(
        {"version": 1, "respondent": "r01", "group": "staff", "role": "role"}
        | {"answers": {item.id: "F" for item in incident.questions if "staff" in item.groups}}
    )
    frames = [frame for frame in list_frames() if frame.id in ("cobit2019", "cmmi-svc", "samm")]
    wholes = [item for item in assess([sheet], asked, LADDER, also=frames).profiles if not item.process]
    says = f"nothing is known of what was left out beforehand: {change.title}"
    assert [says in item.flags for item in wholes] == [True] * 3


def test_a_comparison_says_what_was_not_asked_then_and_now(make_process: Make, make_sheet: Make) -> None:
    whole = make_process(ASKED)
    then, now = leave(whole, {"attribute": "3.1", "reason": "a"}), leave(whole, {"attribute": "2.2", "reason": "b"})
    before, after = (
        make_sheet("r01", {item.id: letter for item in process.questions})
        for process, letter in ((then, "P"), (now, "F"))
    )
    change = assess([after], [now], LADDER, previous=Round((before,), (then,))).change
    assert change is not None
    kinds = {item.question: (item.kind, item.reason) for item in change.questions if item.kind != "same"}
    assert kinds == {"inc-3.1-q1": ("left out then", "a")} | {
        f"inc-2.2-q{number}": ("left out now", "b") for number in (1, 2, 3)
    }
    assert [item.pairs for item in change.moved] == [5]
