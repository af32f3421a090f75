"""What the files of the bank may say beyond questions, and what is refused at the door."""

from __future__ import annotations

import pytest

from csi_lib.errors import DefinitionError, SettingsError
from csi_lib.maturity import Sheet, load_framework, load_questions, rate

CHECKLIST = {
    "version": 1, "edition": 1, "process": "ten-steps", "order": 900, "prefix": "ten", "kind": "checklist",
    "title": "Ten steps", "purpose": "Improve.",
    "questions": [{"id": "ten-4-logging", "outcome": "Done by machine", "ask": "Is a ticket opened by machine?",
                   "groups": ["agents"], "fits": {"ten-steps": "4"}}],
}  # fmt: skip


def load_one(bank, process="incident"):
    return next(item for item in load_questions(bank.write()) if item.process == process)


def test_generic_practices_and_work_products_come_with_the_prefix_and_name_of_the_process(bank):
    incident = load_one(bank)
    assert [item.id for item in incident.practices] == ["inc-bp-help", "inc-bp-run"]
    assert incident.practices[1].does == "Run incident management."
    assert incident.practices[1].serves[0] == "inc-2.1-plans"
    assert (incident.work_products[1].what, incident.work_products[1].shows) == (
        "The plan of incident management",
        ["inc-2.1-plans"],
    )


@pytest.mark.parametrize(
    ("title", "named", "asked"),
    [
        ("Incident management", "", "Has incident management plans?"),
        ("IT operations management", "", "Has IT operations management plans?"),
        ("Service desk", "the service desk", "Has the service desk plans?"),
    ],
)
def test_a_generic_question_names_the_process_as_a_sentence_does(bank, title, named, asked):
    bank.files["incident"] |= {"title": title, "named": named}
    (found,) = [item for item in load_one(bank).questions if item.id == "inc-2.1-plans"]
    assert found.ask == asked


def test_a_checklist_gets_no_generic_questions_and_no_rating(bank):
    bank.files["ten"] = CHECKLIST
    processes = load_questions(bank.write())
    ten = next(item for item in processes if item.process == "ten-steps")
    assert [item.id for item in ten.questions] == ["ten-4-logging"]
    assert ten.rated == []
    sheet = Sheet.model_validate(
        {"version": 1, "respondent": "r1", "group": "agents", "role": "x", "answers": {"ten-4-logging": "F"}}
    )
    assert [item.process for item in rate([sheet], processes, load_framework())] == ["incident"]


def test_a_question_of_a_process_that_only_another_framework_asks_leaves_its_rating_alone(bank):
    sheet = {"version": 1, "respondent": "r1", "group": "agents", "role": "x"}
    answers = dict.fromkeys(("inc-1.1-logged", "inc-1.1-restored", "inc-1.1-passed", "inc-1.1-stays"), "F")
    plain = rate([Sheet.model_validate(sheet | {"answers": answers})], load_questions(bank.write()), load_framework())
    bank.files["incident"]["questions"].append(
        {"id": "inc-0-extra", "outcome": "So", "ask": "Is it so?", "groups": ["agents"], "fits": {"ogc": "5"}}
    )
    more = Sheet.model_validate(sheet | {"answers": answers | {"inc-0-extra": "N"}})
    (with_extra,) = rate([more], load_questions(bank.write()), load_framework())
    assert (with_extra.level, with_extra.attributes) == (plain[0].level, plain[0].attributes)


def test_one_item_and_a_list_of_items_read_alike(bank):
    bank.question("inc-1.1-stays")["fits"] = {"ogc": 2, "samm": "1A", "cobit2019": ["DSS02", "DSS03"]}
    (found,) = [item for item in load_one(bank).questions if item.id == "inc-1.1-stays"]
    assert found.fits == {"ogc": ["2"], "samm": ["1A"], "cobit2019": ["DSS02", "DSS03"]}


def test_a_number_with_a_point_needs_quotes_because_8_10_would_become_8_1(bank):
    bank.question("inc-1.1-stays")["fits"] = {"ogc": 1.5}
    with pytest.raises(SettingsError, match="put quotes around it"):
        load_questions(bank.write())


def test_a_question_without_attribute_that_fits_nothing_is_refused(bank):
    del bank.question("inc-1.1-stays")["attribute"]
    with pytest.raises(SettingsError, match="needs an attribute or something it fits"):
        load_questions(bank.write())


def test_a_checklist_question_with_an_attribute_is_refused(bank):
    bank.files["ten"] = {**CHECKLIST, "questions": [{**CHECKLIST["questions"][0], "attribute": "1.1"}]}
    with pytest.raises(SettingsError, match="a checklist has no attributes, 'ten-4-logging' names one"):
        load_questions(bank.write())


def test_numbers_of_an_answer_that_go_up_and_down_are_refused(bank):
    bank.question("inc-1.1-stays")["implies"] = {"kpi": "reopen_rate", "F": 3, "L": 20, "P": 8}
    with pytest.raises(SettingsError, match="must all rise or all fall"):
        load_questions(bank.write())


def test_two_processes_with_one_prefix_are_refused(bank):
    bank.files["other"] = {**bank.files["incident"], "process": "other"}
    with pytest.raises(DefinitionError, match="prefix 'inc' stands twice"):
        load_questions(bank.write())
