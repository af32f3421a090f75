"""The bank that is shipped holds the 26 processes and 4 functions of ITIL 2011, with practices and work products."""

import pytest

from csi_lib.maturity import load_questions

SHIPPED = load_questions()
RATED = [item for item in SHIPPED if item.kind != "checklist"]

# ITIL 2011: the processes of each of the five books, and the functions of Service Operation.
BOOKS = {
    "strategy": ["strategy", "portfolio", "finance", "demand", "business-relationship"],
    "design": [
        "design-coordination", "catalogue", "service-level", "availability", "capacity", "continuity", "security",
        "supplier",
    ],
    "transition": ["transition", "change", "configuration", "release", "validation", "evaluation", "knowledge"],
    "operation": ["event", "incident", "request", "problem", "access"],
    "improvement": ["improvement"],
}  # fmt: skip
FUNCTIONS = ["desk", "technical", "operations", "application"]


@pytest.mark.parametrize("stage", BOOKS)
def test_the_processes_of_each_stage_of_the_lifecycle_are_there_in_order(stage):
    assert [item.process for item in RATED if item.kind == "process" and item.stage == stage] == BOOKS[stage]


def test_these_are_26_processes_and_4_functions_and_nothing_else_is_rated():
    assert sum(map(len, BOOKS.values())) == 26
    assert [item.process for item in RATED if item.kind == "function"] == FUNCTIONS
    assert len(RATED) == 30
    assert all("2011" in item.editions for item in RATED)


@pytest.mark.parametrize("process", RATED, ids=lambda item: item.process)
def test_what_people_do_and_what_can_be_looked_at_is_written_down(process):
    own = {question.id for question in process.questions if question.attribute == "1.1"}
    assert 3 <= len([item for item in process.practices if own & set(item.serves)]) <= 7
    assert 3 <= len([item for item in process.work_products if own & set(item.shows)]) <= 6
    assert all(question.look_for for question in process.questions)


@pytest.mark.parametrize("process", RATED, ids=lambda item: item.process)
def test_those_who_do_the_work_and_those_it_is_done_for_are_both_asked(process):
    asked = {group for question in process.questions for group in question.groups if question.attribute == "1.1"}
    assert {"staff", "managers"} & asked
    assert {"users", "stakeholders"} & asked


def test_a_generic_question_reads_as_a_sentence_in_every_process():
    said = {item.process: next(q.ask for q in item.questions if q.id.endswith("-2.1-planned")) for item in RATED}
    assert "incident management" in said["incident"]
    assert "IT service continuity management" in said["continuity"]
    assert "the service desk" in said["desk"]
