"""The check catches what serves nothing, what is missing and what points nowhere, with its line and what to do."""

from __future__ import annotations

import pytest


def test_a_finding_names_file_line_key_and_what_to_do(bank):
    bank.question("inc-1.1-passed")["kpis"] = ["mttr_resolv"]
    (found,) = bank.lint()
    lines = (bank.folder / "incident.yml").read_text(encoding="utf-8").splitlines()
    assert (found.file, found.key, found.rule) == ("incident.yml", "inc-1.1-passed.kpis.0", "unknown-kpi")
    assert lines[found.line - 1].strip() == "- mttr_resolv"
    assert str(found) == (
        f"incident.yml, line {found.line}, inc-1.1-passed.kpis.0: no KPI 'mttr_resolv'. "
        "Did you mean 'mttr_resolve'? [unknown-kpi]"
    )


def test_a_practice_that_serves_no_question_is_caught(bank):
    bank.files["incident"]["practices"].append({"id": "inc-bp-idle", "does": "Sit still."})
    assert bank.rules() == [("orphan", "inc-bp-idle.id")]


def test_a_work_product_that_shows_nothing_is_caught(bank):
    bank.files["incident"]["work_products"].append({"id": "inc-wp-idle", "is": "A binder"})
    assert bank.rules() == [("orphan", "inc-wp-idle.id")]


def test_a_question_that_no_practice_serves_is_caught(bank):
    bank.files["incident"]["practices"][0]["serves"].remove("inc-1.1-stays")
    assert bank.rules() == [("unserved", "inc-1.1-stays.id")]


def test_a_practice_that_serves_a_question_that_is_not_there_is_caught(bank):
    bank.files["incident"]["practices"][0]["serves"].append("inc-1.1-stayed")
    (found,) = bank.lint()
    assert (found.rule, found.do) == ("unknown-question", "Did you mean 'inc-1.1-stays'?")


def test_a_process_without_practices_or_work_products_is_caught(bank):
    del bank.files["incident"]["practices"], bank.files["incident"]["work_products"]
    assert bank.rules() == [("gap", "practices"), ("gap", "work_products")]


def test_an_attribute_that_nobody_is_asked_about_is_told_once(bank):
    bank.files["generic"]["questions"] = [
        item for item in bank.files["generic"]["questions"] if item["id"] != "5.2-trials"
    ]
    bank.files["generic"]["practices"][0]["serves"].remove("5.2-trials")
    (found,) = bank.lint()
    assert (found.file, found.rule) == ("generic.yml", "gap")
    assert "5.2" in found.says and "level 5" in found.says


def test_an_attribute_that_one_process_alone_lacks_is_told_there(bank):
    other = {**bank.files["incident"], "process": "problem", "prefix": "prb", "title": "Problem management"}
    other["questions"] = [
        {
            "id": f"prb-{number}.1-own",
            "attribute": f"{number}.1",
            "outcome": "It is so",
            "ask": ask,
            "groups": ["staff"],
        }
        for number, ask in enumerate(["Is a cause looked for?", "Has it a plan?", "Is it written down?"], start=1)
    ]
    del other["practices"], other["work_products"]
    other["meant"] = {"gap": "A test of one rule", "outcomes": "A test of one rule"}
    bank.files = {"incident": bank.files["incident"], "problem": other}
    for name, attribute in (("inc-1.1-stays", "2.1"), ("inc-1.1-passed", "2.2")):
        bank.question(name)["attribute"] = attribute
    found = [item for item in bank.lint() if item.rule == "gap"]
    assert [item.file for item in found] == ["incident.yml"]
    assert "3.1" in found[0].says


@pytest.mark.parametrize("kept", [3, 4])
def test_fewer_than_four_outcomes_are_caught(bank, kept):
    incident = bank.files["incident"]
    incident["questions"] = incident["questions"][:kept]
    incident["practices"][0]["serves"] = [item["id"] for item in incident["questions"]]
    assert [rule for rule, _ in bank.rules()] == (["outcomes"] if kept < 4 else [])


def test_more_than_seven_outcomes_are_caught(bank):
    for number, thing in enumerate(["Is it early?", "Are bills paid?", "Can staff rest?", "Do doors open?"]):
        bank.files["incident"]["questions"].append(
            {"id": f"inc-1.1-more{number}", "attribute": "1.1", "outcome": "Yes", "ask": thing, "groups": ["staff"]}
        )
        bank.files["incident"]["practices"][0]["serves"].append(f"inc-1.1-more{number}")
    assert [rule for rule, _ in bank.rules()] == ["outcomes"]


def test_a_checklist_needs_no_attributes_practices_or_outcomes(bank):
    bank.files["ten"] = {
        "version": 1, "edition": 1, "process": "ten-steps", "order": 900, "prefix": "ten", "kind": "checklist",
        "title": "Ten steps", "purpose": "Improve.",
        "questions": [
            {"id": "ten-4-logging", "outcome": "Done by machine", "ask": "Is a ticket opened by machine?",
             "groups": ["agents"], "fits": {"ogc": "2"}}
        ],
    }  # fmt: skip
    assert bank.rules() == []


def test_an_id_in_two_files_is_caught_also_between_a_practice_and_a_question(bank):
    bank.files["incident"]["practices"][0]["id"] = "inc-1.1-stays"
    assert bank.rules() == [("id", "inc-1.1-stays.id")]


def test_a_practice_without_the_prefix_of_its_process_is_caught(bank):
    bank.files["incident"]["practices"][0]["id"] = "prb-bp-help"
    assert bank.rules() == [("id", "prb-bp-help.id")]


def test_a_group_that_nobody_could_be_is_caught_with_its_line(bank):
    bank.question("inc-1.1-stays")["groups"] = ["agents", "clients"]
    (found,) = bank.lint()
    lines = (bank.folder / "incident.yml").read_text(encoding="utf-8").splitlines()
    assert found.rule == "malformed" and "'clients'" in found.says
    assert lines[found.line - 1].strip() == "- clients"


def test_a_group_twice_is_caught(bank):
    bank.question("inc-1.1-stays")["groups"] = ["agents", "agents"]
    assert bank.rules() == [("groups", "inc-1.1-stays.groups")]


def test_a_malformed_file_does_not_hide_what_is_wrong_with_another(bank):
    del bank.files["generic"]["edition"]
    bank.ask("Isn't every ticket logged?")
    assert {("malformed", "generic"), ("leading", "inc-1.1-logged.ask")} <= set(bank.rules())


def test_an_attribute_that_the_framework_lacks_is_caught(bank):
    bank.question("5.2-trials")["attribute"] = "6.1"
    assert ("unknown-attribute", "5.2-trials.attribute") in bank.rules()


def test_a_kpi_may_be_named_when_it_is_in_the_catalogue(bank):
    bank.question("inc-1.1-stays")["kpis"] = ["reopen_rate"]
    assert bank.rules() == []


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"kpi": "reopen_rate", "F": 20, "L": 8, "P": 3}, "must rise from F to P"),
        ({"kpi": "sla_compliance", "F": 70, "L": 80, "P": 95}, "must fall from F to P"),
        ({"kpi": "sla_compliance", "F": 101, "L": 80, "P": 50}, "is a percentage"),
        ({"kpi": "agent_utilisation", "F": 1, "L": 2, "P": 3}, "neither more nor less is better"),
        ({"kpi": "reopen", "F": 1, "L": 2, "P": 3}, "no KPI 'reopen'"),
    ],
)
def test_numbers_that_do_not_go_the_kpi_s_way_are_caught(bank, given, says):
    bank.question("inc-1.1-restored")["implies"] = given
    (found,) = bank.lint()
    assert says in found.says


def test_numbers_that_go_the_kpi_s_way_pass(bank):
    bank.question("inc-1.1-stays")["implies"] = {"kpi": "sla_compliance", "F": 95, "L": 85, "P": 60}
    assert bank.rules() == []


def test_two_questions_that_read_one_kpi_by_other_numbers_are_caught(bank):
    bank.question("inc-1.1-stays")["implies"] = {"kpi": "reopen_rate", "F": 5, "L": 8, "P": 20}
    assert bank.rules() == [("bands", "inc-1.1-stays.implies")]


def test_two_questions_that_read_one_kpi_by_the_same_numbers_pass(bank):
    bank.question("inc-1.1-stays")["implies"] = {"kpi": "reopen_rate", "F": 3, "L": 8, "P": 20}
    assert bank.rules() == []


@pytest.mark.parametrize(
    ("fits", "says"),
    [
        ({"cobit2019": "DSS09"}, "'cobit2019' has no item 'DSS09'"),
        ({"cobit": "DSS02"}, "no framework 'cobit'"),
        ({"iso20000": "clause 8"}, "'clause 8' is no clause"),
    ],
)
def test_an_item_that_a_framework_does_not_have_is_caught(bank, fits, says):
    bank.question("inc-1.1-stays")["fits"] = fits
    (found,) = bank.lint()
    assert found.rule == "unknown-fit" and says in found.says


def test_items_that_the_frameworks_have_pass(bank):
    bank.question("inc-1.1-stays")["fits"] = {"cobit2019": ["DSS02", "DSS03"], "ogc": 2, "iso20000": "8.6"}
    assert bank.rules() == []
