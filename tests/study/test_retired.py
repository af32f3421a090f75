"""A retired service: its history stays, what still arrives for it counts nowhere, and a finding says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from csi_lib.study import Study, gather

ENGAGEMENT = """
version: 1
id: late
client: A client
zone: Europe/Berlin
as_of: 2026-04-30
author: tests
sources:
  tickets: {adapter: plain, files: [tickets.csv]}
kpis: [incident_volume, mttr_resolve]
slices: [service]
breakdowns: []
records: register
"""
FAX = """
version: 1
id: fax
name: Fax
also: [Telefax]
description: Paper
owner: service owner
status: retired
since: 2009-01-01
until: 2026-02-28
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("late")
    # Ten a month for mail; four in January and four in February for fax, and two strays on the day after its last.
    rows = [("Mail", f"2026-{month:02}-{day:02}") for month in range(1, 5) for day in range(1, 11)]
    rows += [("Fax", f"2026-{month:02}-{day:02}") for month in (1, 2) for day in range(25, 29)]
    rows += [("Telefax", "2026-03-01"), ("Fax", "2026-03-01")]
    lines = [
        f"{place},incident,{day} 00:00:00,{day} 10:00:00,closed,solved,{service}"
        for place, (service, day) in enumerate(rows)
    ]
    heading = "id,kind,opened_at,resolved_at,state,outcome,service"
    (folder / "tickets.csv").write_text("\n".join([heading, *lines]) + "\n", encoding="utf-8")
    (folder / "register" / "services").mkdir(parents=True)
    (folder / "register" / "services" / "fax.yml").write_text(FAX, encoding="utf-8")
    (folder / "late.yml").write_text(ENGAGEMENT, encoding="utf-8")
    return gather(Path(folder) / "late.yml")


def volumes(study: Study, service: str | None) -> list[float]:
    rows = study.measures[(study.measures["kpi"] == "incident_volume") & (study.measures["stat"] == "value")]
    rows = rows[rows["service"].isna() if service is None else rows["service"] == service]
    return [float(value) for value in rows.sort_values("period_start")["value"]]


def test_the_months_before_its_last_day_stay_and_strays_are_left_out_of_the_totals(study: Study) -> None:
    assert volumes(study, "Fax") == [4, 4, 0, 0]
    assert volumes(study, None) == [14, 14, 10, 10]


def test_a_retired_service_is_no_longer_among_the_signals(study: Study) -> None:
    assert "Mail" in set(study.signals["service"].dropna())
    assert "Fax" not in set(study.signals["service"].dropna())
    assert "Fax" in set(study.measures["service"].dropna())


def test_a_finding_says_how_many_arrived_after_its_last_day(study: Study) -> None:
    (found,) = (item for item in study.issues if item.code == "retired")

    assert found.count == 2
    assert "'Fax'" in found.what and "2026-02-28" in found.what


def test_the_whole_window_is_counted_without_the_strays(study: Study) -> None:
    rows = study.totals[(study.totals["kpi"] == "incident_volume") & study.totals["service"].isna()]

    assert rows["value"].to_list() == [48]  # 40 of mail and eight of fax, without the two strays
