"""The Action Register brings services back into line: each with an owner, a day and, when done, what shows it."""

import datetime as dt

import pytest

from csi_lib.errors import SettingsError


@pytest.mark.parametrize("key", ["owner", "due", "raised", "raised_by"])
def test_an_action_has_an_owner_and_a_day(make, key):
    with pytest.raises(SettingsError, match=f"'{key}' is missing"):
        make("action", **{key: ...})


def test_owners_are_roles(make):
    with pytest.raises(SettingsError, match="not an address"):
        make("action", owner="jo@client.example")


def test_an_action_is_done_only_with_what_shows_that_it_is_in_line_again(make):
    with pytest.raises(SettingsError, match="needs 'done' and 'outcome'"):
        make("action", status="done")


def test_an_action_is_overdue_from_the_day_after_it_was_due_until_it_is_done(make):
    item = make("action", due="2026-04-30")
    assert not item.is_overdue(dt.date(2026, 4, 30))
    assert item.is_overdue(dt.date(2026, 5, 1))
    done = make("action", due="2026-04-30", status="done", done="2026-06-01", outcome="In time again")
    assert not done.is_overdue(dt.date(2026, 7, 1))


def test_a_dropped_action_says_why(make, put, alter, faults):
    item = make("action")
    with pytest.raises(SettingsError, match="needs 'reason'"):
        alter(item, status="dropped")
    assert faults(put(make("supplier"), item), alter(item, status="dropped", reason="The service ends")) == []


def test_an_action_names_a_supplier_that_there_is(make, put, faults):
    (what,) = faults(put(), make("action"))
    assert what == "there is no supplier 'carrier'"
