"""The questionnaire that is shipped covers all processes and functions, groups and levels; broken ones are refused."""

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from csi_lib.errors import DefinitionError, SettingsError
from csi_lib.maturity import load_answers, load_framework, load_questions, rate
from csi_lib.settings import find_kit

SHIPPED = load_questions()
FOLDER = find_kit("params/maturity") / "questions"
RATED = tuple(item for item in SHIPPED if item.kind != "checklist")
FURTHER = ("2.1", "2.2", "3.1", "3.2", "4.1", "4.2", "5.1", "5.2")


def test_the_processes_come_in_the_order_that_their_files_give():
    assert [item.order for item in SHIPPED] == sorted(item.order for item in SHIPPED)
    assert {"incident", "problem", "change", "desk"} <= {item.process for item in SHIPPED}


@pytest.mark.parametrize("process", RATED, ids=lambda item: item.process)
def test_each_process_has_4_to_7_outcomes_and_2_to_4_questions_per_further_attribute(process):
    found = Counter(question.attribute for question in process.questions)
    assert 4 <= found.pop("1.1") <= 7
    assert sorted(found) == list(FURTHER)
    assert all(2 <= count <= 4 for count in found.values())


def test_the_checklist_of_the_ten_steps_asks_about_every_step_and_rates_no_attribute():
    (ten,) = [item for item in SHIPPED if item.kind == "checklist"]
    found = Counter(step for question in ten.questions for step in question.fits["ten-steps"])
    assert sorted(found, key=int) == [str(step) for step in range(1, 11)]
    assert min(found.values()) >= 4
    assert not ten.rated


@pytest.mark.parametrize("process", SHIPPED, ids=lambda item: item.process)
def test_each_process_asks_all_five_groups(process):
    asked = {group for question in process.questions for group in question.groups}
    assert asked == {"users", "agents", "staff", "stakeholders", "managers"}


def test_generic_questions_name_the_process_and_carry_its_prefix():
    change = next(item for item in SHIPPED if item.process == "change")
    (planned,) = [question for question in change.questions if question.id == "chg-2.1-planned"]
    assert "change management" in planned.ask
    assert not [q.id for item in SHIPPED for q in item.questions if "{" in q.ask + q.outcome]


@pytest.mark.parametrize("process", RATED, ids=lambda item: item.process)
def test_the_id_of_a_question_says_its_process_and_attribute(process):
    pattern = re.compile(rf"{process.prefix}-(\d\.\d)-[a-z]+")
    for question in process.questions:
        match = pattern.fullmatch(question.id)
        assert match and match[1] == question.attribute


def test_every_kpi_that_a_question_names_is_in_the_catalogue():
    known = {path.stem for path in find_kit("params/kpi").glob("*.yml")}
    named = {kpi for item in SHIPPED for question in item.questions for kpi in question.kpis}
    assert {"mttr_resolve", "reopen_rate"} <= named <= known


def test_the_sample_answers_fit_the_shipped_questionnaire():
    framework = load_framework()
    sheets = load_answers([find_kit("params/maturity") / "answers" / "example"], SHIPPED, framework)
    ratings = rate(sheets, SHIPPED, framework)
    # By hand, r01: (2/3 + 1/3 + 1 + 2/3 + 2/3) / 5 = 2/3 of PA 1.1, one NA: L, so level 1.
    assert {item.process: item.level for item in ratings if item.level is not None} == {"incident": 1}


def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "questions"
    shutil.copytree(FOLDER, folder)
    return folder


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_question_id_twice_in_a_file_is_refused(tmp_path):
    folder = copied(tmp_path)
    edit(folder / "incident.yml", "- id: inc-1.1-sorted", "- id: inc-1.1-logged")
    with pytest.raises(SettingsError, match=r"incident\.yml.*'inc-1.1-logged' stands twice"):
        load_questions(folder)


def test_a_question_without_the_prefix_of_its_process_is_refused(tmp_path):
    folder = copied(tmp_path)
    edit(folder / "incident.yml", "id: inc-1.1-sorted", "id: prb-1.1-spotted")
    with pytest.raises(DefinitionError, match="must begin with 'inc-'"):
        load_questions(folder)


def test_a_process_in_two_files_is_refused(tmp_path):
    folder = copied(tmp_path)
    shutil.copy(folder / "incident.yml", folder / "incident-old.yml")
    with pytest.raises(DefinitionError, match="process 'incident' stands twice"):
        load_questions(folder)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(DefinitionError, match="no question files"):
        load_questions(tmp_path)


def test_an_unknown_key_is_answered_with_the_nearest(tmp_path):
    folder = copied(tmp_path)
    edit(folder / "desk.yml", "purpose:", "purposse:")
    with pytest.raises(SettingsError, match=r"unknown key 'purposse'; did you mean 'purpose'"):
        load_questions(folder)
