"""An objective: the value that a KPI shall reach by a day, beside the frozen baseline it starts from."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Literal

from pydantic import ConfigDict, Field, model_validator

from csi_lib.register.initiatives.evaluation import Override
from csi_lib.register.machine import Machine, Step
from csi_lib.register.record import Record, Reference
from csi_lib.register.register import Register
from csi_lib.register.role import OneRole
from csi_lib.settings import Settings


class Aimed(Settings):
    """The value and the day; both are needed, for without them nobody can tell whether it was reached."""

    value: float
    unit: str = Field(min_length=1)
    by: dt.date


def _need_achieved(after: Record, register: Register) -> str:
    """Nothing counts as achieved that no evaluation shows, unless somebody signs for it."""
    assert isinstance(after, Objective)
    if after.override is not None:
        return ""
    serving = [item for entry in register.entries if _serves(item := entry.record, after)]
    if any((newest := getattr(item, "evaluation", None)) and newest.state == "achieved" for item in serving):
        return ""
    named = ", ".join(f"'{item.id}'" for item in serving)
    said = f"the newest evaluation of {named} does not say so" if named else "no initiative serves it"
    return f"{said}; it needs 'override': {{reason, by, on}}, by a role"


def _serves(item: Record, objective: Objective) -> bool:
    return item.KIND == "initiative" and not item.withdrawn and getattr(item, "objective", "") == objective.id


def _need_reason(after: Record, register: Register) -> str:
    return "" if getattr(after, "reason", "") else "'reason' is missing: why it is given up"


class Objective(Record):
    """One objective of the register.

    Examples
    --------
    ::

        version: 1
        id: mail-in-a-day
        title: Mail faults are resolved within a day and a half
        serves: People lose less working time to faults    # the business objective behind it
        kpi: mttr_resolve
        where: {service: Mail}
        baseline: "2024"                # id of the frozen baseline it starts from
        target: {value: 32, unit: h, by: 2025-12-31}
        realistic: The best three months of 2024 were at 33 h
        owner: service owner mail       # a role, not a person
        status: open                    # open | achieved (by an evaluation or an override) | missed | dropped
    """

    KIND = "objective"
    FOLDER = "objectives"
    TITLE = "Objectives of the register"
    MACHINE: ClassVar[Machine] = Machine(
        "status",
        ("open",),
        (
            Step("open", "achieved", (_need_achieved,)),
            Step("open", "missed"),
            Step("open", "dropped", (_need_reason,)),
            Step("missed", "open"),
        ),
    )

    model_config = ConfigDict(coerce_numbers_to_str=True)  # baseline: 2024 means a text

    title: str = Field(min_length=1)
    serves: str = ""
    kpi: str = Field(min_length=1)
    where: dict[str, str] = Field(default={})
    service: str = ""
    baseline: str = Field(min_length=1)
    target: Aimed
    realistic: str = ""
    owner: OneRole
    status: Literal["open", "achieved", "missed", "dropped"] = "open"
    reason: str = ""
    override: Override | None = None  # who calls it achieved without an evaluation that says so, and why

    @property
    def references(self) -> tuple[Reference, ...]:
        """Its KPI, its baseline and its service."""
        named = (("kpi", self.kpi), ("baseline", self.baseline), ("service", self.service))
        return tuple(Reference(kind, value, (kind,)) for kind, value in named if value)

    @model_validator(mode="after")
    def _fit_the_status(self) -> Objective:
        if self.status == "dropped" and not self.reason:
            raise ValueError("status 'dropped' needs 'reason'")
        return self

    def check_change(self, was: Record) -> tuple[str, ...]:
        """Say what of the record as it was may not be changed: what it was measured by, once it was."""
        if not isinstance(was, Objective) or was.status not in ("achieved", "missed"):
            return ()
        keys = ("target", "kpi", "where", "baseline")
        changed = [f"'{key}'" for key in keys if getattr(self, key) != getattr(was, key)]
        said = [f"{', '.join(changed)} cannot be changed, for it is '{was.status}'; add another objective"]
        lost = was.override is not None and self.override != was.override
        return (*(said if changed else ()), *(("'override' cannot be changed or removed",) if lost else ()))

    def is_overdue(self, today: dt.date) -> bool:
        """Tell whether it was due before a day and nobody has said what became of it."""
        return self.status == "open" and self.target.by < today
