"""What a consultant reads before promising a number: what can be measured, what not, and what to ask the client for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from csi_lib.cli import main
from csi_lib.register.initiatives.initiative import Initiative
from csi_lib.register.objective import Objective
from csi_lib.register.register import Entry, Register
from csi_lib.register.reviews import Supplier
from csi_lib.register.sla import Sla
from csi_lib.report import sections
from csi_lib.study import Study, gather
from csi_lib.study.ambiguity import list_ambiguities
from csi_lib.study.measurability import judge_measurability
from csi_lib.study.questions import list_questions
from tests.register.initiative.samples import ON_ITS_WAY

HEAD = "number,opened_at,resolved_at,closed_at,state,business_service,reopen_count,reassignment_count"
ENGAGEMENT: dict[str, Any] = {
    "version": 1,
    "id": "small",
    "client": "A client",
    "zone": "UTC",
    "author": "A. Analyst",
    "sources": {
        "tickets": {"adapter": "servicenow", "kind": "incident", "files": ["../../data/tickets.csv"]},
        "surveys": {"adapter": "plain", "files": ["../../data/surveys.csv"]},
    },
    "kpis": ["incident_volume", "mttr_resolve", "mttr_respond", "fcr_call", "csat_desk"],
    "slices": ["service"],
    "objectives": [
        {"id": "fast", "objective": "Less waiting", "success_factor": "Quick repair", "kpi": "mttr_resolve",
         "target": 3, "by": "2026-12-31"},
        {"id": "first", "objective": "Quick answers", "success_factor": "Staffed desk", "kpi": "mttr_respond",
         "target": 1, "by": "2026-12-31"},
    ],
}  # fmt: skip


def write_tickets() -> list[str]:
    """Six months with thirty incidents each, all after four hours; two of three were never handed on, three hit Web."""
    rows = []
    for month in range(1, 7):
        for i in range(30):
            day = f"2025-{month:02}-{1 + i % 28:02}"
            end = f"{day} 12:00:00"
            service = "Web" if month == 1 and i < 3 else "Mail"
            rows.append(f"INC{month}{i:03},{day} 08:00:00,{end},{end},Closed,{service},0,{int(i % 3 == 0)}")
    return rows


def write_surveys() -> list[str]:
    """Thirty answers in each of three months: the survey began in April."""
    return [
        f"s{month}-{i},csat,2025-{month:02}-{1 + i % 28:02}T09:00:00,2025-{month:02}-{1 + i % 28:02}T10:00:00,4,Mail"
        for month in (4, 5, 6)
        for i in range(30)
    ]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("small")
    for name in ("params/engagements", "data"):
        (home / name).mkdir(parents=True)
    (home / "data" / "tickets.csv").write_text("\n".join([HEAD, *write_tickets()]) + "\n", encoding="utf-8")
    survey = "id,kind,sent_at,responded_at,score,service"
    (home / "data" / "surveys.csv").write_text("\n".join([survey, *write_surveys()]) + "\n", encoding="utf-8")
    path = home / "params" / "engagements" / "small.yml"
    path.write_text(yaml.safe_dump(ENGAGEMENT), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def study(path: Path) -> Study:
    return gather(path)


@pytest.fixture(scope="module")
def found(study: Study) -> Any:
    return judge_measurability(study).kpis.set_index("kpi")


def test_every_kpi_of_the_catalogue_is_judged_and_the_wanted_ones_come_first(study: Study) -> None:
    kpis = judge_measurability(study).kpis

    assert kpis["kpi"].head(5).tolist() == [kpi.id for kpi in study.kpis] and kpis["wanted"].sum() == 5
    assert len(kpis) == 44 and kpis["kpi"].is_unique


def test_a_kpi_with_a_value_in_every_month_is_available(found: Any) -> None:
    assert (found.loc["mttr_resolve", "state"], found.loc["mttr_resolve", "n"]) == ("available", 180)


def test_months_before_the_first_survey_are_no_gap(found: Any) -> None:
    line = found.loc["csat_desk"]
    assert (line["state"], line["first_month"], line["reason"]) == ("available", "2025-04", "")


def test_a_proxy_is_only_a_part_of_the_answer(found: Any) -> None:
    assert (found.loc["fcr_call", "state"], found.loc["fcr_call", "reason"]) == ("partial", "by a proxy")


def test_a_missing_column_is_asked_for_in_the_words_of_the_tool(found: Any) -> None:
    line = found.loc["mttr_respond"]
    assert (line["state"], line["missing"]) == ("not", "tickets.first_response_at")
    assert line["recipe"].startswith("Export 'tickets' again with ") or "knows no heading for" in line["recipe"]


def test_a_table_that_no_tool_here_exports_is_asked_for_as_a_plain_file(found: Any) -> None:
    assert found.loc["abandoned_calls", "state"] == "not"
    assert "add a file for the adapter 'plain' with" in found.loc["abandoned_calls", "recipe"]


def test_an_objective_whose_kpi_has_no_number_is_named_and_so_are_kpis_without_objective(study: Study) -> None:
    judged = judge_measurability(study)

    assert judged.unseen == ("Quick answers",)
    assert judged.without_objective == ("incident_volume", "fcr_call", "csat_desk")
    assert judged.linked == (0, 0)


def test_the_same_study_is_judged_once(study: Study) -> None:
    assert judge_measurability(study) is judge_measurability(study)
    assert list_ambiguities(study) is list_ambiguities(study)


def test_an_open_question_shows_what_each_answer_would_give(study: Study) -> None:
    # two of three incidents were never handed on; all took four hours, so none was solved within a quarter of one
    (asked,) = [item for item in list_ambiguities(study) if item.ask.startswith("By which mark")]
    rows = asked.choices.set_index("choice")

    assert rows.loc["no_reassignment", "chosen"] and rows.loc["no_reassignment", "value"] == pytest.approx(200 / 3)
    assert not rows.loc["within_15_min", "chosen"] and rows.loc["within_15_min", "value"] == 0
    assert "First-call resolution of incidents is 0 to 66.7 % depending on the proxy." in asked.sentences


def test_a_general_question_says_whether_it_was_answered_or_taken_by_default(study: Study) -> None:
    asked = {item.ask: item for item in list_questions(study)}

    hours = asked["Which hours are business hours?"]
    assert (hours.taken, hours.written) == ("24x7", False)
    assert asked["Incidents only, or requests too?"].written
    assert "At which yearly rate are costs and benefits discounted?" not in asked, "nothing of this report asks it"


def test_check_shows_the_tree_the_orphans_the_questions_and_what_to_export(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(path)]) == 0

    out = capsys.readouterr().out
    assert "Less waiting > Quick repair > mttr_resolve > 3 h by 2026-12-31: available" in out
    assert "Wanted, but no objective names them: incident_volume, fcr_call, csat_desk" in out
    assert "mttr_respond@1: not computable" in out
    assert "* variants: {fcr_call: {proxy: no_reassignment}}" in out
    assert "First-call resolution of incidents is 0 to 66.7 % depending on the proxy." in out


def test_an_objective_of_the_register_counts_like_one_of_the_settings(study: Study) -> None:
    aims: dict[str, Any] = {"version": 1, "serves": "Happy users", "baseline": "2024", "owner": "desk lead",
                            "target": {"value": 90, "unit": "%", "by": "2026-12-31"}}  # fmt: skip
    first = {"id": "first", "title": "Solved at once", "kpi": "fcr_call"}
    dropped = {"id": "dropped", "title": "Given up", "kpi": "incident_volume", "status": "dropped", "reason": "r"}
    tried = Initiative.model_validate(ON_ITS_WAY | {"kpi": "fcr_call", "objective": ""})
    records = Register(tuple(Entry(Objective.model_validate(aims | item)) for item in (first, dropped)))
    found = judge_measurability(replace(study, records=records, initiatives=(tried,), fingerprint="with objectives"))

    assert found.tree["objective"].tolist() == ["Less waiting", "Quick answers", "Happy users"]
    assert found.without_objective == ("incident_volume", "csat_desk")
    assert found.linked == (1, 1)


def test_every_kpi_shows_by_id_which_objective_agreement_contract_and_initiative_name_it(study: Study) -> None:
    sla = Sla.model_validate(
        {"version": 1, "id": "mail", "title": "Mail", "service": "Mail", "provider": "p", "customer": "c",
         "objective": "o", "status": "agreed", "since": "2025-01-01", "calendar": "24x7", "penalty": "none",
         "measures": [{"kpi": "csat_desk", "target": 4}, {"kpi": "mttr_resolve", "target": 4}]}
    )  # fmt: skip
    carrier = Supplier.model_validate(
        {"version": 1, "id": "carrier", "title": "Carrier", "services": ["Mail"], "manager": "m",
         "measures": [{"id": "in-time", "kpi": "mttr_resolve", "target": 4, "clause": "1"}]}
    )  # fmt: skip
    records = Register(tuple(Entry(item) for item in (sla, carrier, Initiative.model_validate(ON_ITS_WAY))))
    served = replace(study, records=records, fingerprint="with agreements")
    table = next(block for block in sections.objective_tree(served) if "What every KPI serves" in str(block))

    rows = [tuple(row[column.key] for column in table.columns[1:]) for row in table.rows]
    assert rows == [
        ("fast", "mail", "carrier/in-time", "self-repair"),
        ("first", "", "", ""),
        ("", "mail", "", ""),
    ]


def test_the_command_lists_what_names_every_kpi_of_an_engagement(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["kpis", "--engagement", str(path)]) == 0

    head, *lines = capsys.readouterr().out.splitlines()
    assert head == "5 KPIs of small: what names each, by id" and len(lines) == 5
    assert lines[0].split() == ["mttr_resolve", "objectives", "fast"]
    assert lines[-1].split() == ["incident_volume", "nothing", "stated"]


def test_the_page_answers_in_numbers_of_kpis_and_names_what_cannot_be_measured(study: Study) -> None:
    answer, warning = sections.measurability_answer(study)

    assert "Of 5 wanted KPIs, 3 can be measured from this export, 1 in part, 1 not." in str(answer)
    assert "Mean time to respond" in str(warning)


def test_both_lists_of_seven_steps_are_whole_in_the_crosswalk(study: Study) -> None:
    (table,) = sections.crosswalk(study)

    for column in ("improvement", "measurement"):
        assert {row[column][0] for row in table.rows} - {"n"} == set("1234567")
    assert all(row["answer"] for row in table.rows)


def test_every_definition_is_on_its_page_with_an_example_and_choices_in_words(study: Study) -> None:
    tables = sections.worked_examples(study)

    assert len(tables) == 44 and all(table.folded for table in tables)
    for table in tables:
        assert any(row["what"].startswith("Result") for row in table.rows), table.title
        assert "{" not in " ".join(f"{row['what']} {row['said']}" for row in table.rows), table.title


def test_the_table_of_formats_marks_every_kpi_and_gives_every_reason(study: Study) -> None:
    marks, reasons = sections.tool_coverage(study)

    assert len(marks.rows) == 44
    assert {value for row in marks.rows for key, value in row.items() if key != "title"} == {"yes", "part", "no"}
    short = {row["title"] for row in marks.rows if set(row.values()) & {"part", "no"}}
    assert {row["title"] for row in reasons.rows} == short


def test_a_service_of_three_incidents_is_grey_and_says_so(study: Study) -> None:
    (table,) = [block for block in sections.slices(study) if getattr(block, "folded", False)]
    places = {(row["service"], row["kpi"], row["stat"]): place for place, row in enumerate(table.rows)}

    web, mail = (places[name, "Mean time to resolve (mttr_resolve@1)", "mean"] for name in ("Web", "Mail"))
    assert (table.rows[web]["n"], table.rows[web]["note"]) == (3, "too few: 3 of 20")
    assert web in table.muted and mail not in table.muted
    assert "Grey: fewer rows than the definition asks for" in table.note
