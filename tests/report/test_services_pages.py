"""The pages of services and capacity: what they say without records, for one service, and with names that would run."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import yaml

from csi_lib.register.service import Service
from csi_lib.register.services.capacity import Handling, Load, load_service
from csi_lib.register.services.targets import Target
from csi_lib.register.sla import Sla
from csi_lib.report import sections as show
from csi_lib.report.blocks import Blocks, Table
from csi_lib.report.sections import capacity
from csi_lib.study import Study, gather
from csi_lib.study.scope import Scope
from csi_lib.study.services.capacity import Outlook
from csi_lib.study.services.gaps import Gap, sort_gaps

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
    # March: 23 of 28 in time are 82.14 %, 7.86 below the 90 that were promised.
    assert (row["value"], row["gap"], row["n"], row["remark"]) == ("82.1 %", "7.86 percentage points", 28, "")


def test_a_gap_of_one_ticket_does_not_lead_before_one_of_many() -> None:
    target = Target(Sla.model_validate(yaml.safe_load(SLA)), "resolution", "resolved", 90.0, "%", "higher", "")
    one, many, timed = (Gap(target, 90 - short, short, n, 20, 1) for short, n in ((90, 1), (5, 40), (2, None)))

    assert sort_gaps([one, timed, many]) == (many, timed, one)
    assert [item.enough for item in (one, many, timed)] == [False, True, True]


@pytest.fixture(scope="module")
def promises(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Eight months of three mails each that take two hours: within one hour never, within four always."""
    folder = tmp_path_factory.mktemp("promises")
    months = [f"2025-{month:02}" for month in range(8, 13)] + [f"2026-{month:02}" for month in (1, 2, 3)]
    lines = [
        f"{month}-{day},incident,{month}-{day} 08:00:00,{month}-{day} 10:00:00,closed,solved,Mail"
        for month in months
        for day in ("01", "02", "03")
    ]
    path = write(folder, records=True)
    heading = "id,kind,opened_at,resolved_at,state,outcome,service"
    (folder / "tickets.csv").write_text("\n".join([heading, *lines]) + "\n", encoding="utf-8")
    base = SLA.replace("measures:\n  - {kpi: incident_volume, target: 100, unit: incidents}\n", "")
    for name, status, hours in (
        ("strict", "agreed", 1), ("loose", "agreed", 4), ("drafted", "draft", 4), ("over", "ended", 1),
    ):  # fmt: skip
        text = (
            base.replace("id: mail", f"id: {name}")
            .replace("Mail for all", name)
            .replace("within: 4", f"within: {hours}")
        )
        text = text.replace("status: agreed", f"status: {status}").replace("2026-01-01", "2025-08-01")
        (folder / "register" / "slas" / f"{name}.yml").write_text(
            text + "until: 2026-02-28\n" * (status == "ended"), encoding="utf-8"
        )
    (folder / "register" / "slas" / "mail.yml").unlink()
    path.write_text(path.read_text(encoding="utf-8").replace("id: small", "id: promises"), encoding="utf-8")
    return gather(path)


def test_what_was_kept_in_every_period_and_in_none_is_named_with_how_often(promises: Study) -> None:
    said = read(show.services_answer(promises))
    past = table(show.realism(promises), "Would each target have been met before?").rows

    assert "Of 2 agreed targets judged in the newest period, 1 was missed." in said
    assert "Never kept, so the promise cannot be held as things are: strict: incidents resolved within 1 h." in said
    assert "how good the service is: loose: incidents resolved within 4 h." in said
    # Eight months of three tickets, all of two hours: 0 of 8 within one hour, 8 of 8 within four.
    counted = {row["sla"]: (row["kept"], row["periods"], row["word"]) for row in past}
    assert counted["strict"] == (0, 8, "never kept") and counted["loose"] == (8, 8, "always kept")


def test_a_draft_and_an_ended_agreement_are_no_promise_kept_or_missed_now(promises: Study) -> None:
    said = read(show.services_answer(promises)) + read(show.gap_list(promises))
    past = table(show.realism(promises), "Would each target have been met before?").rows

    assert "drafted" not in said and "over:" not in said
    assert {row["sla"]: row["status"] for row in past}["drafted"] == "draft"


def test_a_gap_of_three_tickets_is_said_to_rest_on_few(promises: Study) -> None:
    (row,) = table(show.gap_list(promises), "Where performance falls short").rows

    assert (row["n"], row["remark"], row["row"]) == (3, "few cases: 3 of 20", 8)


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


def outlook(*loads: Load) -> Outlook:
    nothing = pd.DataFrame()
    return Outlook({}, nothing, nothing, loads, (), nothing, nothing, nothing)


def load_mail(expected: int, upper: int) -> Load:
    """One month of mails that take an hour each, of a hundred hours; the limit is 85 %."""
    service = Service.model_validate(yaml.safe_load(MAIL) | {"capacity": {"hours": 100, "limit": 0.85}})
    month = {"period_start": pd.Timestamp("2026-04-01"), "period_end": pd.Timestamp("2026-05-01")}
    coming = pd.DataFrame([month | {"value": expected, "lo": 0, "hi": upper}])
    return load_service(service, Handling(1.0, 1.0, "noted"), 100, coming)


def test_only_work_that_is_expected_above_the_limit_warns_and_advises(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {}
    for expected, upper in ((70, 80), (70, 92), (90, 99)):
        found = outlook(load_mail(expected, upper))
        monkeypatch.setattr(capacity, "look_ahead", lambda _, found=found: found)
        said[expected, upper] = [(block.role, block.body) for block in capacity.capacity_answer(study)]

    assert ("warning", capacity._TELL) in said[90, 99] and "is expected to exceed" in said[90, 99][0][1]
    assert {role for role, _ in said[70, 92]} == {"answer", "note"}
    assert said[70, 92][-1][1] == (
        "Mail: 70.0 % of its hours expected in 2026-04, below the limit of 85.0 %; the upper end of the 95 % interval, "
        "92.0 %, lies above it."
    )
    assert "stays below its limit in the coming months, also at the upper end" in said[70, 80][1][1]
