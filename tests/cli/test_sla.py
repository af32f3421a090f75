"""``csi sla`` on an agreement that anybody can count."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from csi_lib.cli import main
from csi_lib.cli.sla.what_if import _say_time
from csi_lib.register.services.past import WhatIf
from csi_lib.register.services.targets import Target
from csi_lib.register.sla import Sla, TimeTarget

ENGAGEMENT = """
version: 1
id: small
client: A client
zone: Europe/Berlin
as_of: 2026-03-31
author: tests
sources:
  tickets: {adapter: plain, files: [tickets.csv]}
kpis: [first_response_sla, fcr_contact]
calendar: 24x7
records: register
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
calendar: 24x7
targets:
  - {times: resolution, within: 4, unit: h, share: 75, penalty: 5 % of the charge}
measures:
  - {kpi: first_response_sla, target: 90}
  - {kpi: fcr_contact, target: 40}
penalty: explained at the next review
"""
# A month each of four tickets; the hours to resolve, and whether the first answer came in time.
HOURS = {"01": (1, 2, 3, 4), "02": (1, 2, 5, 6), "03": (1, 2, 3, 9)}


@pytest.fixture(scope="module")
def engagement(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("sla")
    heading = "id,kind,opened_at,first_response_at,response_due_at,resolved_at,state,outcome,service,reassign_count"
    lines = []
    cases = ((key, place, hours) for key, all_hours in HOURS.items() for place, hours in enumerate(all_hours))
    for month, place, hours in cases:
        day = f"2026-{month}-0{place + 1}"
        due = "00:30" if hours < 6 else "00:05"  # all were answered at 00:10
        lines.append(
            f"{month}{hours},incident,{day} 00:00,{day} 00:10,{day} {due},{day} 0{hours}:00,closed,solved,Mail,"
            f"{int(hours > 2)}"
        )
    (folder / "tickets.csv").write_text("\n".join([heading, *lines]) + "\n", encoding="utf-8")
    (folder / "register" / "slas").mkdir(parents=True)
    (folder / "register" / "slas" / "mail.yml").write_text(SLA, encoding="utf-8")
    (folder / "small.yml").write_text(ENGAGEMENT, encoding="utf-8")
    return str(folder / "small.yml")


def test_every_target_is_listed_with_its_newest_period_and_its_past(
    engagement: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sla", "list", engagement]) == 0

    out = capsys.readouterr().out
    assert "resolution" in out and "75.0 % in 2026-03, met; would have been met in 2 of 3 periods" in out


def test_an_agreement_can_point_at_first_answers_and_first_contacts_and_each_period_is_checked(
    engagement: str, tmp_path: Path
) -> None:
    assert main(["sla", "list", engagement, "--csv", str(tmp_path / "all.csv")]) == 0

    with (tmp_path / "all.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    states = {
        key: [row["state"] for row in rows if row["target"] == f"kpi-{key}"]
        for key in ("first_response_sla", "fcr_contact")
    }
    # a ticket of the last month may still be opened again: then it was not solved at the first contact
    assert states == {"first_response_sla": ["met", "missed", "missed"], "fcr_contact": ["met", "met", "running"]}


def test_a_missed_period_is_listed_with_its_clause(engagement: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sla", "list", engagement, "--missed"]) == 0

    out = capsys.readouterr().out
    assert "2026-02 mail resolution: 50.0 %, promised at least 75 %. 5 % of the charge" in out
    assert "2026-03 mail kpi-first_response_sla" in out and "explained at the next review" in out


def test_another_time_and_share_are_held_against_every_ticket_there_was(
    engagement: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["sla", "what-if", engagement, "mail", "--target", "resolution", "--within", "5h", "--share", "80"]

    assert main(command) == 0

    lines = {line.split("h")[0].strip(): line for line in capsys.readouterr().out.splitlines() if " in time" in line}
    assert "83.3 %" in lines["5.0"]  # ten of twelve
    assert "at least 80 % in 1 of 3 periods" in lines["5.0"]  # January alone
    assert "(agreed)" in lines["4.0"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["male"], "there is no agreement 'male'. Did you mean 'mail'?"),
        (["mail", "--target", "resolutions"], "Did you mean 'resolution'?"),
        (["mail", "--target", "kpi-fcr_contact", "--within", "4h"], "--within is for times"),
        (["mail", "--target", "resolution", "--goal", "4"], "--goal is for KPIs"),
        (["mail", "--goal", "4"], "here are several. Name a --target: kpi-first_response_sla, kpi-fcr_contact"),
    ],
)
def test_what_cannot_be_tried_is_said_in_one_line(
    engagement: str, words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sla", "what-if", engagement, *words]) == 2

    error = capsys.readouterr().err
    assert says in error
    assert error.count("\n") == 1


def test_a_time_is_tried_on_times_of_one_kind_and_what_is_left_out_is_named(
    engagement: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sla", "what-if", engagement, "mail", "--within", "6h", "--share", "90"]) == 0

    *_, last = capsys.readouterr().out.splitlines()
    assert last == "Not for --within and --share, so left out: kpi-first_response_sla, kpi-fcr_contact"


def test_a_time_is_said_in_the_unit_of_its_agreement_with_the_periods_left_open() -> None:
    sla = Sla.model_validate(yaml.safe_load(SLA))
    time = TimeTarget(times="response", within=30, unit="min", share=85)
    target = Target(sla, "response", "answered within 30 min", 85, "%", "higher", "", time)

    said = _say_time(WhatIf(target, 0.125, False, None, 28, 13, 1, 40.0), "at least 85 %")

    assert said.strip().startswith("7.5 min: ")
    assert "in 13 of 28 periods (1 more can still be decided by open tickets)" in said


def test_a_time_below_zero_is_refused_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["sla", "what-if", "demo", "mail", "--within", "-6h"])
    assert "'-6h' is no time above 0" in capsys.readouterr().err


def test_an_engagement_without_an_agreement_says_so(
    engagement: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = tmp_path / "bare.yml"
    text = ENGAGEMENT.replace("records: register\n", "").replace("[tickets.csv]", f"[{Path(engagement).parent}/*.csv]")
    bare.write_text(text, encoding="utf-8")

    assert main(["sla", "list", str(bare)]) == 0
    assert "no service level agreement" in capsys.readouterr().out
