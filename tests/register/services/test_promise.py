"""One promise has one answer, wherever it is written down, and two records of one are named."""

from __future__ import annotations

import pandas as pd
import pytest

from csi_lib.kpi import load_catalogue
from csi_lib.register import Register
from csi_lib.register.register import Entry
from csi_lib.register.reviews import Supplier
from csi_lib.register.reviews.contract import ask_contract, judge_promise
from csi_lib.register.reviews.twice import list_twice
from csi_lib.register.services.attainment import judge_values
from csi_lib.register.services.targets import list_targets
from csi_lib.register.sla import Sla

AVAILABILITY = load_catalogue()["availability"]
SLA = {
    "version": 1, "id": "lines", "title": "Lines", "service": "Net", "tier": "supplier", "supplier": "carrier",
    "provider": "carrier", "customer": "network manager", "objective": "Up", "status": "agreed", "since": "2025-01-01",
    "calendar": "24x7", "penalty": "none", "measures": [{"kpi": "availability", "target": 99.5}],
}  # fmt: skip
CARRIER = {
    "version": 1, "id": "carrier", "title": "Carrier", "services": ["Net"], "manager": "supplier manager",
    "measures": [{"id": "up", "kpi": "availability", "target": 99.5, "clause": "no. 1"}],
}  # fmt: skip
DAY = pd.Timestamp("2026-01-01")


@pytest.mark.parametrize(
    ("value", "reason", "contract", "agreement"),
    [
        (99.5, "", "met", "met"),
        (99.4, "", "missed", "missed"),
        (99.4, "too few: 1 of 30", "missed", "missed"),
        (99.9, "immature", "not decidable", "running"),
        (99.9, "outside the extraction window", "not decidable", "no number"),
        (float("nan"), "no case", "not decidable", "no number"),
    ],
)
def test_a_promise_is_met_or_missed_alike_in_a_contract_and_in_an_agreement(
    value: float, reason: str, contract: str, agreement: str
) -> None:
    period = {
        "period_start": DAY,
        "period_end": DAY + pd.DateOffset(months=1),
        "value": value,
        "n": 9,
        "reason": reason,
    }
    measured = period | {"kpi": "availability", "stat": "value", "view": AVAILABILITY.view, "unit": "%"}
    measured |= {"service": "Net", "priority": None, "team": None, "category": None}
    (asked,) = ask_contract(Supplier.model_validate(CARRIER))
    (result,) = judge_promise(asked, pd.DataFrame([measured]), AVAILABILITY)

    (target,) = list_targets([Sla.model_validate(SLA)], {"availability": ("Availability", "%", AVAILABILITY.better)})
    laid = period | {"sla": "lines", "target": target.key, "complete": True}
    (state,) = judge_values(pd.DataFrame([laid]), [target])["state"]

    assert (result.state, state) == (contract, agreement)


@pytest.mark.parametrize(
    ("sla", "said"),
    [
        ({}, "with the same values"),
        ({"measures": [{"kpi": "availability", "target": 99.9}]}, "with different values"),
        ({"period": "quarter"}, "with different values"),
        ({"status": "draft"}, ""),
        ({"service": "Mail"}, ""),
        ({"measures": [{"kpi": "sla_compliance", "target": 90}]}, ""),
    ],
)
def test_a_promise_that_a_contract_and_an_agreement_both_record_is_named(sla: dict[str, object], said: str) -> None:
    records = (Supplier.model_validate(CARRIER), Sla.model_validate(SLA | sla))
    found = list(list_twice(Register(tuple(Entry(item) for item in records))))

    assert len(found) == bool(said) and all(said in text and "agreement 'lines'" in text for text in found)
