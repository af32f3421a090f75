"""The assessment is summed up under the five reasons for a lifecycle, beside what data and records show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from csi_lib.maturity import load_questions
from csi_lib.maturity.assessment import Assessment
from csi_lib.report import Heading, sections
from csi_lib.report.language import load_words
from csi_lib.study import Study, load_study
from csi_lib.study.reasons import BY_PROCESS, show_reasons

TITLES = [
    "Services follow the business",
    "Quality holds",
    "Risk is known and small",
    "Work is done without waste",
    "Improvement is a habit",
]


@pytest.fixture(scope="module")
def study(kept_study: Path) -> Study:
    return load_study(kept_study)


def say_below(study: Study) -> dict[str, list[str]]:
    """What stands below each heading of the third level."""
    said: dict[str, list[str]] = {}
    for block in sections.reasons(study):
        if isinstance(block, Heading):
            said[block.text] = []
        else:
            said[list(said)[-1]].append(str(block))
    return {title: texts for title, texts in said.items() if title in TITLES}


def without_answers(study: Study) -> Study:
    engagement = study.engagement.model_copy(update={"answers": []})
    return replace(study, engagement=engagement, assessment=Assessment())


def test_the_five_reasons_are_the_headings_of_the_summary(study: Study) -> None:
    heads = [block for block in sections.reasons(study) if isinstance(block, Heading)]
    achieved = sum(goal.state == "achieved" for goal in study.goals)

    assert [(head.level, head.text) for head in heads][1:] == [(3, title) for title in TITLES]
    assert say_below(study)[TITLES[0]][-1] == f"{achieved} of 3 goals achieved."


def test_each_level_of_the_assessment_stands_under_one_reason(study: Study) -> None:
    found = [pair for reason in show_reasons(study) for pair in reason.levels]

    assert sorted(found) == sorted((item.title, item.level) for item in study.ratings)
    assert all("By the answers: level" in say_below(study)[title][0] for title in ("Quality holds", TITLES[2]))


def test_every_process_of_the_questionnaire_speaks_of_one_reason() -> None:
    asked = sorted(item.process for item in load_questions() if item.kind != "checklist")

    assert sorted(name for names in BY_PROCESS.values() for name in names) == asked


def test_without_an_assessment_the_page_says_what_data_and_records_show(study: Study) -> None:
    said = say_below(without_answers(study))

    assert {texts[0] for texts in said.values()} == {"No process that speaks of it was assessed."}
    assert "better and" in said["Quality holds"][1] and "opportunities raised" in said["Improvement is a habit"][1]


def test_the_page_of_words_tells_the_reasons_only_where_no_page_sums_up_an_assessment(study: Study) -> None:
    assert not any(isinstance(block, Heading) for block in sections.lifecycle(study))
    assert [str(block) for block in sections.lifecycle(without_answers(study)) if str(block) in TITLES] == TITLES


def test_the_summary_is_said_in_german(study: Study) -> None:
    words = load_words("de")
    missing = [str(block) for block in sections.reasons(study) if words.label(str(block)) == str(block)]

    assert missing == []
