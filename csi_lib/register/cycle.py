"""One turn of the improvement cycle: from a frozen baseline to the next one, and the entry it leaves in the SIP."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import ConfigDict, Field, model_validator

from csi_lib.register.initiatives.initiative import Initiative
from csi_lib.register.machine import Machine, Step
from csi_lib.register.record import Record, Reference, say_body
from csi_lib.register.role import OneRole
from csi_lib.settings import Settings

if TYPE_CHECKING:
    from csi_lib.register.change import Occasion
    from csi_lib.register.register import Register

Digest = str  # SHA-256, 64 hexadecimal digits


class Frozen(Settings):
    """A baseline as a cycle met it: its id and digest, so that a later change would show."""

    model_config = ConfigDict(coerce_numbers_to_str=True)  # 2024 is an id too

    id: str = Field(min_length=1)
    digest: Digest = Field(pattern=r"^[0-9a-f]{64}$")


def _need_end(record: Record, register: Register) -> str:
    assert isinstance(record, Cycle)
    return "" if record.ended else "no frozen baseline at its end ('csi cycle close' freezes it)"


def _need_day(record: Record, register: Register) -> str:
    assert isinstance(record, Cycle)
    return "" if record.closed else "no day of closing"


def _need_entries(record: Record, register: Register) -> str:
    assert isinstance(record, Cycle)
    return "" if record.sip else "no entry in the Service Improvement Programme"


def _need_next(record: Record, register: Register) -> str:
    assert isinstance(record, Cycle)
    return "" if record.next else "no next cycle ('csi cycle close' opens it)"


class Cycle(Record):
    """One turn: what it began from, which initiatives it tried, and what it ended with.

    Examples
    --------
    ::

        version: 1
        id: cycle-1
        title: First cycle
        opened: 2025-04-01
        began: {id: start, digest: 3f…}     # the frozen baseline it is measured against
        status: open                        # open | closed
    """

    KIND = "cycle"
    FOLDER = "cycles"
    TITLE = "Improvement cycles"

    MACHINE: ClassVar[Machine] = Machine(
        "status", ("open",), (Step("open", "closed", (_need_day, _need_end, _need_entries, _need_next)),)
    )

    title: str = Field(min_length=1)
    opened: dt.date
    began: Frozen
    initiatives: list[str] = Field(default=[])  # none while it is open: all that are decided and not concluded
    owner: OneRole = "CSI manager"
    status: Literal["open", "closed"] = "open"
    follows: str = ""  # the cycle before
    closed: dt.date | None = None
    ended: Frozen | None = None  # the baseline frozen at its end
    reason: str = ""  # why it was closed and a new baseline frozen
    sip: list[str] = Field(default=[])  # entries it left in the Service Improvement Programme
    next: str = ""  # the cycle after

    @model_validator(mode="after")
    def _order(self) -> Cycle:
        if self.closed is not None and self.closed < self.opened:
            raise ValueError(f"closed on {self.closed}, before it was opened on {self.opened}")
        if self.ended is not None and self.ended.id == self.began.id:
            raise ValueError("a cycle ends with a new baseline; the one it began from stays as it is")
        if self.status == "open" and (self.closed or self.ended):
            raise ValueError("an open cycle has no day of closing and no baseline at its end")
        return self

    @property
    def references(self) -> tuple[Reference, ...]:
        """Baselines, the cycles before and after, initiatives and entries of the SIP."""
        found = [Reference("baseline", self.began.id, ("began", "id"))]
        found += [Reference("baseline", self.ended.id, ("ended", "id"))] if self.ended else []
        for key, kind in (("follows", "cycle"), ("next", "cycle")):
            name = getattr(self, key)
            found += [Reference(kind, name, (key,))] if name else []
        for key, kind in (("initiatives", "initiative"), ("sip", "sip")):
            found += [Reference(kind, name, (key, place)) for place, name in enumerate(getattr(self, key))]
        return tuple(found)

    def check(self, register: Register) -> tuple[str, ...]:
        """Say what is wrong with it among all records: one cycle is open at a time, and none has two that follow."""
        others = [item for item in register.of(Cycle) if item.id != self.id]
        said = []
        if self.status == "open":
            said += [f"cycle '{item.id}' is open already: close it first" for item in others if item.status == "open"]
        if self.follows:
            twice = [item.id for item in others if item.follows == self.follows]
            said += [f"cycle '{self.follows}' is followed by '{name}' already" for name in twice]
        return tuple(said)

    def check_change(self, was: Record) -> tuple[str, ...]:
        """Say what may not be changed: what an open cycle is measured against, and all of a closed one."""
        if not isinstance(was, Cycle):
            return ()
        if was.status == "closed":
            return ("it is closed, and stands as it was closed",) * (say_body(was) != say_body(self))
        changed = [f"'{key}'" for key in ("opened", "began", "follows") if getattr(was, key) != getattr(self, key)]
        return (f"{', '.join(changed)} cannot be changed: it is measured against what it began from",) * bool(changed)

    def check_occasion(self, was: Record | None, occasion: Occasion) -> tuple[str, ...]:
        """Say whether it is opened or closed without a frozen baseline that a command has seen."""
        if occasion.may_turn(was) or (isinstance(was, Cycle) and was.status == self.status):
            return ()
        verb = "open begins a cycle" if was is None else "close ends a cycle"
        return (f"its baseline is not typed in: csi cycle {verb}",)


class SipEntry(Record):
    """One line of the Service Improvement Programme: what became of one initiative in one cycle.

    The plan of one initiative is its Service Improvement Plan; the collection of these entries is the Programme.
    """

    KIND = "sip"
    FOLDER = "sip"
    TITLE = "Service Improvement Programme"

    title: str = Field(min_length=1)
    cycle: str = Field(min_length=1)
    initiative: str = Field(min_length=1)
    on: dt.date
    result: Literal["standardised", "restarted", "stopped"]
    verdict: str = Field(min_length=1)  # of the evaluation it rests on
    state: str = ""  # whether the target is achieved
    effect: str = ""  # in words, with its interval
    fingerprint: str = ""  # of the study that said so
    began: Frozen
    ended: Frozen
    reason: str = ""
    lessons: str = ""
    followed_by: str = ""  # the initiative that begins again where this one ended

    @property
    def references(self) -> tuple[Reference, ...]:
        """Its cycle, its initiative and both baselines."""
        found = [
            Reference("cycle", self.cycle, ("cycle",)),
            Reference("initiative", self.initiative, ("initiative",)),
            Reference("baseline", self.began.id, ("began", "id")),
            Reference("baseline", self.ended.id, ("ended", "id")),
        ]
        found += [Reference("initiative", self.followed_by, ("followed_by",))] if self.followed_by else []
        return tuple(found)

    def check(self, register: Register) -> tuple[str, ...]:
        """Find where it says something else than its initiative and its cycle."""
        return tuple((*self._check_initiative(register), *self._check_cycle(register)))

    def check_change(self, was: Record) -> tuple[str, ...]:
        """Say that nothing of it may be changed: it stands as its cycle was closed."""
        return ("it stands as its cycle was closed, and is not changed",) * (say_body(was) != say_body(self))

    def check_occasion(self, was: Record | None, occasion: Occasion) -> tuple[str, ...]:
        """Say that it is not typed in."""
        if was is not None or occasion.may_turn(was):
            return ()
        return ("an entry of the Service Improvement Programme is not typed in: csi cycle close writes it",)

    def _check_initiative(self, register: Register) -> Iterator[str]:
        yield from (
            f"sip '{item.id}' is of the same initiative"
            for item in register.of(SipEntry)
            if item.initiative == self.initiative and item.id != self.id
        )
        item = register.get(Initiative, self.initiative)
        if item is None:  # said of its references
            return
        if item.status != self.result:
            yield f"its result is '{self.result}', and initiative '{item.id}' is '{item.status}'"
        said = item.evaluation
        found = (said.verdict, said.state, said.fingerprint) if said else ("never evaluated", "", "")
        if found != (self.verdict, self.state, self.fingerprint):
            yield f"it says '{self.verdict}', '{self.state}' of another run than the evaluation of '{item.id}'"

    def _check_cycle(self, register: Register) -> Iterator[str]:
        cycle = register.get(Cycle, self.cycle)
        if cycle is None:
            return
        if cycle.status != "closed" or self.id not in cycle.sip:
            yield f"cycle '{cycle.id}' was not closed with it"
        elif (cycle.began, cycle.ended, cycle.closed) != (self.began, self.ended, self.on):
            yield f"its baselines or its day are not those of cycle '{cycle.id}'"
