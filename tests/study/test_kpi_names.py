"""A KPI name that nothing is called by is told with file, line and key before any export is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from csi_lib.errors import CsiError
from csi_lib.study import read_inputs

SETTINGS = """\
version: 1
id: small
client: A client
zone: Europe/Berlin
author: A. Analyst
sources:
  tickets: {adapter: servicenow, kind: incident, files: [not_there.csv]}
kpis:
  - incident_volume
  - mttr_resolve
initiatives: ../initiatives
notes: ../notes
"""
INITIATIVE = """\
version: 1
id: search
title: Search
opportunity: Less to look for
source: kpi signal
owner: A
kpi: mttr_resolve
guards: [incident_volume]
status: idea
hypothesis: Agents find it
aims: [quality]
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """An engagement whose export is not there: what is refused for a name is refused before it is read."""
    for name in ("engagements", "initiatives", "notes"):
        (tmp_path / "params" / name).mkdir(parents=True)
    (tmp_path / "params" / "initiatives" / "search.yml").write_text(INITIATIVE)
    path = tmp_path / "params" / "engagements" / "small.yml"
    path.write_text(SETTINGS)
    return path


def _refuse(path: Path) -> str:
    with pytest.raises(CsiError) as caught:
        read_inputs(path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("variants:\n  mttr_resolv: {}\n", "line 14, key variants.mttr_resolv: no KPI is called 'mttr_resolv'."),
        (
            "objectives:\n  - {id: one, objective: O, success_factor: S, kpi: mttr_resolv}\n",
            "line 14, key objectives.1.kpi: no KPI is called 'mttr_resolv'.",
        ),
        (
            "events:\n  - {date: 2026-01-01, what: Tool, kpis: [mttr_resolv]}\n",
            "line 14, key events.1.kpis.1: no KPI is called 'mttr_resolv'.",
        ),
        (
            "rebase:\n  - {kpi: mttr_resolv, date: 2026-01-01, reason: R, by: B}\n",
            "line 14, key rebase.1.kpi: no KPI is called 'mttr_resolv'.",
        ),
    ],
)
def test_a_wrong_kpi_in_the_settings_is_told_with_its_line(small, more, said):
    small.write_text(SETTINGS + more)

    answer = _refuse(small)

    assert f"small.yml, {said} Did you mean 'mttr_resolve'?" in answer


def test_a_wrong_kpi_to_compute_is_told_with_its_line(small):
    small.write_text(SETTINGS.replace("- mttr_resolve", "- mttr_resolv"))
    answer = _refuse(small)
    assert "small.yml, line 10, key kpis.2: no KPI or group is called 'mttr_resolv'. Did you mean 'mttr_r" in answer


def test_a_wrong_choice_of_a_variant_is_told_with_its_line(small):
    small.write_text(SETTINGS + "variants:\n  mttr_resolve: {clok: business}\n")
    assert "small.yml, line 14, key variants.mttr_resolve.clok: mttr_resolve has no variant 'clok'. " in _refuse(small)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kpi: mttr_resolve", "kpi: mttr_resolv", "line 7, key kpi: no KPI is called 'mttr_resolv'. Did you mean"),
        (
            "guards: [incident_volume]",
            "guards: [incident_volum]",
            "line 8, key guards.1: no KPI is called 'incident_volum'. Did you mean 'incident_volume'?",
        ),
        (
            "guards: [incident_volume]",
            "guards: [reopen_rate]",
            "line 8, key guards.1: the KPI 'reopen_rate' exists, but the engagement does not list it under kpis. "
            "Add reopen_rate there",
        ),
    ],
)
def test_a_wrong_kpi_of_an_initiative_is_told_with_its_line(small, old, new, said):
    path = small.parents[1] / "initiatives" / "search.yml"
    path.write_text(INITIATIVE.replace(old, new))
    assert f"search.yml, {said}" in _refuse(small)


def test_a_note_on_a_kpi_that_is_not_there_is_told_with_its_line(small):
    note = small.parents[1] / "notes" / "2026-06.yml"
    note.write_text("version: 1\nnotes:\n  mttr_resolv: {comment: Slower.}\n")
    assert "2026-06.yml, line 3, key notes.mttr_resolv: no KPI is called 'mttr_resolv'. Did you" in _refuse(small)


def test_a_kpi_rebased_but_not_computed_is_told_as_that(small):
    small.write_text(SETTINGS + "rebase:\n  - {kpi: reopen_rate, date: 2026-01-01, reason: R, by: B}\n")
    said = "line 14, key rebase.1.kpi: the KPI 'reopen_rate' exists, but is not listed under kpis. Add reopen_rate"
    assert said in _refuse(small)


def test_right_names_go_on_to_the_exports(small):
    assert "not_there.csv" in _refuse(small)
