"""Two rounds of answers hold the planted truths: one process improved, and the rest only looks as if it had."""

from __future__ import annotations

from pathlib import Path

import pytest

from csi_lib.maturity import Assessment, Round, assess, load_answers, load_framework, load_questions
from csi_lib.maturity.evidence import load_findings


@pytest.fixture(scope="module")
def assessed(default_demo: Path) -> Assessment:
    framework, questions = load_framework(), load_questions()
    then = load_questions(default_demo / "questions_before")
    previous = Round(load_answers([default_demo / "answers_before"], then, framework), then)
    return assess(load_answers([default_demo / "answers"], questions), questions, framework, previous=previous)


def test_only_the_process_that_improved_is_told_to_have_improved(assessed: Assessment, planted: dict) -> None:
    assert assessed.change is not None
    found = {item.process: item.verdict for item in assessed.change.moved}
    truth = planted["assessment"]
    assert [name for name, verdict in found.items() if verdict == "improved"] == truth["improved"]
    assert {verdict for name, verdict in found.items() if name in truth["steady"]} == {"no clear change"}


def test_the_plain_scores_of_all_processes_rose_because_other_people_answered(assessed: Assessment) -> None:
    assert assessed.change is not None
    for item in assessed.change.moved:
        assert item.split.whole > 0 and item.split.people > 0


def test_the_people_and_questions_that_changed_are_the_planted_ones(assessed: Assessment, planted: dict) -> None:
    change, truth = assessed.change, planted["assessment"]
    assert change is not None
    assert (list(change.people.left), list(change.people.joined)) == (truth["left"], truth["joined"])
    reworded = [item.question for item in change.questions if item.kind != "same"]
    assert sorted(reworded) == sorted(truth["reworded"])


def test_everybody_says_of_one_question_what_the_tickets_deny(default_demo: Path, planted: dict) -> None:
    name = planted["assessment"]["contradicted"]["question"]
    given = [sheet.answers[name].answer for sheet in load_answers([default_demo / "answers"]) if name in sheet.answers]
    scored = [letter for letter in given if letter in "NPLF"]
    assert len(scored) >= 6 and scored.count("F") >= len(scored) - 1


def test_managers_see_one_process_two_letters_better_than_those_who_do_the_work(
    assessed: Assessment, planted: dict
) -> None:
    name = planted["assessment"]["split"]["process"]
    rating = next(item for item in assessed.ratings if item.process == name)
    letters = {item.group: item.letter for item in rating.groups}
    assert (letters["managers"], letters["agents"]) == ("F", "P")


def test_two_assessors_rated_alone_and_then_together(default_demo: Path) -> None:
    files = load_findings(sorted((default_demo / "ratings").glob("*.yml")), load_questions(), load_framework())
    assert [(file.assessor, file.stage) for file in files] == [("a1", "own"), ("a1", "agreed"), ("a2", "own")]
