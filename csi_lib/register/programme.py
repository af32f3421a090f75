"""The improvement programme of an engagement: vision, mission, goals down to their objectives, and how much it asks."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal

from pydantic import Field, field_validator

from csi_lib.register.record import Record, Reference
from csi_lib.register.role import OneRole
from csi_lib.settings import Id, Settings

if TYPE_CHECKING:
    from csi_lib.register.register import Register

Framework = Literal["itil-v3", "itil-4", "none"]
Profile = Literal["small", "standard", "large"]
PROFILES: tuple[Profile, ...] = ("small", "standard", "large")


class Aim(Settings):
    """One goal of the programme: what it wants in words, and the objectives or KPIs by which it is seen."""

    id: Id
    goal: str = Field(min_length=1)
    objectives: list[str] = Field(default=[])  # ids of objectives of the register
    kpis: list[str] = Field(default=[])  # where no objective has been set yet


class Tailoring(Settings):
    """Why the programme is run at this size: what was answered when it began."""

    size: str = ""  # e.g. "12 agents, 900 users"
    complexity: str = ""  # e.g. "one site, four suppliers"
    maturity: str = ""  # e.g. "incident managed, change informal"
    reason: str = ""  # what made it this profile


class Programme(Record):
    """What all improvement of an engagement works towards; an engagement has one.

    Examples
    --------
    ::

        version: 1
        id: programme
        vision: Nobody waits for IT
        mission: We mend what stops people's work, and see to it that it does not come back
        goals:
          - {id: less-waiting, goal: People lose less time to faults, objectives: [faster-mail], kpis: [mttr_resolve]}
        framework: itil-4          # itil-v3 | itil-4 | none: the words of the labels, nothing else
        profile: small             # small | standard | large: how long the checklists are
        owner: CSI manager
        momentum: The service review of every month looks at all open initiatives
    """

    KIND = "programme"
    FOLDER = "programme"
    TITLE = "Improvement programme"

    title: str = "Improvement programme"
    vision: str = ""  # empty: not written down yet, which the programme's page says
    mission: str = ""
    goals: list[Aim] = Field(default=[])
    framework: Framework = "none"
    profile: Profile = "standard"
    tailoring: Tailoring = Tailoring()
    owner: OneRole = "CSI manager"
    momentum: str = ""  # how it is kept going
    since: dt.date | None = None

    @field_validator("goals")
    @classmethod
    def _goals_once(cls, value: list[Aim]) -> list[Aim]:
        names = [item.id for item in value]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"goal '{twice}' stands there twice; give one of them another id")
        return value

    @property
    def references(self) -> tuple[Reference, ...]:
        """The objectives and KPIs that its goals name."""
        found = []
        for place, aim in enumerate(self.goals):
            for kind, key, names in (("objective", "objectives", aim.objectives), ("kpi", "kpis", aim.kpis)):
                found += [Reference(kind, name, ("goals", place, key, at)) for at, name in enumerate(names)]
        return tuple(found)

    def check(self, register: Register) -> tuple[str, ...]:
        """Say what is wrong with it among all records: there is one programme, and no second."""
        others = [item.id for item in register.of(Programme) if item.id != self.id]
        return (f"there is a programme already, '{others[0]}': change that one",) if others else ()
