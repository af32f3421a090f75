"""Maturity gaps become rows that the improvement register takes in."""

from dataclasses import replace
from fractions import Fraction

import pytest
import yaml

from csi_lib.kpi import load_catalogue
from csi_lib.maturity import Process, Sheet, assess, load_framework
from csi_lib.maturity.ledger import Entry, Shown
from csi_lib.maturity.roadmap import Step
from csi_lib.register import load_initiatives
from csi_lib.register.initiatives.gaps import COLUMNS, draft, draft_initiatives, gaps_frame, list_gaps
from csi_lib.register.initiatives.steps import draft_step, list_step_rows, steps_frame
from csi_lib.settings import Assessment

CATALOGUE = load_catalogue()


def make_entry(**more):
    given = {
        "process": "incident", "title": "Incidents", "question": "inc-1.1-closed", "outcome": "A ticket stays closed.",
        "letter": "P", "percent": None, "respondents": 1, "kpi": "reopen_rate", "kpi_title": "Incident reopen rate",
        "unit": "%", "definition": "", "version": 2, "bands": (("F", 3), ("L", 8), ("P", 20)), "better": "lower",
        "shown": (Shown("2026-05", 7.2, 72.0, 1000.0, 1000, "L"),), "fits": "L", "state": "agrees", "reason": "",
    }  # fmt: skip
    return Entry(**given | more)


@pytest.fixture
def roadmap():
    questions = [
        {"id": "inc-1.1-closed", "outcome": "A ticket stays closed.", "kpis": ["reopen_rate"]},
        {"id": "inc-1.1-told", "outcome": "People are told.", "kpis": []},
    ]
    process = Process.model_validate(
        {
            "version": 1, "edition": 1, "process": "incident", "order": 1, "prefix": "inc",
            "title": "Incident management", "purpose": "p",
            "questions": [item | {"attribute": "1.1", "ask": "?", "groups": ["agents"]} for item in questions],
        }
    )  # fmt: skip
    answers = {"inc-1.1-closed": "N", "inc-1.1-told": "N"}
    sheet = Sheet.model_validate(
        {"version": 1, "respondent": "r1", "group": "agents", "role": "agent", "answers": answers}
    )
    return assess([sheet], [process], load_framework(), Assessment(target=1)).roadmap


def test_every_item_of_the_roadmap_is_a_row_with_the_source_maturity_gap(roadmap):
    rows = list_gaps(roadmap, [make_entry()], [CATALOGUE["reopen_rate"]])
    frame = gaps_frame(rows)
    assert list(frame.columns) == list(COLUMNS)
    assert len(frame) == len(roadmap.lifts) == 2
    assert set(frame["source"]) == {"maturity gap"}


def test_the_register_reads_a_draft_as_it_was_written(roadmap, tmp_path):
    rows = list_gaps(roadmap, [make_entry()], [CATALOGUE["reopen_rate"]])
    for row in [row for row in rows if row.kpi]:
        (tmp_path / f"{row.id}.yml").write_text(yaml.safe_dump(draft(row), allow_unicode=True), encoding="utf-8")
    read = load_initiatives(tmp_path)
    assert [item.id for item in read] == ["gap-inc-1-1-closed"]
    assert {(item.source, item.status, item.kpi) for item in read} == {("maturity gap", "idea", "reopen_rate")}
    assert [item.model_dump() for item in draft_initiatives(rows)] == [item.model_dump() for item in read]


def test_the_benefit_says_where_the_kpi_stands_and_where_it_would_have_to_be(roadmap):
    rows = {row.id: row for row in list_gaps(roadmap, [make_entry()], [CATALOGUE["reopen_rate"]])}
    assert rows["gap-inc-1-1-closed"].benefit == "Incident reopen rate 7.2 % in 2026-05; F needs at most 3 %"
    assert rows["gap-inc-1-1-closed"].hypothesis == "When a ticket stays closed, Incident reopen rate gets lower"


def test_what_the_figures_fit_already_is_marked_and_comes_last_among_its_equals(roadmap):
    good = make_entry(shown=(Shown("2026-05", 2.0, 20.0, 1000.0, 1000, "F"),), fits="F")
    rows = list_gaps(roadmap, [good], [CATALOGUE["reopen_rate"]])
    assert [row.id for row in rows] == ["gap-inc-1-1-told", "gap-inc-1-1-closed"]
    assert rows[1].benefit == ("Incident reopen rate 2.0 % in 2026-05; F needs at most 3 %: the figures fit F already")
    before = list_gaps(roadmap, [make_entry(fits="L to F")], [CATALOGUE["reopen_rate"]])
    assert [row.id for row in before] == ["gap-inc-1-1-closed", "gap-inc-1-1-told"]
    assert "already" not in before[0].benefit


def test_a_counted_kpi_is_told_without_decimals(roadmap):
    entry = make_entry()
    counted = replace(entry, unit="tickets", shown=tuple(replace(item, value=1200.0) for item in entry.shown))
    kpi = CATALOGUE["reopen_rate"].model_copy(update={"kind": "count"})
    rows = {row.id: row for row in list_gaps(roadmap, [counted], [kpi])}
    assert rows["gap-inc-1-1-closed"].benefit.startswith("Incident reopen rate 1,200 tickets in 2026-05; ")


def test_a_row_whose_question_has_no_kpi_borrows_none_of_its_process_and_is_no_draft(roadmap):
    rows = list_gaps(roadmap, [make_entry()], [CATALOGUE["reopen_rate"]])
    assert {row.id: row.kpi for row in rows} == {"gap-inc-1-1-closed": "reopen_rate", "gap-inc-1-1-told": ""}
    bare = rows[1]
    assert bare.note.startswith("name a KPI") and not bare.benefit
    assert bare.hypothesis == "When people are told, the next assessment shows it"
    assert [item.id for item in draft_initiatives(rows)] == ["gap-inc-1-1-closed"]
    assert [row.kpi for row in list_gaps(roadmap, [], [])] == ["", ""]


def make_step(name, priority, gap):
    return Step(name, f"Step {name}", "It matters.", 100 - Fraction(gap), Fraction(gap), 2, Fraction(priority), 3, 3)


def test_open_steps_are_rows_in_their_order_with_the_kpi_of_their_questions(tmp_path):
    question = {
        "id": "ten-4-so", "outcome": "so", "ask": "?", "groups": ["agents"], "kpis": ["incident_volume", "reopen_rate"],
        "fits": {"ten-steps": "4"},
    }  # fmt: skip
    process = Process.model_validate(
        {
            "version": 1, "edition": 1, "process": "ten", "order": 901, "prefix": "ten", "kind": "checklist",
            "title": "Ten steps", "purpose": "p", "questions": [question],
        }
    )  # fmt: skip
    steps = [make_step("4", 40, 60), make_step("7", 20, 30), make_step("1", 0, 0)]
    rows = list_step_rows(steps, [process], [CATALOGUE["reopen_rate"], CATALOGUE["incident_volume"]])
    assert [(row.place, row.id, bool(row.note)) for row in rows] == [(1, "gap-step-4", False), (2, "gap-step-7", True)]
    assert list(steps_frame(rows)["source"]) == ["maturity gap"] * 2
    (tmp_path / "gap-step-4.yml").write_text(yaml.safe_dump(draft_step(rows[0])), encoding="utf-8")
    (read,) = load_initiatives(tmp_path)
    assert (read.kpi, read.opportunity) == (rows[0].kpi, "Achieved to 40.0 %. It matters.")
