"""A group that has a stake in the services: what it wants, how it is heard, and what was talked about."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from csi_lib.register.people.link import Link, list_links
from csi_lib.register.record import Record, Reference
from csi_lib.register.role import MaybeRole, OneRole
from csi_lib.settings import Settings

# Those of the questionnaire, and those that are not asked there: one word means one group everywhere.
Group = Literal["users", "agents", "staff", "stakeholders", "managers", "customers", "suppliers"]
Grade = Literal["low", "medium", "high"]
Frequency = Literal["weekly", "monthly", "quarterly", "half-yearly", "yearly", "when needed"]


class Meeting(Settings):
    """One talk: what was said, and what came of it."""

    on: dt.date
    what: str = Field(min_length=1)
    result: str = ""
    led_to: list[Link] = []


class Stakeholder(Record):
    """One group and how it is heard.

    Examples
    --------
    ::

        version: 1
        id: office-users
        title: Users in the offices
        group: users               # users | agents | staff | stakeholders | managers | customers | suppliers
        interest: Work goes on after a fault within the day
        stake: high                # how much hangs on the services for them: low | medium | high
        influence: low             # how much hangs on them for the plan: low | medium | high
        channel: survey after every ticket
        frequency: monthly         # weekly | monthly | quarterly | half-yearly | yearly | when needed
        owner: service desk lead   # the role that keeps in touch
        receives: [status]         # documents it is sent: plan, sip, status, board, or a report's audience
        sent_by: reporting team    # the role that sends them; default: the owner
        since: 2026-01-01          # from when on the frequency counts; default: the first talk
        log:
          - {on: 2026-03-03, what: Printers stand still, result: supplier asked, led_to: [action/printer-spares]}
    """

    KIND = "stakeholder"
    FOLDER = "stakeholders"
    TITLE = "Stakeholders"

    title: str = Field(min_length=1)
    group: Group
    interest: str = Field(min_length=1)
    stake: Grade = "medium"
    influence: Grade = "medium"
    channel: str = Field(min_length=1)
    frequency: Frequency
    owner: OneRole
    service: str = ""
    receives: list[str] = []
    sent_by: MaybeRole = ""
    since: dt.date | None = None
    log: list[Meeting] = []

    @property
    def references(self) -> tuple[Reference, ...]:
        """The service it is about, and everything its talks led to."""
        about = [Reference("service", self.service, ("service",))] if self.service else []
        talks = enumerate(self.log)
        return (*about, *(link for place, talk in talks for link in list_links(talk.led_to, "log", place, "led_to")))
