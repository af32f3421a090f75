"""Who does one activity, who answers for it, who is asked and who is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import Field, field_validator, model_validator

from csi_lib.register.people.roles import fold_role, load_roles
from csi_lib.register.record import Record
from csi_lib.register.register import Register
from csi_lib.register.role import OneRole, Role


class Duty(Record):
    """One activity's row of the RACI matrix; one of the kit's own activities where it has that one's id.

    Examples
    --------
    ::

        version: 1
        id: run-csi-process
        activity: Run the process of improvement
        process: ""                      # a process of the questionnaire that the activity is of: incident, change, …
        responsible: [service manager]   # do the work
        accountable: CSI manager         # exactly one answers for it
        consulted: [process owner]       # are asked before
        informed: [service owner]        # are told after
        reason: agreed at the kick-off   # why it is this way
    """

    KIND = "duty"
    FOLDER = "duties"
    TITLE = "Duties"

    activity: str = Field(min_length=1)
    process: str = ""
    service: str = ""
    responsible: list[Role] = Field(min_length=1)
    accountable: OneRole
    consulted: list[Role] = []
    informed: list[Role] = []
    reason: str = ""

    @field_validator("accountable", mode="before")
    @classmethod
    def _exactly_one(cls, value: Any) -> Any:
        if isinstance(value, list | tuple):
            raise ValueError("exactly one role is accountable; name one, and the others under 'responsible'")
        return value

    @model_validator(mode="after")
    def _each_role_once(self) -> Duty:
        asked = [fold_role(name) for name in (*self.responsible, *self.consulted, *self.informed)]
        twice = next((name for name in self.list_roles() if asked.count(fold_role(name)) > 1), None)
        if twice:
            raise ValueError(f"'{twice}' has two parts in one activity; keep the one that says more")
        told = next((name for name in (*self.consulted, *self.informed) if _same(name, self.accountable)), None)
        if told:
            raise ValueError(f"'{told}' is accountable; leave it out of 'consulted' and 'informed'")
        return self

    def check(self, register: Register) -> tuple[str, ...]:
        """Find the same activity under another id, of kit or register: two could name two who are accountable."""
        for kit in load_roles().activities:
            if self._subject == (fold_role(kit.activity), "", "") and kit.id != self.id:
                said = f"this is the kit's activity '{kit.id}' ({kit.activity}) under another id"
                return (f"{said}: give the duty the id '{kit.id}', and it takes that one's place",)
        twins = [item.id for item in register.of(Duty) if item.id != self.id and item._subject == self._subject]
        return tuple(f"duty '{name}' is for the same activity already; change that one" for name in twins)

    @property
    def _subject(self) -> tuple[str, str, str]:
        return (fold_role(self.activity), fold_role(self.process), self.service)

    def list_roles(self) -> Iterator[str]:
        """List every role of the activity, the accountable one first; one may come twice."""
        yield self.accountable
        yield from (*self.responsible, *self.consulted, *self.informed)


def _same(one: str, other: str) -> bool:
    return fold_role(one) == fold_role(other)
