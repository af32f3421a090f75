"""Records of a register of reviews, made in memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from csi_lib.register import Register
from csi_lib.register.change import Change, Source
from csi_lib.register.kinds import find_kind
from csi_lib.register.known import Known
from csi_lib.register.making import make_record
from csi_lib.register.record import Record, say_body
from csi_lib.register.register import Entry
from csi_lib.register.rules import list_faults

KPIS = frozenset({"availability", "sla_compliance", "sla_breach", "mttr_resolve"})
PLAIN: dict[str, dict[str, Any]] = {
    "supplier": {
        "id": "carrier",
        "title": "Carrier",
        "services": ["Net"],
        "manager": "supplier manager",
        "measures": [
            {"id": "up", "kpi": "availability", "target": 99.5, "period": "quarter", "clause": "no. 1"},
            {"id": "in-time", "kpi": "sla_compliance", "target": 90, "clause": "no. 3"},
        ],
    },
    "csip": {
        "id": "second-line",
        "title": "A second line",
        "service": "Net",
        "supplier": "carrier",
        "raised": "2026-03-10",
        "raised_by": "account manager",
        "unlinked": "No KPI shows it yet",
        "cost_type": "no added cost",
    },
    "action": {
        "id": "late",
        "title": "Tickets are late",
        "service": "Net",
        "supplier": "carrier",
        "raised": "2026-03-31",
        "raised_by": "supplier manager",
        "owner": "account manager",
        "due": "2026-04-30",
    },
    "review": {
        "id": "q1",
        "title": "Supplier review",
        "type": "supplier",
        "supplier": "carrier",
        "planned": "2026-04-09",
    },
}
HELD = {"status": "held", "held": "2026-04-09", "deciders": ["supplier manager"]}

Make = Callable[..., Record]
Faults = Callable[..., list[str]]


@pytest.fixture
def make() -> Make:
    """A maker of records: a kind and what differs from a plain one; ``...`` leaves a key out."""

    def build(kind: str, **changes: Any) -> Record:
        given = {key: value for key, value in (PLAIN[kind] | changes).items() if value is not ...}
        return make_record(find_kind(kind), given)

    return build


@pytest.fixture
def held() -> dict[str, Any]:
    """What makes a review one that was held."""
    return dict(HELD)


def hold(*records: Record) -> Register:
    return Register(tuple(Entry(item, revision=1) for item in records), "database")


@pytest.fixture
def put(make: Make) -> Callable[..., Register]:
    """A maker of registers that hold some records."""
    return hold


@pytest.fixture
def faults() -> Faults:
    """Say what the rules have against writing some records into a register."""

    def find(before: Register, *records: Record, source: Source = "hand") -> list[str]:
        changes = [Change(item, 1 if before.entry(item.KIND, item.id) else 0) for item in records]
        found = list_faults(before, changes, Known(kpis=KPIS, catalogue=KPIS), source=source)
        return [fault.what for fault in found]

    return find


@pytest.fixture
def alter() -> Callable[..., Record]:
    """A maker of changed records."""

    def change(record: Record, **changes: Any) -> Record:
        return make_record(type(record), say_body(record) | changes)

    return change
