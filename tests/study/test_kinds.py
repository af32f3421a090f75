"""A process about incidents alone is held against the incidents alone, counted by the same engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from csi_lib.maturity import load_questions
from csi_lib.study import Study, gather, measure_kinds

SETTINGS: dict[str, Any] = {
    "version": 1, "id": "small", "client": "A client", "zone": "UTC", "author": "A", "as_of": "2026-03-31",
    "sources": {"tickets": {"adapter": "plain", "files": ["../../tickets.csv"]}},
    "kpis": ["reassignment_count"], "slices": [], "breakdowns": [],
}  # fmt: skip
OWN = "stat == 'value' and view == 'throughput'"
ANSWER = """version: 1
respondent: r1
group: agents
role: agent
date: 2026-03-20
processes: [incident, service-level]
answers: {inc-1.1-routed: F}
"""


def gather_small(home: Path, **more: Any) -> Study:
    """25 incidents handed over twice each and 75 requests never: 2.0 of the incidents, 0.5 of both."""
    (home / "params" / "engagements").mkdir(parents=True)
    rows = [f"I{place},incident,2" for place in range(25)] + [f"R{place},request,0" for place in range(75)]
    lines = [f"{row},2026-02-27 08:00:00,2026-03-03 08:00:00,closed" for row in rows]
    head = "id,kind,reassign_count,opened_at,resolved_at,state"
    (home / "tickets.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    path = home / "params" / "engagements" / "small.yml"
    path.write_text(yaml.safe_dump(SETTINGS | more), encoding="utf-8")
    return gather(path)


def test_a_kpi_of_one_kind_of_tickets_is_that_of_its_rows_alone(tmp_path: Path) -> None:
    study = gather_small(tmp_path)
    asked = [item for item in load_questions() if item.process == "incident"]
    found = measure_kinds(study.engagement, study.ingested, study.kpis, asked, study.first, study.as_of)
    narrow = found["incident"].query(OWN).sort_values("period_start").iloc[-1]
    assert (list(found), narrow["value"], narrow["n"]) == (["incident"], 2.0, 25)
    mixed = study.measures.query(OWN).sort_values("period_start").iloc[-1]
    assert (mixed["value"], mixed["n"]) == (0.5, 100)


def test_the_answer_of_incident_management_is_held_against_the_incidents_of_the_study(tmp_path: Path) -> None:
    (tmp_path / "r1.yml").write_text(ANSWER.replace("inc-1.1-routed", find_question()), encoding="utf-8")
    (entry,) = [
        item
        for item in gather_small(tmp_path, answers=["../../r1.yml"]).ledger
        if item.kpi == "reassignment_count" and item.letter
    ]
    assert (entry.shown[-1].value, entry.shown[-1].n, entry.tickets) == (pytest.approx(2.0), 25, "incidents")
    assert (entry.fits, entry.state) == ("P", "people say more")  # of both together it would be F, and agree


def find_question() -> str:
    """Return the question of incident management that implies hand-overs."""
    process = next(item for item in load_questions() if item.process == "incident")
    return next(item.id for item in process.questions if item.implies and item.implies.kpi == "reassignment_count")
