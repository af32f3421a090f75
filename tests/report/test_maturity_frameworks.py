"""What the page on other frameworks says, and what it never does: put two of them on one scale."""

from types import SimpleNamespace

import pytest

from csi_lib.maturity import Process, Sheet, assess, load_framework
from csi_lib.maturity.frameworks import list_frames
from csi_lib.report.sections.maturity.readings import other_readings
from csi_lib.report.sections.maturity_frameworks import (
    framework_methods,
    framework_overview,
    framework_parts,
    framework_results,
    frameworks_answer,
    ten_steps,
)
from csi_lib.settings import Assessment

SECTIONS = (framework_overview, framework_results, framework_parts, framework_methods, ten_steps)


def make_process(name, **fits):
    questions = [
        {
            "id": f"{name[:3]}-{attribute}", "attribute": attribute, "outcome": "o", "ask": "a?", "groups": ["staff"],
            "fits": fits,
        }
        for attribute in ("1.1", "2.1")
    ]  # fmt: skip
    common = {"version": 1, "edition": 1, "order": 1, "prefix": name[:3], "purpose": "p", "stage": "operation"}
    return Process.model_validate(common | {"process": name, "title": name.title(), "questions": questions})


@pytest.fixture(scope="module")
def study():
    bank = [make_process("incident", **{"ten-steps": "6"}), make_process("problem")]
    answers = {"inc-1.1": "F", "inc-2.1": "L", "pro-1.1": "P"}
    common = {"version": 1, "respondent": "a", "group": "staff", "role": "r"}
    sheet = Sheet.model_validate(common | {"answers": answers})
    also = [frame for frame in list_frames() if frame.id != "iso33020"]
    return SimpleNamespace(assessment=assess([sheet], bank, load_framework(), Assessment(), also=also))


def test_the_answer_counts_processes_by_level_and_says_the_whole_beside(study):
    said = [block.body for block in frameworks_answer(study)]
    # COBIT: incident 1 and 2/3, mean 83 %: L, level 2; problem 1/3 of one of two answered: P, level 1.
    assert (
        "Process capability after COBIT 2019: 2 processes, of them level 2 in 1, level 1 in 1. "
        "As a whole: not rated, from 0 of 40 items asked." in said
    )
    assert any(line.startswith("Ten steps") and "as a whole: 1 of 1 in place" in line for line in said)


def test_the_overview_has_a_line_a_process_and_a_column_a_framework(study):
    (table,) = framework_overview(study)
    assert [row["process"] for row in table.rows] == ["Incident", "Problem"]
    assert [row["cobit2019"] for row in table.rows] == [2, 1]
    assert {row["ogc"] for row in table.rows} == {None}  # nobody was asked


def test_a_refused_level_says_why_and_what_share_was_covered(study):
    (table,) = framework_results(study)
    row = next(row for row in table.rows if row["framework"].startswith("Self-assessment"))
    assert (row["result"], row["covered"], row["share"]) == ("not rated", "0 of 9", 0)
    assert row["why"] == "step 1 was not asked"


def test_steps_come_furthest_from_done_first_each_with_its_reason(study):
    text, table = ten_steps(study)
    assert text.body == "1 of 10 steps are largely in place. 9 steps cannot be judged: too few answers."
    assert table.rows[0]["step"] == 6
    assert all(row["why"] for row in table.rows)


def test_each_framework_says_its_edition_method_and_where_it_was_read(study):
    (table,) = framework_methods(study)
    assert len(table.rows) == len({profile.framework for profile in study.assessment.profiles})
    assert all(row["edition"] and row["method"] and row["sources"] for row in table.rows)


def test_without_answers_or_frameworks_the_page_says_what_to_do():
    nothing = SimpleNamespace(assessment=assess([], [], load_framework()))
    assert "No questionnaire has been answered" in frameworks_answer(nothing)[0].body
    assert all(not section(nothing) for section in SECTIONS)
    assert not other_readings(nothing)


def test_the_readings_say_which_levels_hang_on_them(study):
    text, table = other_readings(study)
    assert text.body == "No level hangs on how the answers are read: every reading gives the same."
    assert {row["joined by: mean"] for row in table.rows} == {"in use"}
    assert {row["joined by: median"] for row in table.rows} == {"same"}
