"""A design package: six parts, some of which pass only with records behind them."""

from __future__ import annotations

from typing import Any

import pytest

from csi_lib.errors import UsageError
from csi_lib.register.change import Change
from csi_lib.register.known import Known
from csi_lib.register.register import Entry, Register
from csi_lib.register.rules import check_changes
from csi_lib.register.service import Service
from csi_lib.register.services.design import Design, Part, check_package, score_package
from csi_lib.register.sla import Sla

LINK = {"link": "wiki"}
RISK = {"what": "one circuit", "probability": 2, "impact": 5, "mitigation": "a second", "owner": "network manager"}
DESIGN: dict[str, Any] = {
    "version": 1, "id": "vpn", "title": "VPN", "service": "VPN", "owner": "designer", "status": "draft",
    "architecture": LINK, "processes": LINK, "levels": LINK, "risks": [RISK], "security": LINK,
    "supply": {"link": "wiki", "kpi": "availability"},
}  # fmt: skip
SERVICE: dict[str, Any] = {
    "version": 1, "id": "vpn", "name": "VPN", "description": "Access", "owner": "network manager",
    "status": "operational", "since": "2020-01-01", "capacity": {"hours": 100},
}  # fmt: skip
SLA: dict[str, Any] = {
    "version": 1, "id": "vpn", "title": "VPN", "service": "VPN", "provider": "a", "customer": "b", "objective": "c",
    "status": "agreed", "since": "2020-01-01", "calendar": "24x7", "penalty": "none",
    "measures": [{"kpi": "availability", "target": 99}],
}  # fmt: skip
WHOLE = Register((Entry(Service.model_validate(SERVICE)), Entry(Sla.model_validate(SLA))))


def part(key: str, design: dict[str, Any], register: Register = WHOLE) -> Part:
    return next(item for item in check_package(Design.model_validate(design), register) if item.key == key)


def test_a_package_with_everything_behind_it_has_six_of_six() -> None:
    parts = check_package(Design.model_validate(DESIGN), WHOLE)

    assert score_package(parts) == 6
    assert [item.key for item in parts if item.counts] == [
        "architecture", "processes", "levels", "risks", "supply", "security",
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["architecture", "processes", "security"])
def test_a_part_without_a_link_to_its_evidence_does_not_pass(key: str) -> None:
    assert part(key, DESIGN).passed
    assert "link" in part(key, DESIGN | {key: {"says": "it is all there"}}).missing


def test_service_levels_pass_only_with_an_agreement_in_the_register() -> None:
    assert part("levels", DESIGN).passed
    assert "agreement" in part("levels", DESIGN, Register(WHOLE.entries[:1])).missing
    ended = Sla.model_validate(SLA | {"status": "ended", "until": "2021-01-01"})
    assert not part("levels", DESIGN, Register((WHOLE.entries[0], Entry(ended)))).passed


def test_risks_pass_only_with_at_least_one_row() -> None:
    assert part("risks", DESIGN).passed
    assert not part("risks", DESIGN | {"risks": []}).passed


def test_capacity_and_availability_need_hands_for_the_forecast_and_a_kpi() -> None:
    assert part("supply", DESIGN).passed
    assert "KPI" in part("supply", DESIGN | {"supply": LINK}).missing
    without = Service.model_validate({key: value for key, value in SERVICE.items() if key != "capacity"})
    assert "capacity" in part("supply", DESIGN, Register((Entry(without), WHOLE.entries[1]))).missing


def test_the_plan_for_a_disaster_is_asked_beside_the_six() -> None:
    assert not part("contingency", DESIGN).passed
    assert part("contingency", DESIGN | {"contingency": LINK}).passed
    assert score_package(check_package(Design.model_validate(DESIGN | {"contingency": LINK}), WHOLE)) == 6


def test_a_package_is_accepted_only_when_it_is_complete_and_the_refusal_says_what_is_missing() -> None:
    draft = Design.model_validate(DESIGN | {"security": {}})
    before = Register((*WHOLE.entries, Entry(draft, revision=1)))
    accepted = Design.model_validate(DESIGN | {"security": {}, "status": "accepted"})

    with pytest.raises(UsageError, match="Security and compliance: a link to where it is written"):
        check_changes(before, [Change(accepted, 1)], Known(kpis=frozenset({"availability"})))

    check_changes(
        Register((*WHOLE.entries, Entry(Design.model_validate(DESIGN), revision=1))),
        [Change(Design.model_validate(DESIGN | {"status": "accepted"}), 1)],
        Known(kpis=frozenset({"availability"})),
    )
