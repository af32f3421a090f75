"""Two rounds, process by process: what may be claimed, and when too few people answered twice."""

from __future__ import annotations

import datetime as dt

import pytest

from csi_lib.maturity import Process, Round, Sheet, assess, load_framework
from csi_lib.maturity.change import Change, compare_questions

FRAMEWORK = load_framework()
QUESTIONS = ("1.1-logged", "1.1-sorted", "2.1-planned")


def make_process(name: str = "incident", prefix: str = "inc", said: str = "", **more: str) -> Process:
    questions = [
        {
            "id": f"{prefix}-{item}",
            "attribute": more.get(item, item[:3]),
            "outcome": f"{item} is so.",
            "ask": f"Is {item} so{said if item == QUESTIONS[0] else ''}?",
            "groups": ["agents"],
        }
        for item in QUESTIONS
    ]
    common = {"version": 1, "edition": 1, "order": 1, "prefix": prefix, "purpose": "p"}
    return Process.model_validate(common | {"process": name, "title": name.title(), "questions": questions})


def make_round(letters: str, first: int = 0, prefix: str = "inc", day: str = "2026-01-10") -> list[Sheet]:
    """One sheet per letter: that person answers every question with it."""
    return [
        Sheet.model_validate(
            {
                "version": 1,
                "respondent": f"r{first + place}",
                "group": "agents",
                "role": "agent",
                "date": day,
                "answers": {f"{prefix}-{item}": letter for item in QUESTIONS},
            }
        )
        for place, letter in enumerate(letters)
    ]


def compare(before: list[Sheet], after: list[Sheet], then: Process | None = None) -> Change:
    now = make_process()
    found = assess(after, [now], FRAMEWORK, previous=Round(tuple(before), (then or now,))).change
    assert found is not None
    return found


def test_six_people_who_all_rose_have_improved() -> None:
    (moved,) = compare(make_round("PPPPPP"), make_round("LLLLLL")).moved
    assert (moved.verdict, moved.people, moved.pairs) == ("improved", 6, 18)
    assert moved.test is not None and moved.test.p == moved.adjusted == 2 / 64
    assert moved.change == pytest.approx(100 / 3)


def test_five_people_are_too_few_to_tell_however_much_they_rose() -> None:
    (moved,) = compare(make_round("NNNNN"), make_round("FFFFF")).moved
    assert (moved.verdict, moved.adjusted) == ("too few pairs to tell", None)


def test_many_answers_of_one_person_count_as_one_person() -> None:
    (moved,) = compare(make_round("N"), make_round("F")).moved
    assert (moved.people, moved.pairs, moved.verdict) == (1, 3, "too few pairs to tell")


def test_a_fall_is_worse_and_a_mixture_is_no_clear_change() -> None:
    assert compare(make_round("LLLLLLL"), make_round("PPPPPPP")).moved[0].verdict == "worse"
    assert compare(make_round("LLLLPPP"), make_round("PPPPLLL")).moved[0].verdict == "no clear change"


def test_other_people_are_no_pairs() -> None:
    (moved,) = compare(make_round("PPPPPP"), make_round("FFFFFF", first=20)).moved
    assert (moved.people, moved.verdict) == (0, "too few pairs to tell")
    assert moved.split.undivided == moved.split.whole


def test_a_reworded_question_is_compared_with_nothing() -> None:
    change = compare(make_round("PPPPPP"), make_round("LLLLLL"), make_process(said=" always"))
    assert {item.kind for item in change.questions} == {"same", "reworded"}
    assert (change.moved[0].pairs, [item.question for item in change.moved[0].paired]) == (
        12,
        ["inc-1.1-sorted", "inc-2.1-planned"],
    )


def test_a_question_that_counts_for_another_attribute_is_told() -> None:
    other = make_process(**{"2.1-planned": "2.2"})
    kinds = {item.question: item.kind for item in compare_questions([other], [make_process()])}
    assert kinds == {"inc-1.1-logged": "same", "inc-1.1-sorted": "same", "inc-2.1-planned": "moved"}


def test_spaces_capitals_and_a_full_stop_are_no_rewording() -> None:
    then = make_process()
    questions = [item.model_copy(update={"ask": f"  {item.ask.upper()} "}) for item in then.questions]
    kinds = {item.kind for item in compare_questions([then], [then.model_copy(update={"questions": questions})])}
    assert kinds == {"same"}


def test_new_and_gone_questions_are_told() -> None:
    now = make_process()
    then = now.model_copy(update={"questions": now.questions[:2]})
    assert [item.kind for item in compare_questions([then], [now])] == ["same", "same", "new"]
    assert [item.kind for item in compare_questions([now], [then])] == ["same", "same", "gone"]


def test_holm_asks_more_of_two_processes_than_of_one_and_leaves_out_those_with_too_few() -> None:
    processes = (make_process(), make_process("problem", "prb"), make_process("change", "chg"))

    def answer(letters: str, few: str) -> tuple[Sheet, ...]:
        sheets = []
        for place, letter in enumerate(letters):
            answers = {f"{prefix}-{item}": letter for prefix in ("inc", "prb") for item in QUESTIONS}
            if place < len(few):
                answers |= {f"chg-{item}": few[place] for item in QUESTIONS}
            sheets.append(make_round("N", first=place)[0].model_copy(update={"answers": {}}))
            sheets[-1] = Sheet.model_validate(sheets[-1].model_dump() | {"answers": answers})
        return tuple(sheets)

    change = assess(
        answer("FFFFFF", "FFF"), processes, FRAMEWORK, previous=Round(answer("PPPPPP", "PPP"), processes)
    ).change
    assert change is not None
    assert [item.adjusted for item in change.moved] == [2 * 2 / 64, 2 * 2 / 64, None]
    assert [item.verdict for item in change.moved] == ["no clear change", "no clear change", "too few pairs to tell"]
    assert change.tested == 2


def test_who_stayed_joined_left_and_changed_sides_is_told() -> None:
    after = make_round("LLL", first=1, day="2026-07-01")
    after[0] = after[0].model_copy(update={"group": "managers"})
    change = compare(make_round("PPP"), after)
    assert (change.people.stayed, change.people.joined, change.people.left) == (("r1", "r2"), ("r3",), ("r0",))
    assert change.people.regrouped == ("r1",)
    assert (change.days_before, change.days_after) == ((dt.date(2026, 1, 10),) * 2, (dt.date(2026, 7, 1),) * 2)


def test_a_process_of_one_round_alone_is_named_and_not_compared() -> None:
    now = make_process("problem", "prb")
    found = assess(
        make_round("LL", prefix="prb"),
        [make_process(), now],
        FRAMEWORK,
        previous=Round(tuple(make_round("PP")), (make_process(),)),
    ).change
    assert found is not None
    assert (found.moved, found.only_before, found.only_after) == ((), ("Incident",), ("Problem",))


def test_dont_know_and_blank_are_no_pair() -> None:
    (moved,) = compare(make_round(["DK"] * 7), make_round("LLLLLLL")).moved  # type: ignore[arg-type]
    assert (moved.pairs, moved.verdict) == (0, "not comparable")
