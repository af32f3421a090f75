"""A review that was held stands as it was: more may be added, nothing is written again, and none is held tomorrow."""

import datetime as dt

import pytest

from csi_lib.errors import SettingsError, UsageError
from csi_lib.register.change import Change
from csi_lib.register.known import Known
from csi_lib.register.reviews.recording import Given, record_review
from csi_lib.register.rules import list_faults

AGREED = {"about": "other", "what": "Look again in autumn"}


@pytest.fixture
def review(make, held):
    return make("review", **held, decisions=[AGREED], minutes="The figures were read.")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"held": "2026-04-08"}, "'held' cannot be changed"),
        ({"deciders": ["account manager"]}, "'deciders' cannot be changed"),
        ({"attendance": ["account manager"]}, "'attendance' cannot be changed"),
        ({"decisions": []}, "'decisions' may only be added to"),
        ({"decisions": [AGREED | {"what": "Do it now"}]}, "'decisions' may only be added to"),
        ({"minutes": "Nobody read anything."}, "'minutes' may only be added to"),
    ],
)
def test_what_a_held_review_said_is_not_written_again(put, faults, alter, make, review, change, says):
    found = faults(put(make("supplier"), review), alter(review, **change))
    assert len(found) == 1 and says in found[0]


def test_a_held_review_may_be_added_to(put, faults, alter, make, review):
    more = {
        "decisions": [AGREED, AGREED | {"what": "Tell the users"}],
        "minutes": "The figures were read.\n\nThen the users.",
    }
    assert faults(put(make("supplier"), review), alter(review, **more)) == []


@pytest.mark.parametrize(("day", "late"), [("2026-04-06", True), ("2026-04-08", False), ("2026-05-01", False)])
def test_no_review_was_held_on_a_day_that_has_not_come(put, make, review, day, late):
    written = dt.date.fromisoformat(day)
    found = list_faults(put(make("supplier")), [Change(review)], Known(), day=written)
    assert [fault.what for fault in found] == (["'held' cannot be 2026-04-09: that day has not come yet"] * late)


def test_a_service_review_says_who_stood_for_the_customer(put, faults, make, alter):
    register = put(make("supplier"), make("review", type="service", supplier="", service="Net"))
    given = {"held": "2026-04-09", "deciders": ["service owner net"]}
    with pytest.raises(UsageError, match="who stood for the customer, as a role or organisation is missing") as raised:
        record_review(register, "q1", Given.model_validate(given))
    assert "--customer" in str(raised.value)

    (change,) = record_review(register, "q1", Given.model_validate(given | {"customer": "Sales division"}))
    assert faults(register, change.record) == [] and not change.record.lacks_customer
    (said,) = faults(put(change.record), alter(change.record, customer="Works council"))
    assert "'customer' cannot be changed any more" in said


def test_a_review_without_a_customer_is_not_asked_for_one_and_no_person_is_named(put, make):
    register = put(make("supplier"), make("review"))
    given = Given.model_validate({"held": "2026-04-09", "deciders": ["supplier manager"]})
    assert not record_review(register, "q1", given)[0].record.lacks_customer
    with pytest.raises(SettingsError, match="not an address"):
        make("review", customer="jo@client.example")
