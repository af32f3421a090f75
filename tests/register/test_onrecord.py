"""What stands in the register beside the answers on the ten steps, counted by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

from csi_lib.register import Entry, Register
from csi_lib.register.onrecord import count_on_record
from csi_lib.register.people.feedback import Feedback
from csi_lib.register.people.stakeholder import Stakeholder
from csi_lib.register.reviews.review import Review

TODAY = dt.date(2026, 6, 30)


def hold(*records: Any) -> Register:
    return Register(tuple(Entry(record) for record in records), "files")


def make_review(name: str, held: str, *about: str) -> Review:
    decisions = [{"about": "csip", "id": item, "decision": "progress"} for item in about]
    body = {"version": 1, "id": name, "title": name, "type": "service", "planned": held, "status": "held"}
    return Review.model_validate(body | {"held": held, "deciders": ["service owner"], "decisions": decisions})


def make_complaint(name: str, received: str, answered: str | None) -> Feedback:
    body = {"version": 1, "id": name, "source": "complaint", "group": "users", "said": "slow", "received": received}
    return Feedback.model_validate(body | ({"answered": answered, "answer": "mended"} if answered else {}))


def test_an_entry_decided_on_twice_is_one_entry_reviewed() -> None:
    found = count_on_record(hold(make_review("a", "2026-01-10", "x", "y"), make_review("b", "2026-04-10", "x")), TODAY)

    assert (found.reviews, found.reviewed) == (2, 2)


def test_what_is_older_than_twelve_months_or_later_than_the_data_does_not_count() -> None:
    old, new = make_review("a", "2025-06-30", "x"), make_review("b", "2026-07-01", "y")
    first, last = make_review("c", "2025-07-01", "z"), make_review("d", "2026-06-30", "w")

    found = count_on_record(hold(old, new, first, last), TODAY)

    assert (found.since, found.reviews, found.reviewed) == (dt.date(2025, 7, 1), 2, 2)


def test_complaints_say_how_many_were_answered_and_how_fast() -> None:
    # 2 and 6 days: 4 on average; the third waits still, the fourth was answered after the data end
    found = count_on_record(
        hold(
            make_complaint("a", "2026-03-01", "2026-03-03"),
            make_complaint("b", "2026-03-01", "2026-03-07"),
            make_complaint("c", "2026-03-01", None),
            make_complaint("d", "2026-06-29", "2026-07-02"),
        ),
        TODAY,
    )

    assert (found.complaints, found.answered, found.days) == (4, 2, 4.0)


def test_meetings_are_counted_over_all_stakeholders() -> None:
    talks = [{"on": "2026-02-01", "what": "figures"}, {"on": "2024-02-01", "what": "kick-off"}]
    body = {"version": 1, "id": "board", "title": "Board", "group": "managers", "interest": "cost", "log": talks}
    agreed = {"channel": "meeting", "frequency": "quarterly", "owner": "CSI manager"}
    board = Stakeholder.model_validate(body | agreed)

    assert count_on_record(hold(board), TODAY).meetings == 1


def test_without_records_all_is_nought() -> None:
    found = count_on_record(Register(), TODAY)

    assert (found.reviews, found.reviewed, found.meetings, found.trainings, found.complaints) == (0, 0, 0, 0, 0)
    assert found.days is None
