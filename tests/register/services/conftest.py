"""Services and agreements over a few rows that anybody can count."""

from __future__ import annotations

from pathlib import Path

import pytest

from csi_lib.study.services.agreements import Agreements, hold
from csi_lib.study.services.ground import Ground, read_ground

ENGAGEMENT = """
version: 1
id: small
client: A client
zone: Europe/Berlin
as_of: 2026-03-31
author: tests
sources:
  tickets: {adapter: plain, files: [tickets.csv]}
  outages: {adapter: plain, files: [outages.csv]}
kpis: [availability, reopen_rate]
calendar: office-de
records: register
"""
# January: 2 h; 4 h, which is just in time; 5 h of which 2 h waited for the user; 10 h. Not counted: a request, another
# priority, a cancelled one. February: 1 h and 5 h. March: 1 h, and one opened two hours before the data end.
HEADINGS = (
    "id,kind,opened_at,first_response_at,resolved_at,closed_at,state,outcome,priority,service,hold_hours,"
    "team,work_hours"
)
TICKETS = """
first,request,2026-01-01 00:00:00,,2026-01-01 01:00:00,2026-01-01 01:00:00,closed,solved,1,Other,0,Desk,1
a,incident,2026-01-05 08:00:00,2026-01-05 08:10:00,2026-01-05 10:00:00,2026-01-05 10:00:00,closed,solved,1,Mail,0,Desk,1
b,incident,2026-01-06 08:00:00,2026-01-06 09:00:00,2026-01-06 12:00:00,2026-01-06 12:00:00,closed,solved,1,Mail,0,Desk,1
c,incident,2026-01-07 08:00:00,2026-01-07 08:10:00,2026-01-07 13:00:00,2026-01-07 13:00:00,closed,solved,1,Mail,2,Desk,1
d,incident,2026-01-08 08:00:00,,2026-01-08 18:00:00,2026-01-08 18:00:00,closed,solved,1,E-Post,0,Desk,1
x,incident,2026-01-09 08:00:00,2026-01-09 08:10:00,,2026-01-09 09:00:00,cancelled,cancelled,1,Mail,0,Desk,1
y,incident,2026-01-09 08:00:00,2026-01-09 08:10:00,2026-01-19 08:00:00,2026-01-19 08:00:00,closed,solved,3,Mail,0,Desk,1
z,request,2026-01-09 08:00:00,2026-01-09 08:10:00,2026-01-19 08:00:00,2026-01-19 08:00:00,closed,solved,1,Mail,0,Desk,1
e,incident,2026-02-02 08:00:00,2026-02-02 08:10:00,2026-02-02 09:00:00,2026-02-02 09:00:00,closed,solved,1,Mail,0,Desk,1
f,incident,2026-02-03 08:00:00,2026-02-03 08:10:00,2026-02-03 13:00:00,2026-02-03 13:00:00,closed,solved,1,Mail,0,Desk,1
g,incident,2026-03-02 08:00:00,2026-03-02 08:10:00,2026-03-02 09:00:00,2026-03-02 09:00:00,closed,solved,1,Mail,0,Desk,1
h,incident,2026-03-31 22:00:00,,,,open,,1,Mail,0,Desk,
i,incident,2026-03-30 08:00:00,,,,open,,2,Mail,0,Desk,
"""
# 31 days of January are 44,640 minutes; 446.4 of them are one percent.
OUTAGES = """id,service,started_at,ended_at,kind,cause,weight
1,Mail,2026-01-10 08:00:00,2026-01-10 15:26:24,unplanned,,
2,Mail,2026-02-01 20:00:00,2026-02-01 22:00:00,maintenance,,
"""
MAIL = """
version: 1
id: mail
name: Mail
also: [E-Post]
description: Mail
owner: service owner mail
status: operational
since: 2020-01-01
features: [mail]
customers: [all]
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
since: 2026-01-15
period: month
calendar: 24x7
targets:
  - {times: resolution, priority: 1, within: 4, unit: h, share: 75, penalty: 5 % of the charge}
  - {times: resolution, priority: 2, within: 8, unit: h, share: 50}
  - {times: response, priority: 1, within: 10, unit: min, share: 60}
measures:
  - {kpi: availability, target: 99, unit: "%"}
penalty: explained at the next review
escalation: head of operations
"""
OFFICE = """
version: 1
id: office
title: Mail in office hours
service: Mail
provider: service owner mail
customer: heads of the units
objective: Mail works in office hours
status: draft
calendar: office-de
targets:
  - {times: resolution, priority: 2, within: 17, unit: h, share: 50}
"""
STRANGE = OFFICE.replace("id: office\n", "id: strange\n").replace("calendar: office-de", "calendar: office-uk")


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """Data and records of the small engagement."""
    folder = tmp_path_factory.mktemp("small")
    write_small(folder)
    return read_ground(folder / "small.yml")


def write_small(folder: Path, sla: str = SLA) -> None:
    """Write the small engagement."""
    (folder / "small.yml").write_text(ENGAGEMENT, encoding="utf-8")
    (folder / "tickets.csv").write_text(HEADINGS + TICKETS, encoding="utf-8")
    (folder / "outages.csv").write_text(OUTAGES, encoding="utf-8")
    for kind, texts in (("slas", (sla, OFFICE, STRANGE)), ("services", (MAIL,))):
        (folder / "register" / kind).mkdir(parents=True)
        for place, text in enumerate(texts):
            (folder / "register" / kind / f"{place}.yml").write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def held(small: Ground) -> Agreements:
    """Its agreements against its data."""
    return hold(small, hours=[5.0])
