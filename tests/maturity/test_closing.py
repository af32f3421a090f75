"""An assessment is closed only beside a frozen baseline; what else is open is listed."""

import datetime as dt

import pytest

from csi_lib.errors import SettingsError
from csi_lib.maturity import assess
from csi_lib.maturity.closing import check_closed, list_open_points


def test_without_a_frozen_baseline_an_assessment_stays_open(make_process, make_sheet, framework):
    said = assess([make_sheet("r1", {"inc-1.1-q1": "F"})], [make_process({"1.1": 1})], framework)
    assert [item.blocks for item in list_open_points(said, "")][:1] == [True]
    assert not any(item.blocks for item in list_open_points(said, "2025"))


def test_processes_and_groups_that_are_missing_are_named(make_process, make_sheet, framework):
    said = assess([make_sheet("r1", {"inc-1.1-q1": "F"})], [make_process({"1.1": 1})], framework)
    told = [item.what for item in list_open_points(said, "2025")]
    assert "Not covered: problem management, change management, the service desk." in told
    assert "Nobody was heard from: users, staff, stakeholders." in told


def test_closed_without_a_baseline_is_refused_with_the_key_and_the_command():
    with pytest.raises(SettingsError) as caught:
        check_closed(dt.date(2026, 6, 30), "", "demo.yml")
    assert str(caught.value).startswith("demo.yml, assessment.closed: ")
    assert "csi freeze" in str(caught.value)


def test_closed_beside_a_baseline_and_open_without_one_are_fine():
    check_closed(dt.date(2026, 6, 30), "2025", "demo.yml")
    check_closed(None, "", "demo.yml")
