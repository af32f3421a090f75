"""The pages of services and capacity: what they say without records, for one service, and with names that would run."""

from __future__ import annotations

from pathlib import Path

import pytest

from csi_lib.report import sections as show
from csi_lib.report.blocks import Blocks, Table
from csi_lib.study import Study, gather
from csi_lib.study.scope import Scope

ENGAGEMENT = """
version: 1
id: small
client: A client
zone: Europe/Berlin
as_of: 2026-03-31
author: tests
sources:
  tickets: {adapter: plain, files: [tickets.csv]}
kpis: [incident_volume]
slices: [service]
breakdowns: []
"""
SLA = """
version: 1
id: mail
title: Mail for all
service: Mail
provider: service owner mail
customer: heads of the units
objective: Mail works
status: agreed
since: 2026-01-01
review_by: 2026-02-01
calendar: 24x7
targets:
  - {times: resolution, within: 4, unit: h, share: 90}
measures:
  - {kpi: incident_volume, target: 100, unit: incidents}
penalty: explained at the next review
"""
MAIL = """
version: 1
id: mail
name: Mail
description: Mail
owner: service owner mail
status: operational
since: 2020-01-01
capacity: {hours: 100}
"""
FUNCTIONS = (
    "services_answer", "gap_list", "breaches", "agreements", "realism", "other_targets", "service_catalogue",
    "service_worth", "service_budgets", "design_packages", "capacity_answer", "demand", "demand_hindsight", "hands",
    "peaks", "queues", "availability_pack",
)  # fmt: skip


def write(folder: Path, records: bool) -> Path:
    days = [f"2026-{month:02}-{day:02}" for month in (1, 2, 3) for day in range(1, 29)]
    lines = [
        f"{place},incident,{day} 08:00:00,{day} {10 if place % 5 else 20}:00:00,closed,solved,{service}"
        for place, (day, service) in enumerate((day, service) for day in days for service in ("Mail", "=1+1"))
    ]
    heading = "id,kind,opened_at,resolved_at,state,outcome,service"
    (folder / "tickets.csv").write_text("\n".join([heading, *lines]) + "\n", encoding="utf-8")
    (folder / "small.yml").write_text(ENGAGEMENT + "records: register\n" * records, encoding="utf-8")
    if records:
        for kind, text in (("slas", SLA), ("services", MAIL)):
            (folder / "register" / kind).mkdir(parents=True)
            (folder / "register" / kind / "mail.yml").write_text(text, encoding="utf-8")
    return folder / "small.yml"


@pytest.fixture(scope="module")
def engagement(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("services"), records=True)


@pytest.fixture(scope="module")
def study(engagement: Path) -> Study:
    return gather(engagement)


def read(blocks: Blocks) -> str:
    return str(blocks)


def table(blocks: Blocks, title: str) -> Table:
    return next(block for block in blocks if isinstance(block, Table) and block.title == title)


def test_without_records_every_part_says_so_in_a_sentence_and_nothing_fails(tmp_path: Path) -> None:
    bare = gather(write(tmp_path, records=False))

    said = {name: read(getattr(show, name)(bare)) for name in FUNCTIONS}

    assert all(said.values())
    assert "No service level agreement is in the register" in said["services_answer"]
    assert "no catalogue" in said["service_catalogue"]


def test_a_report_of_one_service_keeps_its_agreement_and_its_entry_alone(engagement: Path) -> None:
    alone = gather(engagement, scope=Scope("Mail", "service", ("Mail",)))

    for name in FUNCTIONS:
        assert read(getattr(show, name)(alone))
    assert "100.0 % of 84 tickets" in read(show.service_catalogue(alone))


def test_a_report_of_another_service_says_that_nothing_was_agreed_for_it(engagement: Path) -> None:
    other = gather(engagement, scope=Scope("=1+1", "service", ("=1+1",)))

    assert "No service level agreement for this service alone" in read(show.services_answer(other))


def test_the_gap_list_names_what_falls_short_and_that_nobody_took_it_up(study: Study) -> None:
    (row,) = table(show.gap_list(study), "Where performance falls short").rows

    # Of 28 mails a month, every fifth of both services in turn takes twelve hours: five or six of 28.
    assert row["target"] == "Mail for all: incidents resolved within 4 h"
    assert row["row"] == 3
    assert row["action"] == "none yet"


def test_the_report_lists_kpis_by_the_agreement_and_objective_they_serve(study: Study) -> None:
    parties = table(show.agreements(study), "Agreements").rows
    kept = table(show.agreements(study), "Kept and missed").rows

    assert [(row["title"], row["objective"]) for row in parties] == [("Mail for all", "Mail works")]
    assert [row["sla"] for row in kept] == ["Mail for all"] * 2


def test_an_overdue_review_of_an_agreement_is_said(study: Study) -> None:
    assert "Mail for all (due 2026-02-01)" in read(show.services_answer(study))


def test_a_name_outside_the_catalogue_is_counted(study: Study) -> None:
    (row,) = table(show.service_catalogue(study), "Names that no service of the catalogue carries").rows

    assert (row["service"], row["tickets"]) == ("=1+1", 84)


def test_three_months_are_too_few_to_foretell_and_the_reason_is_said(study: Study) -> None:
    said = read(show.demand(study)) + read(show.hands(study))

    assert "Not foretold" in said
    assert "24 are needed" in said
