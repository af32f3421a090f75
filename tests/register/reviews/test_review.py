"""A review that was held stands as it was: more may be added, nothing is written again, and none is held tomorrow."""

import datetime as dt

import pytest

from csi_lib.register.change import Change
from csi_lib.register.known import Known
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
