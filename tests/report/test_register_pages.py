"""The pages on the register say what was proposed, decided, planned and risked, in English and German."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from csi_lib.register import Entry, Initiative, Objective, Opportunity, Register
from csi_lib.report.language import Words, load_words, translate
from csi_lib.report.sections import register as pages
from csi_lib.study import Study, load_study
from tests.register.initiative.samples import (
    EVALUATION,
    NO_EFFECT,
    OBJECTIVE,
    ON_ITS_WAY,
    OPPORTUNITY,
    OVERRIDE,
    UNSURE,
    close,
)

TODAY = dt.date(2026, 6, 30)
DECISION = {"reason": "worth it", "by": "service manager", "on": "2025-02-01"}


@pytest.fixture(scope="module")
def study(kept_study: Path) -> Study:
    return load_study(kept_study)


def fill(study: Study, name: str, *records: Any, **changes: Any) -> Study:
    """The study with this register alone; the name keeps the answers of two registers apart."""
    tried = tuple(item for item in records if isinstance(item, Initiative))
    register = Register(tuple(Entry(item) for item in records), "files")
    known = {item.id for item in tried}
    verdicts = tuple(item for item in study.verdicts if item.intervention in known)
    outcomes = tuple(item for item in study.outcomes if item.initiative in known)
    return replace(study, records=register, initiatives=tried, verdicts=verdicts, outcomes=outcomes, baselines=(),
                   fingerprint=name, **changes)  # fmt: skip


def make(status: str = "live", **changes: Any) -> Initiative:
    return Initiative.model_validate(ON_ITS_WAY | {"status": status} | changes)


def propose(name: str, **changes: Any) -> Opportunity:
    return Opportunity.model_validate(OPPORTUNITY | {"id": name} | changes)


def aim(name: str, **changes: Any) -> Objective:
    return Objective.model_validate(OBJECTIVE | {"id": name} | changes)


def show(study: Study, page: str) -> str:
    return "\n".join(str(block) for block in getattr(pages, page)(study))


FULL = (
    propose("broken-mailboxes", status="accepted", decision=DECISION, team="Desk"),
    propose("a", benefit=4, effort=2, risk=2, rests_on="measured", source="audit"),
    propose("b", benefit=1, effort=None),
    propose("c", kpi="mttr_resolve", target=20, unit_cost=12, currency="EUR", benefit=1, effort=1, risk=1),
    propose("d", kpi="csat_desk", target=4.9, benefit=1, effort=1, risk=1),
    propose("e", kpi="cost_per_incident", target=1, benefit=1, effort=1, risk=1),
    propose("f", kpi="incident_volume", target=1, benefit=1, effort=1, risk=1),
    propose("g", kpi="mttr_resolve", where={"service": "Nope"}, target=2, benefit=1, effort=1, risk=1),
    aim("mail-in-a-day", status="achieved", override=OVERRIDE),
    aim("other-unit", target={"value": 2, "unit": "d", "by": "2026-12-31"}),
    aim("open-goal", target={"value": 2, "unit": "h", "by": "2027-12-31"}),
    make(
        milestones=[{"what": "Trial", "start": "2026-01-05", "due": "2026-03-01"},
                    {"what": "Course", "due": "2026-02-01", "done": "2026-02-03", "days": 3}],
        issues=[{"what": "No licence", "raised": "2026-06-01", "owner": "purchasing"}],
        sign_off=[{"group": "Users", "role": "speaker", "on": "2026-06-01", "says": "not effective"}],
        evaluations=[UNSURE],
    ),
    make("standardised", id="printer-newsletter", title="News", evaluations=[NO_EFFECT], lessons="ask",
         closing=close("standardised", override=OVERRIDE)),
    make("standardised", id="vpn-checklist", title="Checklist", evaluations=[EVALUATION], lessons="ask",
         closing=close("standardised")),
    make("closed", id="erp-key-users", title="Old", objective="", options=[], decision=None, tests=[], training=[],
         risks=[], guards=[], declared=None, baseline=""),
    make("planned", id="later", title="Later"),
)  # fmt: skip


@pytest.fixture(scope="module")
def full(study: Study) -> Study:
    return fill(study, "full", *FULL)


def test_the_answer_counts_what_was_raised_decided_and_done(full):
    said = show(full, "register_answer")
    assert "8 opportunities were raised, 1 decided on, 0 done, 0 turned down; 7 open." in said
    assert "5 initiatives are in the register; 3 of them ended." in said
    assert "Half of the open ones wait for 531 days or longer." in said  # 2025-01-15 to 2026-06-30


def test_every_opportunity_stands_with_its_source_its_decision_and_what_answers_it(full):
    line = next(row for row in table(full, "opportunities", "Opportunities") if row["status"] == "accepted")
    assert (line["source"], line["reason"], line["by"]) == ("kpi signal", "worth it", "problem manager")
    assert line["initiative"].startswith("Mailboxes repair themselves; News")


def table(study: Study, page: str, title: str) -> list[dict[str, Any]]:
    found = [block.to_json() for block in getattr(pages, page)(study)]
    return next(block["rows"] for block in found if block["type"] == "table" and block["title"] == title)


def test_overdue_milestones_and_risks_are_warned_of_and_drawn(full):
    said = show(full, "milestones")
    assert "Warning: 1 milestone is overdue on 2026-06-30." in said
    assert "1 done, 0 open, 1 overdue. Overdue: Trial (2026-03-01)." in said
    assert table(full, "milestones", "Milestones")[0]["late"] == 121  # 30 + 30 + 31 + 30 days from 1 March
    assert table(full, "milestones", "Issues")[0]["age"] == 29
    # The risk of the sample was to be looked at by 2025-06-30; of five initiatives two are under way.
    assert "Warning: 2 risks should have been looked at again before 2026-06-30." in show(full, "risks")
    assert [row["score"] for row in table(full, "risks", "Top risks")] == [6, 6]


def test_options_stand_with_their_formula_and_the_chosen_one(full):
    rows = [row for row in table(full, "options", "Options weighed") if row["title"] == "News"]
    # By hand: 4 × 1 × 4 ÷ 10 and 2 × 1 × 5 ÷ 15.
    assert [(row["worked"], row["chosen"]) for row in rows] == [
        ("4 × 1 × (6 − 2) ÷ (5 × 2) = 1.60", True),
        ("2 × 1 × (6 − 1) ÷ (5 × 3) = 0.67", False),
    ]


def test_an_objective_shows_its_baseline_its_target_and_what_the_record_says_against_the_figures(full):
    said = show(full, "register_objectives")
    assert "Warning: Not frozen yet: start." in said
    rows = {row["target"]: row for row in table(full, "register_objectives", "Objectives of the register")}
    assert rows["2 d by 2026-12-31"]["reason"] == "the target is in d and the KPI in h"
    assert rows["2 h by 2027-12-31"]["state"] == "not decidable"


def test_what_is_called_a_success_without_evidence_stands_first_and_in_a_table(full):
    said = show(full, "overrides")
    assert "Warning: News: called a success by override of 2026-04-20 (service manager)" in said
    assert "Warning: Checklist: its evaluation of 2026-03-31 says 'achieved', and this report finds: " in said
    assert "Warning: Old: closed without an evaluation" in said
    assert f"Warning: {OBJECTIVE['title']}: called achieved by override of 2026-04-20 (service manager): " in said


def test_tests_training_feedback_and_what_stakeholders_say_are_shown(full):
    said = show(full, "readiness") + show(full, "evaluations") + show(full, "sign_offs")
    for word in ("Twenty mailboxes", "Starting it", "fewer calls back", "nobody was asked", "not effective"):
        assert word in said


@pytest.mark.parametrize("page", pages.__all__)
def test_a_page_of_an_empty_register_says_so_in_one_sentence(study, page):
    said = show(fill(study, "empty", signals=study.signals.head(0)), page)
    assert said == "" if page == "overrides" else said.count("\n") == (1 if page == "options" else 0)


def test_a_signal_that_no_opportunity_is_about_is_shown_until_one_is(study):
    signals = study.signals.head(1).assign(kpi="mttr_resolve", service="Mail", variation="deterioration")
    about = propose("a", kpi="mttr_resolve", where={"service": "Mail"})
    other = propose("b", kpi="mttr_resolve", where={"service": "Print"})
    title = "Signals that no opportunity is about"
    (row,) = table(fill(study, "unheard", other, signals=signals), "opportunities", title)
    assert row["where"].startswith("service Mail")
    assert title not in show(fill(study, "heard", about, other, signals=signals), "opportunities")


@pytest.mark.parametrize("page", pages.__all__)
def test_a_report_of_one_service_says_that_nothing_is_of_it_alone(study, page):
    said = show(fill(study, "part", part="service"), page)
    assert "{part}" not in said
    if page in ("opportunities", "register_objectives", "readiness", "record_gaps"):
        assert "this service alone" in said


def test_in_the_report_of_one_service_its_slice_is_the_whole(study):
    """Its rows are put aside before, so that the total is the service."""
    item = propose("a", kpi="mttr_resolve", where={"service": "Mail"}, target=1, benefit=1, effort=1, risk=1)
    settings = study.engagement.model_copy(update={"slices": ["priority"]})
    (row,) = table(fill(study, "slice", item, part="service", engagement=settings), "priorities",
                   "What to take up next")  # fmt: skip
    assert row["stake"].startswith("gap ")


# What a client wrote stays as it is; every other text has its German words.
CLIENTS = {
    "answer", "baseline", "by", "customers", "employees", "evidence", "group", "kpi", "manager", "mitigation", "note",
    "owner", "pm", "reason", "role", "run", "serves", "title", "unit", "what", "where", "who",
}  # fmt: skip


@pytest.mark.parametrize("page", pages.__all__)
def test_a_page_is_said_in_german_as_a_whole(study, full, page):
    german = load_words("de")
    words = Words(german.language, german.phrases, german.sentences)
    same = set()
    for given in (full, fill(study, "empty"), fill(study, "part", part="service")):
        for block in getattr(pages, page)(given):
            data = block.to_json()
            said = translate(data, words)
            for row, other in zip(data.get("rows", ()), said.get("rows", ()), strict=True):
                same |= {
                    str(value)
                    for key, value in row.items()
                    if key not in CLIENTS and isinstance(value, str) and value == other[key] and value.isalpha()
                }
    assert sorted(words.missing) == []
    assert same == set()


def test_what_a_client_wrote_is_drawn_as_text_and_nothing_else(study):
    name = "<script>alert(1)</script> $x$ =1+1"
    item = make(milestones=[{"what": name, "due": "2026-01-01"}])
    picture = next(
        block for block in pages.milestones(fill(study, "hostile", item)) if block.to_json()["type"] == "picture"
    )
    assert "<script>" not in picture.to_json()["svg"]
    assert picture.data[0]["name"] == name
