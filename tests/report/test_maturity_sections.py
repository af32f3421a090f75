"""The pages on maturity: few processes are said one by one, many level by level, and nothing is said of nothing."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from csi_lib.maturity import NO_ASSESSMENT, Assessment, Process, Round, Sheet, assess, load_framework
from csi_lib.report.blocks import Blocks, Picture, Table, Text
from csi_lib.report.language import Words, load_words, translate
from csi_lib.report.sections import maturity as pages
from csi_lib.settings.assessment import Assessment as Settings

FRAMEWORK = load_framework()
EVERY_PAGE = [getattr(pages, name) for name in pages.__all__]


def make_process(number: int, said: str = "") -> Process:
    prefix = f"p{'abcdefgh'[number]}"
    questions = [
        {
            "id": f"{prefix}-{attribute}-so",
            "attribute": attribute,
            "outcome": f"{attribute} is so.",
            "ask": f"Is {attribute} so{said}?",
            "groups": ["agents", "managers"],
        }
        for attribute in ("1.1", "2.1", "2.2")
    ]
    head = {"version": 1, "edition": 1, "order": number, "prefix": prefix, "purpose": "p", "stage": "operation"}
    return Process.model_validate(
        head | {"process": f"number-{number}", "title": f"Process {number}", "questions": questions}
    )


def make_sheets(processes: list[Process], letter: str, people: int = 6, first: int = 0) -> tuple[Sheet, ...]:
    return tuple(
        Sheet.model_validate(
            {
                "version": 1,
                "respondent": f"r{first + number}",
                "group": "managers" if number == 0 else "agents",
                "role": "somebody",
                "answers": {question.id: letter for item in processes for question in item.questions},
            }
        )
        for number in range(people)
    )


def make_study(assessment: Assessment) -> Any:
    return SimpleNamespace(assessment=assessment, ratings=assessment.ratings, part="")


def make_rated(count: int, letter: str = "L", **settings: Any) -> Any:
    processes = [make_process(number) for number in range(count)]
    return make_study(assess(make_sheets(processes, letter), processes, FRAMEWORK, Settings(**settings)))


def list_answers(blocks: Blocks) -> list[str]:
    return [str(block) for block in blocks if isinstance(block, Text) and block.role == "answer"]


def find_table(blocks: Blocks, title: str) -> Table:
    return next(block for block in blocks if isinstance(block, Table) and block.title == title)


@pytest.mark.parametrize("page", EVERY_PAGE, ids=pages.__all__)
def test_without_answers_no_page_breaks_and_none_draws(page: Any) -> None:
    assert not [block for block in page(make_study(NO_ASSESSMENT)) if isinstance(block, Picture)]


def test_without_a_round_before_the_page_says_so_and_shows_nothing() -> None:
    study = make_rated(2)
    assert "No earlier round" in list_answers(pages.change_answer(study))[0]
    assert not any(pages.changed_parts(study)) and not any(pages.process_changes(study))


def test_few_processes_are_said_one_by_one_with_what_stops_them() -> None:
    said = list_answers(pages.level_answer(make_rated(2)))
    assert len(said) == 2
    assert said[0].startswith("Process 0: level 1 (performed). For the next level: ‘")


def test_many_processes_are_said_level_by_level_and_against_the_target() -> None:
    said = list_answers(pages.level_answer(make_rated(6, target=1, targets={"number-3": 2})))
    names = ", ".join(f"Process {number}" for number in range(6))
    assert said == [
        f"Level 1 (performed): 6 processes ({names}).",
        "By the answers 5 of 6 processes reached the target level; below it: Process 3.",
        "On evidence at the target level: 5 of 6 processes (Process 0, Process 1, Process 2, Process 4, Process 5).",
        "Assessors looked at 0 of 6 processes; the others rest on what people say, capped where no record bears it.",
    ]


def test_the_headline_says_what_stands_on_evidence_beside_what_people_say() -> None:
    # F everywhere would be the top; without a record F counts as L, which ends at level 1.
    said = list_answers(pages.level_answer(make_rated(2, "F", target=2)))
    assert said[-3:] == [
        "On evidence at the target level: 0 of 2 processes.",
        "On evidence 2 processes fall to a lower level than by the answers: Process 0 (2 to 1), Process 1 (2 to 1).",
        "Assessors looked at 0 of 2 processes; the others rest on what people say, capped where no record bears it.",
    ]


def test_the_headline_names_processes_rated_at_a_level_that_is_not_the_likeliest() -> None:
    study = make_rated(2)
    assert not any("likeliest" in line for line in list_answers(pages.level_answer(study)))
    first, second = study.assessment.confidence
    doubted = replace(first, level=1, levels=(0.51, 0.49, 0.0, 0.0, 0.0, 0.0))
    doubting = make_study(replace(study.assessment, confidence=(doubted, second)))
    assert list_answers(pages.level_answer(doubting))[-1] == (
        "Rated at a level that is not the likeliest one: Process 0 (rated 1 with 49.0 %, likeliest 0 with 51.0 %)."
    )


def test_two_processes_span_no_radar_and_three_do() -> None:
    assert not any(pages.level_radar(make_rated(2)))
    (picture,) = (block for block in pages.level_radar(make_rated(3, target=2)) if isinstance(block, Picture))
    assert "Process 2: this round 1, target 2" in picture.alt


def test_the_map_stands_under_the_lifecycle_stage() -> None:
    (picture,) = pages.level_map(make_rated(1))
    assert "Process 0 (Service operation): level 1; PA 1.1 L, 2.1 L, 2.2 L." in str(picture)


def test_a_target_column_is_there_only_where_there_is_a_target() -> None:
    keys = [
        [column.key for column in find_table(pages.obstacles(study), "What stops the next level").columns]
        for study in (make_rated(1), make_rated(1, target=2))
    ]
    assert ("target" in keys[0], "target" in keys[1]) == (False, True)


def make_compared(before: str, after: str, people: int = 6, joined: int = 0, said: str = "") -> Any:
    now, then = [make_process(0)], [make_process(0, said)]
    sheets = make_sheets(now, after, people, first=joined)
    previous = Round(make_sheets(then, before, people), tuple(then))
    return make_study(assess(sheets, now, FRAMEWORK, previous=previous))


def test_an_improvement_is_said_with_its_size_its_people_and_its_p() -> None:
    said = list_answers(pages.change_answer(make_compared("P", "L")))
    assert said == [
        "Improved: Process 0, +33.3 percentage points among 6 people who answered both times "
        "(95 % interval +33.3 to +33.3, p = 0.03 after Holm)."
    ]


def test_too_few_pairs_are_said_so_and_get_a_chance_instead_of_a_p() -> None:
    study = make_compared("P", "F", people=5)
    assert list_answers(pages.change_answer(study))[0] == "Too few pairs to tell: Process 0."
    (row,) = find_table(pages.process_changes(study), "What moved, by process").rows
    assert row["adjusted"] is None and row["chance"] > 97


def test_what_moved_fits_on_a_screen_and_its_details_are_folded() -> None:
    shown, folded, *_ = pages.process_changes(make_compared("P", "F", people=5))
    assert isinstance(shown, Table) and isinstance(folded, Table)
    assert (len(shown.columns), shown.folded, folded.folded) == (9, False, True)
    both = {column.key for table in (shown, folded) for column in table.columns}
    assert both >= {
        "answers",
        "questionnaire",
        "people",
        "whole",
        "before",
        "after",
        "level_before",
        "level_after",
        "p",
    }


def test_a_score_that_rose_by_other_people_is_told_apart() -> None:
    study = make_compared("P", "L", joined=6)
    said = list_answers(pages.change_answer(study))
    assert said[0] == "Too few pairs to tell: Process 0."
    assert said[1].startswith("The plain score rose in 1 of 1 process, but in none of them")


def test_a_checklist_is_counted_apart_from_the_processes() -> None:
    study = make_compared("P", "L", joined=6)
    (moved,) = study.assessment.change.moved
    (process,) = study.assessment.asked.processes
    ten = SimpleNamespace(process="ten-steps", rated=False)
    change = replace(study.assessment.change, moved=(moved, replace(moved, process="ten-steps", title="Ten steps")))
    asked = SimpleNamespace(processes=(process, ten))
    said = list_answers(
        pages.change_answer(make_study(SimpleNamespace(change=change, asked=asked, ratings=study.ratings)))
    )
    end = "but in none of them is it shown that this comes from the same people answering better."
    assert said[1:] == [
        f"The plain score rose in 1 of 1 process, {end}",
        f"The plain score rose in 1 of 1 checklist, {end}",
    ]


def test_a_questionnaire_in_other_words_is_listed_and_compared_with_nothing() -> None:
    study = make_compared("P", "L", said=" every day")
    assert list_answers(pages.change_answer(study))[0] == "Not comparable: Process 0."
    rows = find_table(pages.changed_questions(study), "Questions that changed").rows
    assert {row["kind"] for row in rows} == {"reworded"} and len(rows) == 3
    assert not find_table(pages.changed_answers(study), "How the same people answered").rows


def list_notes(blocks: Blocks) -> str:
    return " ".join(str(block) for block in blocks if isinstance(block, Text) and block.role == "note")


def make_groups(**groups: tuple[int, str]) -> Any:
    process = make_process(0)
    asked = process.model_copy(
        update={"questions": [item.model_copy(update={"groups": [*groups]}) for item in process.questions]}
    )
    sheets = [
        sheet.model_copy(update={"respondent": f"{group}{number}", "group": group})
        for group, (people, letter) in groups.items()
        for number, sheet in enumerate(make_sheets([asked], letter, people))
    ]
    return make_study(assess(sheets, [asked], FRAMEWORK))


def test_questions_that_one_or_two_people_answered_twice_show_no_numbers_and_are_counted() -> None:
    table = find_table(pages.changed_answers(make_compared("P", "L", people=2)), "How the same people answered")
    assert not table.rows
    assert table.note.startswith("Left out of 3 rows: 3, whose numbers rest on fewer than 3 people")
    assert len(find_table(pages.changed_answers(make_compared("P", "L", people=3)), table.title).rows) == 3


def test_the_parts_of_a_change_that_show_how_one_or_two_people_answered_are_left_out() -> None:
    study = make_compared("P", "L", people=2)
    blocks = pages.process_changes(study)
    titles = ("What moved, by process", "Scores, levels and parts, by process", "What moved, by attribute")
    rows = [line for title in titles for line in find_table(blocks, title).rows]
    assert {line[key] for line in rows for key in ("answers", "people", "questionnaire") if key in line} == {None}
    assert "Left out of 1 rows: 1" in find_table(blocks, "What moved, by process").note
    (picture,) = pages.changed_parts(study)
    assert "same people" not in str(picture) and "cannot be told apart" in str(picture)


def test_pseudonyms_of_one_or_two_people_are_counted_and_not_named() -> None:
    table = find_table(pages.changed_people(make_compared("P", "L", people=4, joined=2)), "Who was asked")
    assert [(line["count"], line["names"]) for line in table.rows] == [(2, ""), (2, ""), (2, ""), (1, "")]
    assert table.note.startswith("Fewer than 3 people are counted and not named")


def test_a_group_of_one_or_two_people_shows_its_size_and_no_percent() -> None:
    study = make_groups(agents=(3, "L"), managers=(2, "F"))
    table = find_table(pages.respondents(study), "By group of respondents")
    assert [(line["group"], line["percent"], line["letter"], line["respondents"]) for line in table.rows] == [
        ("agents", pytest.approx(200 / 3), "L", 3),
        ("managers", None, "", 2),
    ]
    assert "Left out of 2 rows: 1, whose numbers rest on fewer than 3 people" in table.note
    blocks = pages.role_split(study)
    (picture,) = (block for block in blocks if isinstance(block, Picture))
    assert picture.alt.endswith("agents 66.7 % (n = 3), managers too few to show (n = 2).")
    assert "Left out of 2 rows: 1" in list_notes(blocks)


def test_own_means_of_one_or_two_respondents_are_not_shown() -> None:
    for people, shown in ((2, None), (3, pytest.approx(200 / 3))):
        (table,) = pages.levels(make_groups(agents=(people, "L")))
        assert {(line["lowest"] == shown, line["highest"] == shown) for line in table.rows} == {(True, True)}


def test_the_rule_for_groups_apart_is_said_with_the_pairs_it_leaves_out() -> None:
    said = list_notes(pages.role_split(make_groups(agents=(3, "P"), managers=(3, "F"))))
    assert "at least one answer (33.3 points) apart on at least 3 questions that both answered" in said
    assert "Of 1 pair with a question in common are not listed: 0 with another letter" in said
    assert "1 on fewer than 3 questions, 0 with fewer than 3 people in a group." in said


@pytest.mark.parametrize(
    ("group", "said"),
    [
        ("agents", "A process that its own people do not know is a finding: Process 0 (agents, 9 of 9)."),
        ("users", "Asked from outside the process, and often not known there, which is no finding about it: Process 0"),
    ],
)
def test_not_knowing_is_a_finding_of_those_who_work_in_the_process_alone(group: str, said: str) -> None:
    other = "managers" if group == "agents" else "agents"
    notes = list_notes(pages.unknown_map(make_groups(**{group: (3, "DK"), other: (3, "L")})))
    assert said in notes
    assert ("is a finding" in notes) == (group == "agents")


def test_not_knowing_is_said_in_words_from_five_replies_and_drawn_from_three_people() -> None:
    assert "finding" not in list_notes(pages.unknown_map(make_groups(agents=(1, "DK"), managers=(3, "L"))))
    few = pages.unknown_map(make_groups(agents=(2, "DK"), managers=(3, "L")))
    assert "finding" not in list_notes(few) and "Left out of 2 rows: 1" in list_notes(few)


def test_what_is_left_out_is_said_in_german_too() -> None:
    known = load_words("de")
    words = Words(known.language, known.phrases, known.sentences)
    groups = make_groups(agents=(3, "P"), managers=(3, "F"), users=(2, "DK"), staff=(4, "DK"), stakeholders=(3, "DK"))
    changed = make_compared("P", "L", people=2)
    shown = [page(groups) for page in (pages.role_split, pages.respondents, pages.levels, pages.unknown_map)]
    shown += [page(changed) for page in (pages.changed_answers, pages.changed_people, pages.process_changes)]
    said = [translate(block.to_json(), words) for blocks in shown for block in blocks]
    ours = (
        "Left out",
        "Listed is",
        "Of 1 pair",
        "Of 3 pair",
        "Fewer than",
        "too few to show",
        "Groups that",
        "Asked from",
        "A process",
    )
    assert not [text for text in words.missing if any(one in text for one in ours)]
    assert any("Zeilen ausgelassen" in str(block) for block in said)
