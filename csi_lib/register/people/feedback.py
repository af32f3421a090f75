"""What somebody said about a service or the plan, what was answered, and what it led to."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field, model_validator

from csi_lib.register.people.link import Link, list_links
from csi_lib.register.people.stakeholder import Group
from csi_lib.register.record import Record, Reference
from csi_lib.register.role import MaybeRole

Source = Literal["survey", "meeting", "complaint", "idea", "interview", "review", "praise", "other"]


class Feedback(Record):
    """One thing said and what became of it.

    Examples
    --------
    ::

        version: 1
        id: vpn-mornings
        source: complaint          # survey | meeting | complaint | idea | interview | review | praise | other
        group: users               # users | agents | staff | stakeholders | managers | customers | suppliers
        team: key users accounting # a role or team, never a person; left out where unknown
        stakeholder: office-users  # the stakeholder whose channel it came by; left out where none is named
        service: Netzwerk & VPN
        said: Nobody gets in between eight and nine
        received: 2026-03-02
        answered: 2026-03-05       # left out while nobody has answered
        answer: A second gateway is on its way
        led_to: [action/vpn-gateway]   # what was changed for it: an initiative, a CSIP entry, an action, a text, …
        about: initiative/vpn-checklist   # the initiative it judges, where it judges one
    """

    KIND = "feedback"
    FOLDER = "feedback"
    TITLE = "Feedback"

    source: Source
    group: Group
    team: MaybeRole = ""
    stakeholder: str = ""
    service: str = ""
    said: str = Field(min_length=1)
    received: dt.date
    answered: dt.date | None = None
    answer: str = ""
    led_to: list[Link] = []
    about: Link | None = None

    @model_validator(mode="after")
    def _answered_after_it_came(self) -> Feedback:
        if self.answered is not None and self.answered < self.received:
            raise ValueError(f"'answered' {self.answered} lies before 'received' {self.received}")
        if self.answered is not None and not self.answer:
            raise ValueError("'answered' needs 'answer', what was said back")
        if self.answer and self.answered is None:
            raise ValueError("'answer' needs 'answered', the day it was given")
        return self

    @property
    def references(self) -> tuple[Reference, ...]:
        """Its stakeholder, its service, the initiative it judges, and what it led to."""
        named = (("stakeholder", self.stakeholder), ("service", self.service))
        about = list_links([self.about], "about") if self.about else ()
        return (
            *(Reference(key, name, (key,)) for key, name in named if name),
            *(Reference(item.kind, item.id, ("about",)) for item in about),
            *list_links(self.led_to, "led_to"),
        )
