"""A kind of record for the tests of the store: with states, a reference and a rule of the whole; and its stores."""

from __future__ import annotations

from typing import ClassVar

from csi_lib.register.kinds import KINDS
from csi_lib.register.known import Known
from csi_lib.register.machine import Machine, Step
from csi_lib.register.record import Record, Reference
from csi_lib.register.register import Register
from csi_lib.register.store import Place, Store
from csi_lib.register.store.create import create

KNOWN = Known(kpis=frozenset({"mttr_resolve"}), catalogue=frozenset({"mttr_resolve", "csat_service"}))


def need_text(record: Record, register: Register) -> str:
    return "" if getattr(record, "text", "") else "'text' is missing"


class Probe(Record):
    """What the tests write."""

    KIND = "probe"
    FOLDER = "probes"
    TITLE = "Probes"
    MACHINE: ClassVar[Machine] = Machine(
        "status", ("open",), (Step("open", "done", (need_text,)), Step("done", "kept"))
    )

    status: str = "open"
    text: str = ""
    note: str = ""  # may have several lines
    count: int = 0
    near: str = ""
    kpi: str = ""

    @property
    def references(self) -> tuple[Reference, ...]:
        near = (Reference("probe", self.near, ("near",)),) if self.near else ()
        return (*near, Reference("kpi", self.kpi, ("kpi",))) if self.kpi else near

    def check(self, register: Register) -> tuple[str, ...]:
        twins = [item for item in register.of(Probe) if item.count == self.count < 0]
        return ("a count below 0 may stand once",) if len(twins) > 1 else ()


class Plain(Record):
    """A kind without states."""

    KIND = "plain"
    FOLDER = "plains"
    TITLE = "Plain ones"

    text: str = ""


def add_kinds() -> None:
    """Let this process know the kinds."""
    KINDS.update({"probe": Probe, "plain": Plain})


def open_probes(place: Place) -> Store:
    """Open a store whose people are hidden by a mark."""
    return Store(place, lambda: KNOWN, lambda name: f"p-{name}")


def make_probes(place: Place) -> Store:
    """Make the tables and open the store."""
    create(place)
    return open_probes(place)


def probe(name: str, **values: object) -> Probe:
    return Probe.model_validate({"version": 1, "id": name, **values})
