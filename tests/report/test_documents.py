"""People and documents: said in German, for one service, without a register, and with texts that mean harm."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from csi_lib.register import Initiative
from csi_lib.register.people import Duty
from csi_lib.register.plans import PLAN, SIP, OwnText
from csi_lib.register.register import Entry, Register
from csi_lib.report import sections
from csi_lib.report.blocks import Table, Text
from csi_lib.report.language import load_words
from csi_lib.report.markup import render_block
from csi_lib.report.sections.documents import fill_plan, list_lacking
from csi_lib.study import Study, load_study

PEOPLE = (
    "people_answer", "raci", "process_owners", "stakeholder_matrix", "contacts", "talks", "feedback_loop",
    "feedback_waiting", "ideas", "role_duties", "receivers",
)  # fmt: skip
DOCUMENTS = (
    "csi_plan_answer", "plan_states", "sip_answer", "status_answer", "status_initiatives", "status_kpis",
    "status_happened", "status_obstacles", "board_answer", "board_benefits", "board_initiatives", "board_objectives",
)  # fmt: skip


@pytest.fixture(scope="module")
def study(kept_study: Path) -> Study:
    return load_study(kept_study)


def bare(study: Study) -> Study:
    """The same without a register, an objective or a verdict."""
    given = study.engagement.model_copy(update={"objectives": [], "records": ""})
    none: dict[str, Any] = {"initiatives": (), "verdicts": (), "goals": (), "outcomes": (), "prospects": ()}
    return replace(study, records=Register(), engagement=given, **none)


def german(study: Study) -> Study:
    report = study.engagement.report.model_copy(update={"language": "de"})
    return replace(study, engagement=study.engagement.model_copy(update={"report": report}))


def show_all(study: Study) -> list[Any]:
    shown = [block for name in (*PEOPLE, *DOCUMENTS) for block in getattr(sections, name)(study)]
    shown += [block for section in PLAN for block in sections.plan_section(study, section.id)]
    return shown + [block for part in SIP for block in sections.sip_part(study, part.id)]


@pytest.mark.parametrize("change", [lambda study: study, bare], ids=["with a register", "without one"])
def test_no_text_of_people_or_documents_stays_english(study: Study, change: Any) -> None:
    words = load_words("de", study.home)
    words.missing.clear()

    show_all(german(change(study)))

    assert sorted(words.missing) == []


def test_an_authors_own_words_are_never_said_in_another_language(study: Study) -> None:
    (own, *_) = [
        block for block in sections.plan_section(german(study), "executive-summary") if isinstance(block, Text)
    ]

    assert own.body.startswith("Beispielwerke takes its services forward one proven step at a time.")
    assert "shown in the figures is not counted" in own.body  # lines of the file are joined, paragraphs stay
    assert own.body.count("\n\n") == 1


def test_without_a_register_every_section_says_what_belongs_there(study: Study) -> None:
    empty = bare(study)
    states = {item.section.id: item.state for item in fill_plan(empty)}

    assert {name for name, state in states.items() if state == "EMPTY"} == {
        "scope-and-objectives", "stakeholders", "feedback", "initiatives", "reporting", "changes",
    }  # fmt: skip
    (warning,) = sections.plan_section(empty, "stakeholders")
    assert isinstance(warning, Text)
    assert (warning.role, "Who has a stake" in warning.body) == ("warning", True)
    assert all(getattr(sections, name)(empty) for name in (*PEOPLE, *DOCUMENTS))


def test_own_words_fill_a_section_that_nothing_can_be_drafted_for(study: Study) -> None:
    text = OwnText.model_validate(
        {"version": 1, "id": "t", "document": "plan", "section": "reporting", "body": "Every month.",
         "edits": [{"on": "2026-01-01", "author": "CSI manager", "reason": "first"}]}
    )  # fmt: skip
    found = {item.section.id: item.state for item in fill_plan(replace(bare(study), records=Register((Entry(text),))))}

    assert (found["reporting"], found["changes"]) == ("own text", "drafted")


def test_both_managers_are_named_until_the_register_chooses(study: Study) -> None:
    def warn(*duties: Duty) -> list[str]:
        shown = sections.people_answer(replace(study, records=Register(tuple(map(Entry, duties)))))
        return [block.body for block in shown if isinstance(block, Text) and block.role == "warning"]

    chosen = Duty.model_validate(
        {"version": 1, "id": "run-csi-process", "activity": "Run it", "responsible": ["service manager"],
         "accountable": "CSI manager"}
    )  # fmt: skip
    assert len(warn()) == 1
    assert "‘CSI manager’ or ‘Service manager’" in warn()[0]
    assert warn(chosen) == []


def test_a_report_of_one_service_shows_its_people_and_says_that_roles_are_of_the_whole(study: Study) -> None:
    service = "Netzwerk & VPN"
    part = replace(study, part="service", records=study.records.only([service]), goals=())

    (matrix,) = sections.stakeholder_matrix(part)
    assert [row["title"] for row in matrix.rows] == ["Supplier of the network"]
    (note,) = sections.raci(part)
    assert "whole engagement" in note.body
    assert all(getattr(sections, name)(part) for name in (*PEOPLE, *DOCUMENTS))


def test_texts_that_are_markup_or_formulas_are_shown_as_they_are(study: Study) -> None:
    evil = "<script>alert('csi')</script>"
    item = next(iter(study.initiatives))
    text = OwnText.model_validate(
        {"version": 1, "id": "t", "document": "sip", "initiative": item.id, "section": "analysis", "body": evil,
         "edits": [{"on": "2026-01-01", "author": "=1+1", "reason": evil}]}
    )  # fmt: skip
    shown = sections.sip_part(replace(study, records=Register((Entry(text),))), "analysis", item.id)

    html = "".join(str(render_block(block.to_json())) for block in shown)
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_sip_shows_all_that_is_recorded_of_its_four_parts(study: Study) -> None:
    """Counted from the record itself: every option, risk, milestone, test, training and issue is a row."""
    item = max(study.initiatives, key=lambda item: len(item.options) + len(item.risks) + len(item.milestones))
    tables = {
        block.title: block.rows
        for part in SIP
        for block in sections.sip_part(study, part.id, item.id)
        if isinstance(block, Table)
    }

    assert {"Identification", "Analysis", "Resolution", "Implementation"} <= set(tables)
    assert [row["comment"] for row in tables["Options weighed"]] == [option.what for option in item.options]
    assert [row["comment"] for row in tables["Risks"]] == [risk.what for risk in item.risks]
    work = (*item.milestones, *item.tests, *item.training, *item.issues)
    assert len(tables["Steps, tests, training and issues"]) == len(work)
    assert list(list_lacking(study, item)) == [(part.title, False) for part in SIP]


def test_an_idea_that_nobody_weighed_lacks_three_parts(study: Study) -> None:
    given = {"version": 1, "id": "new", "title": "New", "opportunity": "Something", "source": "audit", "owner": "lead",
             "hypothesis": "It helps", "kpi": "mttr_resolve", "status": "idea", "aims": ["quality"]}  # fmt: skip
    found = dict(list_lacking(study, Initiative.model_validate(given)))

    assert found == {"Identification": False, "Analysis": True, "Resolution": True, "Implementation": True}


def test_what_stands_in_the_way_is_everything_that_is_late_and_nothing_else(study: Study) -> None:
    (table,) = sections.status_obstacles(study)
    late = [
        *(step for item in study.initiatives for step in item.milestones if step.due < study.as_of and not step.done),
        *(risk for item in study.initiatives for risk in item.risks
          if risk.state == "open" and risk.review_by < study.as_of),
    ]  # fmt: skip
    shown = [row for row in table.rows if row["what"] in ("milestone overdue", "risk not looked at again")]

    assert sorted(row["comment"] for row in shown) == sorted(item.what for item in late)
    assert all(row["days"] > 0 for row in shown)


def find_table(blocks: Any, title: str) -> Table:
    return next(block for block in blocks if isinstance(block, Table) and block.title == title)


def test_the_summary_of_the_plan_is_drafted_from_the_verdicts_and_fits_a_page(study: Study) -> None:
    said = [block.body for block in sections.plan_section(study, "executive-summary") if isinstance(block, Text)]
    text = " ".join(said)

    titles = {item.id: item.title for item in study.initiatives}
    assert study.verdicts
    assert all(titles[item.intervention] in text for item in study.verdicts)
    assert len(text.split()) < 500  # a page of A4 in the report's own size of letters holds more


def test_each_objective_of_the_plan_has_its_kpi_baseline_target_and_date(study: Study) -> None:
    table = find_table(sections.plan_section(study, "scope-and-objectives"), "What is to be reached")
    shown = {row["objective"]: row for row in table.rows}

    for item in study.engagement.objectives:
        row = shown[item.objective]
        assert (row["kpi"], row["target"], str(row["by"])) == (study.kpi(item.kpi).title, item.target, str(item.by))
        assert row["baseline"] == (study.baseline.id if study.baseline else "none yet")


def test_the_plan_defines_every_kpi_by_the_version_of_the_catalogue(study: Study) -> None:
    table = find_table(sections.plan_section(study, "metrics-and-kpis"), "What is measured")

    assert sorted(row["kpi"] for row in table.rows) == sorted(f"{kpi.id}@{kpi.version}" for kpi in study.kpis)
    assert all(row["definition"] for row in table.rows)


def test_the_plan_says_where_data_come_from_what_is_left_out_and_how_they_are_judged(study: Study) -> None:
    blocks = sections.plan_section(study, "data-and-analysis")
    table = find_table(blocks, "Where the data come from")

    assert {row["source"]: row["rows"] for row in table.rows} == study.ingested.ledger.groupby("source")[
        "rows"
    ].sum().to_dict()
    assert find_table(blocks, "Rows left out of every KPI").rows
    method = " ".join(block.body for block in blocks if isinstance(block, Text))
    assert "below 5 %" in method
    assert "such a claim is made where nothing changed" in method


def test_every_channel_of_feedback_has_its_schedule_and_last_result(study: Study) -> None:
    table = find_table(sections.plan_section(study, "feedback"), "Channels and their last result")
    row = next(row for row in table.rows if row["title"] == "Users in the offices")

    assert (row["category"], row["frequency"], row["comment"]) == (
        "survey after a ticket",
        "monthly",
        "To be judged at the next review",
    )


def test_the_matrix_of_stakeholders_names_interest_channel_frequency_and_owner(study: Study) -> None:
    (table,) = sections.stakeholder_matrix(study)

    assert len(table.rows) >= 5
    assert all(row[key] for row in table.rows for key in ("group", "comment", "category", "frequency", "owner"))


def test_talks_show_what_they_led_to_and_complaints_how_soon_they_were_answered(study: Study) -> None:
    (talks,) = sections.talks(study)
    by_group, by_kind = sections.feedback_loop(study)

    assert "initiative/vpn-checklist" in {row["ref"] for row in talks.rows}
    complaints = next(row for row in by_kind.rows if row["name"] == "complaint")
    # vpn-mornings after 3 days, month-end-waits after 7, month-end-again waits
    assert (complaints["n"], complaints["answered"], complaints["days"]) == (3, 2, 5)
    assert sum(row["n"] for row in by_group.rows) == sum(row["n"] for row in by_kind.rows) == 9


def test_ideas_are_counted_by_team_and_never_by_person(study: Study) -> None:
    (table,) = sections.ideas(study)
    shown = {row["team"]: (row["n"], row["taken"]) for row in table.rows}

    assert (shown["network team"], shown["service desk"]) == ((1, 1), (1, 0))


def test_the_plan_lists_the_feedback_that_changed_it(study: Study) -> None:
    blocks = sections.plan_section(study, "changes")
    changes = find_table(blocks, "Changes of this plan")
    answered = find_table(blocks, "Feedback that changed something")

    assert "feedback/claims-without-proof" in {row["ref"] for row in changes.rows}
    assert all(row["comment"] and row["author"] and row["on"] for row in changes.rows)
    assert "text/plan-summary" in {row["ref"] for row in answered.rows}


def test_every_process_has_an_owner_or_is_said_to_have_none(study: Study) -> None:
    (table,) = sections.process_owners(study)
    shown = {row["process"]: row["by"] for row in table.rows}

    assert shown["Incident management"] == "service desk lead"
    assert shown["Problem management"] == "nobody named yet"


def test_the_figures_of_a_month_can_be_those_of_one_process(study: Study) -> None:
    (table,) = sections.status_kpis(study, "2026-05", "change")
    titles = {kpi.title for kpi in study.kpis if kpi.group == "change"}

    assert table.rows
    assert all(any(row["kpi"].startswith(title) for title in titles) for row in table.rows)


def test_every_role_of_both_texts_has_its_duties_and_one_is_optional(study: Study) -> None:
    (table,) = sections.role_duties(study)
    needed = {row["role"]: row["optional"] for row in table.rows}

    assert {"CSI manager", "Service owner", "Service manager", "Process owner", "Stakeholder representative",
            "Data analyst", "Project manager", "Risk manager", "Documentation and reporting team", "Supplier",
            "Customer", "Users", "Service desk agents and IT staff"} <= set(needed)  # fmt: skip
    assert [role for role, word in needed.items() if word != "yes"] == ["Business relationship manager"]
