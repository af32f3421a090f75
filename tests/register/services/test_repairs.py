"""A missed target names the open action on it, and only one on its own service and promise."""

from __future__ import annotations

from typing import Any

import pytest

from csi_lib.register.register import Entry, Register
from csi_lib.register.reviews.action import Action
from csi_lib.register.services.repairs import find_repair
from csi_lib.register.services.targets import Target
from csi_lib.register.sla import Sla

SLA = Sla.model_validate(
    {
        "version": 1, "id": "mail", "title": "Mail", "service": "Mail", "provider": "owner", "customer": "head",
        "objective": "Mail works", "status": "agreed", "since": "2026-01-01", "calendar": "24x7",
        "targets": [{"times": "resolution", "within": 4, "unit": "h", "share": 90}],
        "measures": [{"kpi": "availability", "target": 99}],
    }
)  # fmt: skip
TIME = Target(SLA, "resolution", "", 90, "%", "higher", "", SLA.targets[0])
UP = Target(SLA, "kpi-availability", "", 99, "%", "higher", "", kpi="availability")
ACTION: dict[str, Any] = {
    "version": 1, "id": "repair", "title": "Repair", "service": "Mail", "kpi": "sla_breach", "raised": "2026-01-31",
    "raised_by": "manager", "owner": "owner", "due": "2026-03-01",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "target", "found"),
    [
        ({}, TIME, "repair"),
        ({"kpi": "availability"}, UP, "repair"),
        ({"kpi": "availability"}, TIME, ""),
        ({"service": "Print"}, TIME, ""),
        ({"status": "dropped", "reason": "not worth it"}, TIME, ""),
    ],
)
def test_only_an_open_action_on_the_same_service_and_promise_counts(
    changes: dict[str, Any], target: Target, found: str
) -> None:
    register = Register((Entry(Action.model_validate(ACTION | changes)),))

    assert find_repair(target, register) == found
