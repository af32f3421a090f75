"""What a service and an agreement must say, and which steps they take."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from csi_lib.errors import UsageError
from csi_lib.register.change import Change
from csi_lib.register.known import Known
from csi_lib.register.register import Entry, Register
from csi_lib.register.rules import check_changes
from csi_lib.register.service import Service
from csi_lib.register.sla import Sla

SLA: dict[str, Any] = {
    "version": 1, "id": "mail", "title": "Mail", "service": "Mail", "provider": "owner", "customer": "head",
    "objective": "Mail works", "status": "agreed", "since": "2026-01-01", "calendar": "24x7", "penalty": "none",
    "targets": [{"times": "resolution", "priority": "1", "within": 4, "unit": "h", "share": 90}],
}  # fmt: skip
SERVICE: dict[str, Any] = {
    "version": 1, "id": "mail", "name": "Mail", "description": "Mail", "owner": "owner", "status": "operational",
    "since": "2020-01-01", "features": ["mail"], "customers": ["all"],
}  # fmt: skip


@pytest.mark.parametrize("key", ["service", "provider", "customer", "objective", "calendar", "title", "status"])
def test_an_agreement_without_one_of_its_parts_is_refused(key: str) -> None:
    Sla.model_validate(SLA)
    with pytest.raises(ValidationError, match=key):
        Sla.model_validate({name: value for name, value in SLA.items() if name != key})


def test_an_agreement_without_any_target_is_refused() -> None:
    with pytest.raises(ValidationError, match="needs a target"):
        Sla.model_validate(SLA | {"targets": []})


def test_response_and_resolution_have_a_target_for_every_priority() -> None:
    targets = [
        {"times": times, "priority": str(number), "within": number, "unit": unit, "share": 90}
        for times, unit in (("response", "min"), ("resolution", "h"))
        for number in range(1, 6)
    ]
    found = Sla.model_validate(SLA | {"targets": targets}).targets

    assert len({(item.times, item.priority) for item in found}) == 10
    assert (found[2].hours, found[7].hours) == (3 / 60, 3)


def test_two_targets_for_one_time_are_refused() -> None:
    with pytest.raises(ValidationError, match="two targets"):
        Sla.model_validate(SLA | {"targets": 2 * SLA["targets"]})


def test_people_are_named_by_role_and_an_address_is_refused() -> None:
    with pytest.raises(ValidationError, match="role"):
        Sla.model_validate(SLA | {"provider": "jo@example.org"})
    with pytest.raises(ValidationError, match="role"):
        Service.model_validate(SERVICE | {"owner": "jo@example.org"})


def test_an_agreement_is_made_only_with_what_follows_a_miss() -> None:
    draft = Sla.model_validate(SLA | {"status": "draft", "penalty": ""})
    before = Register((Entry(draft, revision=1),))

    with pytest.raises(UsageError, match="penalty"):
        check_changes(before, [Change(Sla.model_validate(SLA | {"penalty": ""}), 1)], Known())
    check_changes(before, [Change(Sla.model_validate(SLA), 1)], Known())


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"status": "retired"}, "'until'"),
        ({"until": "2025-01-01"}, "'until'"),
        ({"since": None}, "'since'"),
        ({"cost": 5}, "currency"),
        ({"status": "live"}, "pipeline"),
        ({"owner": ["a", "b"]}, "exactly one role"),
    ],
)
def test_a_service_has_one_owner_and_one_of_three_states_with_its_dates(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        Service.model_validate(SERVICE | changes)


def test_a_service_goes_from_the_pipeline_into_operation_and_into_retirement_and_never_back() -> None:
    planned = Service.model_validate(SERVICE | {"status": "pipeline"})
    running = Service.model_validate(SERVICE)
    retired = Service.model_validate(SERVICE | {"status": "retired", "until": "2026-01-31"})

    check_changes(Register((Entry(planned, revision=1),)), [Change(running, 1)], Known())
    check_changes(Register((Entry(running, revision=1),)), [Change(retired, 1)], Known())
    with pytest.raises(UsageError, match="'retired' is the end of its way"):
        check_changes(Register((Entry(retired, revision=1),)), [Change(running, 1)], Known())


def test_a_service_with_an_agreement_in_force_is_not_retired() -> None:
    before = Register((Entry(Service.model_validate(SERVICE), revision=1), Entry(Sla.model_validate(SLA))))
    retired = Service.model_validate(SERVICE | {"status": "retired", "until": "2026-01-31"})

    with pytest.raises(UsageError, match="an end to the agreement mail"):
        check_changes(before, [Change(retired, 1)], Known())


def test_two_services_do_not_share_a_name() -> None:
    before = Register((Entry(Service.model_validate(SERVICE), revision=1),))
    other = Service.model_validate(SERVICE | {"id": "post", "name": "Post", "also": ["Mail"]})

    with pytest.raises(UsageError, match="'Mail' is a name of service 'mail' too"):
        check_changes(before, [Change(other)], Known())


def test_a_service_that_takes_over_has_to_be_there() -> None:
    retired = Service.model_validate(
        SERVICE | {"status": "retired", "until": "2026-01-31", "replaced_by": "chat"}
    )  # fmt: skip

    with pytest.raises(UsageError, match="no other service 'chat'"):
        check_changes(Register(), [Change(retired)], Known())
