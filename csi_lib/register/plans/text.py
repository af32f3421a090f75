"""A plan's own words: one section as its author wrote it, and why it was changed."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field, field_validator, model_validator

from csi_lib.errors import did_you_mean
from csi_lib.register.people.link import Link, list_links
from csi_lib.register.plans.sections import DOCUMENTS, find_section
from csi_lib.register.record import Record, Reference
from csi_lib.register.role import Role
from csi_lib.settings import Settings


class Edit(Settings):
    """One version of a text: when, by which role and why."""

    on: dt.date
    author: Role
    reason: str = Field(min_length=1)
    because_of: list[Link] = []  # feedback, a review or a decision that asked for it


class OwnText(Record):
    """One section of a plan in its author's words.

    Examples
    --------
    ::

        version: 1
        id: plan-summary
        document: plan            # plan | sip
        section: executive-summary
        initiative: ""            # of a SIP: the initiative whose plan it is
        body: |
          We take the services forward in three steps.
        edits:                    # the newest last; a changed body needs a new line
          - {on: 2026-02-02, author: CSI manager, reason: first version}
    """

    KIND = "text"
    FOLDER = "texts"
    TITLE = "Texts of the plans"

    document: Literal["plan", "sip"]
    section: str = Field(min_length=1)
    initiative: str = ""
    body: str = Field(min_length=1)
    edits: list[Edit] = Field(min_length=1)

    @field_validator("edits")
    @classmethod
    def _in_order(cls, value: list[Edit]) -> list[Edit]:
        days = [item.on for item in value]
        if days != sorted(days):
            raise ValueError("the newest edit stands last")
        return value

    @model_validator(mode="after")
    def _of_a_section(self) -> OwnText:
        if find_section(self.document, self.section) is None:
            known = [item.id for item in DOCUMENTS[self.document]]
            raise ValueError(
                f"no section of the {self.document} is called '{self.section}'; {did_you_mean(self.section, known)}"
            )
        return self

    @model_validator(mode="after")
    def _of_an_initiative(self) -> OwnText:
        if (self.document == "sip") != bool(self.initiative):
            raise ValueError("a text of a SIP names its initiative, and a text of the plan names none")
        return self

    @property
    def last(self) -> Edit:
        """The newest edit."""
        return self.edits[-1]

    @property
    def references(self) -> tuple[Reference, ...]:
        """The initiative whose plan it is, and what its edits answer."""
        about = [Reference("initiative", self.initiative, ("initiative",))] if self.initiative else []
        edits = enumerate(self.edits)
        links = (link for place, item in edits for link in list_links(item.because_of, "edits", place, "because_of"))
        return (*about, *links)
