"""What was left out beforehand stands on the pages with its reason, in English and in German."""

from types import SimpleNamespace

import pytest

from csi_lib.maturity import Process, Round, Sheet, assess, load_framework
from csi_lib.maturity.frameworks import list_frames
from csi_lib.maturity.left_out import leave_out
from csi_lib.report.language import Words, load_words, translate
from csi_lib.report.sections.maturity import (
    change_answer,
    changed_questions,
    level_answer,
    level_map,
    obstacles,
    questions_asked,
)
from csi_lib.report.sections.maturity_frameworks import framework_results, frameworks_answer
from csi_lib.settings import LeftOut

LADDER = load_framework()
REASON = "level 1 is the aim; the rest comes later"


def make_process(name: str, prefix: str) -> Process:
    questions = [
        {"id": f"{prefix}-{key}", "attribute": key[:3], "outcome": "o", "ask": "a?", "groups": ["staff"]}
        for key in ("1.1-a", "1.1-b", "2.1-a", "2.2-a")
    ]
    common = {"version": 1, "edition": 1, "order": 1, "prefix": prefix, "purpose": "p", "stage": "operation"}
    return Process.model_validate(
        common | {"process": name, "title": f"{name.title()} management", "questions": questions}
    )


def answer(bank: tuple[Process, ...], letter: str) -> Sheet:
    answers = {item.id: letter for process in bank for item in process.questions}
    return Sheet.model_validate({"version": 1, "respondent": "a", "group": "staff", "role": "r", "answers": answers})


@pytest.fixture(scope="module")
def study() -> SimpleNamespace:
    whole = (make_process("incident", "inc"), make_process("problem", "prb"))
    now = leave_out(whole, [LeftOut(attribute="2.2", process="incident", reason=REASON)], LADDER)
    then = leave_out(whole, [LeftOut(question="1.1-b", process="problem", reason="new")], LADDER)
    also = [frame for frame in list_frames() if frame.id == "cobit2019"]
    before = Round((answer(then, "P"),), then)
    found = assess([answer(now, "F")], now, LADDER, previous=before, also=also)
    return SimpleNamespace(assessment=found, ratings=found.ratings)


def test_the_page_says_how_much_was_asked_and_why_the_rest_was_not(study: SimpleNamespace) -> None:
    text, table, left_out = questions_asked(study)
    assert text.body == (
        "Of 8 questions 7 were asked and 1 left out beforehand. "
        "Of those asked 7 have an answer, 0 are not applicable, 0 have no answer."
    )
    assert table.rows[0] | {"process": ""} == {
        "process": "", "left_out": 1, "asked": 3, "answered": 3, "not_applicable": 0, "unanswered": 0,
        "not_assessed": "PA 2.2",
    }  # fmt: skip
    assert left_out.rows == ({"what": "PA 2.2", "processes": "Incident management", "questions": 1, "reason": REASON},)


def test_no_page_gives_a_letter_to_what_was_left_out(study: SimpleNamespace) -> None:
    (picture,) = level_map(study)
    cells = {(row["name"], row["column"]): row["letter"] for row in picture.data}
    assert (cells["Incident management", "2.2"], cells["Problem management", "2.2"]) == ("", "F")
    (table,) = obstacles(study)
    assert table.rows[0]["why"] == f"PA 2.2 was left out ({REASON})"


def test_frameworks_and_rounds_say_what_was_not_asked(study: SimpleNamespace) -> None:
    assert "each framework asks for them all the same" in list(frameworks_answer(study))[-1].body
    (table,) = changed_questions(study)
    assert [(row["question"], row["kind"], row["reason"]) for row in table.rows] == [
        ("inc-2.2-a", "left out now", REASON),
        ("prb-1.1-b", "left out then", "new"),
    ]


def test_all_of_it_is_said_in_german(study: SimpleNamespace) -> None:
    german = load_words("de")
    words = Words(german.language, german.phrases, german.sentences)
    sections = (
        level_answer,
        questions_asked,
        obstacles,
        frameworks_answer,
        framework_results,
        change_answer,
        changed_questions,
    )
    blocks = [translate(block.to_json(), words) for section in sections for block in section(study)]
    rows = [row for block in blocks for row in block.get("rows", ())]
    assert not words.missing
    assert f"PA 2.2 wurde weggelassen ({REASON})" in [row.get("why") for row in rows]
    assert {"jetzt weggelassen", "damals weggelassen"} <= {row.get("kind") for row in rows}
