"""The page of the programme: six questions with their artefacts, steps of initiatives, cycles, labels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from csi_lib.register import Entry, Register
from csi_lib.register.cycle import Cycle, SipEntry
from csi_lib.register.objective import Objective
from csi_lib.register.programme import Programme
from csi_lib.report import sections
from csi_lib.report.blocks import Heading, Table
from csi_lib.study import Study, load_study
from csi_lib.study.programme import choose_artefacts, judge_programme
from tests.register.initiative.samples import OBJECTIVE

DIGEST, OTHER = "a" * 64, "b" * 64


@pytest.fixture(scope="module")
def study(kept_study: Path) -> Study:
    return load_study(kept_study)


def with_records(study: Study, *records: Any, **changes: Any) -> Study:
    """The study with other records; its fingerprint says so, for answers are kept by it."""
    entries = tuple(Entry(item) for item in records)
    mark = str(abs(hash(tuple(repr(item) for item in records))))
    return replace(study, records=Register(entries, "files"), fingerprint=mark, **changes)


def programme(**changes: Any) -> Programme:
    given: dict[str, Any] = {"version": 1, "id": "programme", "vision": "Nobody waits", "mission": "We mend"}
    return Programme.model_validate(given | changes)


def tables_of(blocks: Iterable[object]) -> list[Table]:
    return [block for block in blocks if isinstance(block, Table)]


def questions_of(study: Study) -> dict[str, Table]:
    """The table of artefacts below the heading of each question."""
    blocks = list(sections.six_questions(study))
    heads = [place for place, block in enumerate(blocks) if isinstance(block, Heading)]
    return {str(blocks[place]): tables_of(blocks[place + 1 : place + 2])[0] for place in heads}


def cells(table: Table, key: str) -> list[Any]:
    return [row.get(key) for row in table.rows]


def test_there_is_a_table_for_every_question_and_something_answers_each(study: Study) -> None:
    tables = questions_of(study)

    assert [title[0] for title in tables] == list("123456")
    assert all(table.rows for table in tables.values())


def test_every_question_begins_a_page_that_an_address_leads_to(study: Study) -> None:
    heads = [block for block in sections.six_questions(study) if isinstance(block, Heading)]

    assert [head.anchor for head in heads] == [f"question-{number}" for number in range(1, 7)]
    assert all(head.new_page for head in heads)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (1, "Goals, and by what they are seen"),
        (2, "Frozen baselines"),
        (3, "Objectives"),
        (4, "Where every initiative"),
    ],
)
def test_the_page_of_a_question_shows_what_answers_it(study: Study, number: int, shown: str) -> None:
    said = "\n".join(map(str, sections.six_questions(study)))
    pages = said.split("Answered by | ")

    assert [place for place, text in enumerate(pages) if shown in text] == [number]


def test_the_questions_in_short_say_how_much_of_each_is_whole_and_the_first_gap(study: Study) -> None:
    bare = with_records(study, programme(vision="", profile="small"), baseline=None, baselines=())

    short = tables_of(sections.six_questions(bare))[0]

    counted = [(row["question"][0], row["whole"], row["asked"], row["gap"]) for row in short.rows[:2]]
    assert counted == [("1", 0, 2, "Vision"), ("2", 0, 1, "Frozen baseline")]


def test_the_questions_that_the_source_does_not_spell_out_are_marked(study: Study) -> None:
    tables = list(questions_of(study).values())

    assert [bool(table.note) for table in tables] == [False, False, True, True, True, True]
    assert "sources name only the first two" in tables[2].note


def test_a_larger_profile_asks_for_all_that_a_smaller_one_does_and_more(study: Study) -> None:
    small, standard, large = (choose_artefacts(name) for name in ("small", "standard", "large"))

    assert set(small) < set(standard) < set(large)
    assert {item.question for item in small} == {1, 2, 3, 4, 5, 6}
    counts = [judge_programme(with_records(study, programme(profile=name))).complete[1] for name in ("small", "large")]
    assert counts == [len(small), len(large)]


def test_what_is_missing_is_named_with_the_artefact(study: Study) -> None:
    bare = with_records(study, programme(vision="", profile="small"), baseline=None, baselines=())

    answer = str(sections.programme_answer(bare))
    tables = list(questions_of(bare).values())

    assert "First gap: Vision (no vision written down)." in answer
    assert cells(tables[0], "state")[0] == "missing"
    assert cells(tables[1], "lacks") == ["no frozen baseline"]


def test_every_goal_is_traced_to_an_objective_and_a_kpi(study: Study) -> None:
    aims = [
        {"id": "a", "goal": "Less waiting", "kpis": ["mttr_resolve"]},
        {"id": "b", "goal": "Loose", "objectives": []},
    ]

    (table,) = tables_of(sections.strategy(with_records(study, programme(goals=aims))))

    assert table.rows[0]["kpi"] == "Mean time to resolve" and table.rows[0]["target"] == "36.0 h by 2026-12-31"
    assert table.rows[-1] == {"goal": "Loose", "state": "no objective yet"} | {
        key: table.rows[-1].get(key) for key in ("objective", "kpi", "target")
    }


def test_an_objective_called_achieved_by_override_says_who_signed_and_why(study: Study) -> None:
    signed = {"reason": "The board wants it so", "by": "head of IT", "on": "2026-04-20"}
    aim = Objective.model_validate(OBJECTIVE | {"status": "achieved", "override": signed})
    goals = [{"id": "a", "goal": "Less waiting", "objectives": [aim.id]}]

    said = [str(block) for block in sections.strategy(with_records(study, programme(goals=goals), aim))]

    assert (
        f"Warning: {aim.title}: called achieved by override of 2026-04-20 (head of IT): The board wants it so." in said
    )


@pytest.mark.parametrize(
    ("framework", "heading"),
    [("itil-v3", "CSI model"), ("itil-4", "Continual improvement model"), ("none", "Six questions of the programme")],
)
def test_a_label_set_changes_headings_and_nothing_else(study: Study, framework: str, heading: str) -> None:
    (table,) = tables_of(sections.steps_of_initiatives(with_records(study, programme(framework=framework))))
    (plain,) = tables_of(sections.steps_of_initiatives(with_records(study, programme())))

    assert heading in [column.label for column in table.columns]
    assert table.rows == plain.rows


def test_a_cycle_shows_both_baselines_and_whether_they_are_what_they_were(study: Study) -> None:
    cycle = Cycle.model_validate(
        {
            "version": 1,
            "id": "cycle-1",
            "title": "First",
            "opened": "2025-04-01",
            "began": {"id": "start", "digest": DIGEST},
        }
    )

    (table,) = tables_of(sections.cycles(with_records(study, programme(), cycle)))

    assert (table.rows[0]["began"], table.rows[0]["held"]) == ("start", "NO")  # no such baseline is here
    assert "'cycle-1' is open since 2025-04-01" in str(
        sections.programme_answer(with_records(study, programme(), cycle))
    )


def test_what_closed_cycles_left_is_the_service_improvement_programme(study: Study) -> None:
    entry = SipEntry.model_validate(
        {
            "version": 1, "id": "e", "title": "Search", "cycle": "cycle-1", "initiative": "search", "on": "2026-04-20",
            "result": "restarted", "verdict": "no clear change", "lessons": "Ask first", "followed_by": "search-2",
            "began": {"id": "b1", "digest": DIGEST}, "ended": {"id": "b2", "digest": OTHER},
        }
    )  # fmt: skip

    (table,) = tables_of(sections.improvement_programme(with_records(study, programme(framework="itil-v3"), entry)))

    assert table.title == "Service Improvement Programme"
    assert (table.rows[0]["result"], table.rows[0]["lessons"], table.rows[0]["next"]) == (
        "restarted",
        "Ask first",
        "search-2",
    )


def test_steps_name_a_kpi_by_its_title_and_not_by_its_id(study: Study) -> None:
    ids = [kpi.id for kpi in study.kpis if "_" in kpi.id]
    said = " ".join(str(table) for table in tables_of(sections.steps_in_full(study)))

    assert study.initiatives and "Mean time to resolve" in said
    assert [name for name in ids if any(f"{name}{end}" in said for end in (" to ", " is computed", ", worth"))] == []


def test_the_glossary_says_of_which_page_the_labels_are_true(study: Study) -> None:
    assert "Headings of the programme's page speak" in str(sections.glossary_answer(study))


def test_a_report_of_one_service_speaks_of_its_own_initiatives_alone(study: Study) -> None:
    part = replace(study, part="service", fingerprint="of one part")

    assert "The programme is of the whole engagement" in str(sections.programme_answer(part))
    assert questions_of(part) == {} and list(sections.cycles(part)) == []


def test_an_engagement_without_a_programme_says_so(study: Study) -> None:
    assert "No programme is written down" in str(sections.programme_answer(with_records(study)))


def test_every_kpi_stands_at_one_stage_of_the_lifecycle(study: Study) -> None:
    (table,) = tables_of(sections.lifecycle(study))

    assert cells(table, "stage") == ["strategy", "design", "transition", "operation", "improvement"]
    assert sum(cells(table, "count")) == len(study.kpis)


def test_the_crosswalk_names_the_step_whose_heading_is_lost_and_says_so(study: Study) -> None:
    (table,) = tables_of(sections.crosswalk(study))

    assert "7 Embed or restart" in cells(table, "improvement")
    assert "heading is lost" in table.note


def test_the_glossary_page_says_what_framework_and_practice_are(study: Study) -> None:
    (table,) = tables_of(sections.glossary_terms(study))

    said = dict(zip(cells(table, "term"), cells(table, "says"), strict=True))
    assert {"ITIL", "IT service management", "Framework and practice"} <= set(said)


def test_the_answers_of_the_start_and_the_reason_of_the_profile_stand_below_the_goals(study: Study) -> None:
    said = {"size": "people who provide services: 12", "reason": "two of three speak for small"}

    (_, table) = tables_of(sections.strategy(with_records(study, programme(profile="small", tailoring=said))))

    assert cells(table, "asked") == ["Size", "Profile", "Reason"]
    assert cells(table, "said") == ["people who provide services: 12", "small", "two of three speak for small"]
