"""Stakeholders, duties, feedback and texts: what their files may say."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from csi_lib.errors import SettingsError
from csi_lib.register.folder import read_folder
from csi_lib.register.people import Duty, Feedback, Stakeholder
from csi_lib.register.plans import OwnText
from csi_lib.register.record import Record
from csi_lib.register.register import Entry, Register
from csi_lib.register.service import Service

DUTY: dict[str, Any] = {
    "version": 1,
    "id": "freeze-baseline",
    "activity": "Freeze a baseline",
    "responsible": ["data analyst"],
    "accountable": "CSI manager",
}
FEEDBACK: dict[str, Any] = {
    "version": 1,
    "id": "vpn-mornings",
    "source": "complaint",
    "group": "users",
    "said": "Nobody gets in",
    "received": "2026-03-02",
}
STAKEHOLDER: dict[str, Any] = {
    "version": 1,
    "id": "office-users",
    "title": "Users in the offices",
    "group": "users",
    "interest": "Work goes on",
    "channel": "survey",
    "frequency": "monthly",
    "owner": "service desk lead",
}
SERVICE: dict[str, Any] = {
    "version": 1,
    "id": "vpn",
    "name": "VPN",
    "description": "Access from home",
    "status": "pipeline",
    "owner": "Brandmelder-Verantwortlicher",  # 'und' and 'and' inside a word are no two roles
}
TEXT: dict[str, Any] = {
    "version": 1,
    "id": "plan-summary",
    "document": "plan",
    "section": "executive-summary",
    "body": "We take the services forward.",
    "edits": [{"on": "2026-02-02", "author": "CSI manager", "reason": "first version"}],
}


@pytest.mark.parametrize(
    ("kind", "given", "changes", "said"),
    [
        (Duty, DUTY, {"accountable": ["CSI manager", "service manager"]}, "exactly one role is accountable"),
        (Duty, DUTY, {"accountable": "CSI manager and service manager"}, "reads as several roles"),
        (Duty, DUTY, {"accountable": "CSI manager, service manager"}, "reads as several roles"),
        (Duty, DUTY, {"accountable": "Netzleiter und Dienstleiter"}, "reads as several roles"),
        (Service, SERVICE, {"owner": "network manager / service manager"}, "reads as several roles"),
        (Duty, DUTY, {"responsible": []}, "at least 1 item"),
        (Duty, DUTY, {"consulted": ["Data-Analyst"]}, "has two parts in one activity"),
        (Duty, DUTY, {"informed": ["csi-manager"]}, "is accountable; leave it out"),
        (Duty, DUTY, {"accountable": "jo@example.org"}, "not an address"),
        (Feedback, FEEDBACK, {"group": "everyone"}, "Input should be"),
        (Feedback, FEEDBACK, {"answered": "2026-03-01", "answer": "yes"}, "lies before 'received'"),
        (Feedback, FEEDBACK, {"answered": "2026-03-03"}, "'answered' needs 'answer'"),
        (Feedback, FEEDBACK, {"answer": "yes"}, "'answer' needs 'answered'"),
        (Feedback, FEEDBACK, {"led_to": ["vpn-checklist"]}, "String should match pattern"),
        (Feedback, FEEDBACK, {"team": "jo@example.org"}, "not an address"),
        (Stakeholder, STAKEHOLDER, {"owner": ""}, "at least 1"),
        (Stakeholder, STAKEHOLDER, {"frequency": "often"}, "Input should be"),
        (OwnText, TEXT, {"section": "executive-sumary"}, "did you mean 'executive-summary'"),
        (OwnText, TEXT, {"document": "sip", "section": "analysis"}, "names its initiative"),
        (OwnText, TEXT, {"edits": []}, "at least 1 item"),
    ],
)
def test_a_record_that_leaves_a_doubt_is_refused(
    kind: type[Record], given: dict[str, Any], changes: dict[str, Any], said: str
) -> None:
    kind.model_validate(given)  # it stands without the change
    with pytest.raises(ValidationError, match=said):
        kind.model_validate(given | changes)


def test_an_activity_has_one_duty_and_so_one_role_that_is_accountable() -> None:
    first = Duty.model_validate(DUTY)
    second = Duty.model_validate(
        DUTY | {"id": "freeze-too", "activity": "freeze a  baseline", "accountable": "service manager"}
    )
    other = second.model_copy(update={"service": "Mail"})

    assert second.check(Register((Entry(first), Entry(second)))) == (
        "duty 'freeze-baseline' is for the same activity already; change that one",
    )
    assert other.check(Register((Entry(first), Entry(other)))) == ()


def test_an_activity_of_the_kit_stands_once_under_its_own_id() -> None:
    given = DUTY | {"activity": "Keep the CSI-plan and its template"}
    again, own = (Duty.model_validate(given | {"id": name}) for name in ("our-plan", "keep-the-plan"))

    (said,) = again.check(Register((Entry(again),)))
    assert said.startswith("this is the kit's activity 'keep-the-plan' (Keep the CSI plan and its template) under")
    assert own.check(Register((Entry(own),))) == ()
    assert again.model_copy(update={"service": "Mail"}).check(Register()) == ()


def test_feedback_without_its_group_is_refused() -> None:
    with pytest.raises(ValidationError, match="group"):
        Feedback.model_validate({key: value for key, value in FEEDBACK.items() if key != "group"})


def test_a_record_names_everything_it_points_at_and_where() -> None:
    given = FEEDBACK | {"stakeholder": "office-users", "service": "VPN", "led_to": ["action/a", "text/plan-summary"]}
    found = Feedback.model_validate(given | {"about": "initiative/vpn"}).references
    assert [(item.kind, item.id, item.key) for item in found] == [
        ("stakeholder", "office-users", ("stakeholder",)),
        ("service", "VPN", ("service",)),
        ("initiative", "vpn", ("about",)),
        ("action", "a", ("led_to", 0)),
        ("text", "plan-summary", ("led_to", 1)),
    ]


def test_each_kind_is_read_from_its_own_folder(tmp_path: Path) -> None:
    for kind, given in ((Duty, DUTY), (Feedback, FEEDBACK), (Stakeholder, STAKEHOLDER), (OwnText, TEXT)):
        folder = tmp_path / kind.FOLDER
        folder.mkdir()
        (folder / f"{given['id']}.yml").write_text(yaml.safe_dump(given), encoding="utf-8")
    found = read_folder(tmp_path)
    assert {(item.record.KIND, item.record.id) for item in found.entries} == {
        ("duty", "freeze-baseline"),
        ("feedback", "vpn-mornings"),
        ("stakeholder", "office-users"),
        ("text", "plan-summary"),
    }


def test_a_fault_is_named_with_its_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "duties").mkdir()
    path = tmp_path / "duties" / "freeze-baseline.yml"
    path.write_text(yaml.safe_dump(DUTY | {"accountable": ["one", "two"]}), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"line 1: accountable: exactly one role is accountable") as caught:
        read_folder(tmp_path)
    assert str(path) in str(caught.value)
