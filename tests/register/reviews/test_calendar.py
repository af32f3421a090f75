"""Reviews come round: what is due, what is overdue, and the same for any calendar program."""

import datetime as dt

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.register.reviews.calendar import Due, add_months, list_due, list_later, list_missing_types
from csi_lib.register.reviews.ics import write_calendar

TODAY = dt.date(2026, 6, 30)
STAMP = dt.datetime(2026, 6, 30, tzinfo=dt.UTC)


def due(register, today=TODAY, **more):
    return [(item.on, item.overdue) for item in list_due(register, today, **more)]


def test_a_planned_review_is_overdue_from_the_day_after(make, put):
    register = put(make("supplier"), make("review", planned="2026-06-30"))
    assert due(register) == [(TODAY, False)]
    assert due(register, dt.date(2026, 7, 1)) == [(TODAY, True)]


def test_the_next_review_is_due_by_the_cadence_of_the_last(make, put, held):
    register = put(make("supplier"), make("review", cadence="quarterly", **held))
    assert due(register) == [(dt.date(2026, 7, 9), False)]
    assert due(register, dt.date(2026, 7, 10)) == [(dt.date(2026, 7, 9), True)]


def test_a_review_held_late_does_not_shift_those_that_follow(make, put, held):
    late = held | {"held": "2026-06-20"}
    register = put(make("supplier"), make("review", cadence="quarterly", **late))
    assert due(register) == [(dt.date(2026, 7, 9), False)]


def test_a_planned_review_stands_in_for_what_the_cadence_asks(make, put, held):
    first = make("review", cadence="quarterly", **held)
    second = make("review", id="q2", planned="2026-07-20", cadence="quarterly")
    assert due(put(make("supplier"), first, second)) == [(dt.date(2026, 7, 20), False)]


def test_a_cancelled_review_is_due_no_more(make, put):
    item = make("review", status="cancelled", reason="The contract ended")
    assert due(put(make("supplier"), item)) == []


def test_a_supplier_whose_contract_asks_for_reviews_and_never_had_one_is_named(make, put):
    (found,) = list_due(put(make("supplier", review="yearly")), TODAY)
    assert found.supplier == "carrier" and "none was ever planned" in found.basis


def test_the_three_regular_reviews_are_missed_until_somebody_plans_them(make, put):
    assert list_missing_types(put()) == ("metrics", "feedback", "process audit")
    metrics = make("review", type="metrics", supplier="", title="Metrics")
    assert list_missing_types(put(metrics)) == ("feedback", "process audit")


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-12-15", 12, "2027-12-15"),
    ],
)
def test_months_end_where_the_calendar_ends_them(day, months, then):
    assert add_months(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(then)


def test_a_calendar_program_reads_what_is_due(make, put):
    register = put(make("supplier"), make("review", title="Review; quarter, \\ 2", planned="2026-07-09"))
    calendar = icalendar.Calendar.from_ical(write_calendar(list_due(register, TODAY), "acme", "Client", STAMP))
    (event,) = calendar.walk("VEVENT")
    assert event.decoded("DTSTART") == dt.date(2026, 7, 9)
    assert event.decoded("DTEND") == dt.date(2026, 7, 10)
    assert str(event["SUMMARY"]) == "Review; quarter, \\ 2"
    assert str(event["STATUS"]) == "CONFIRMED" and not calendar.errors and not event.errors


def test_a_review_keeps_its_identity_when_its_day_changes(make, put):
    first, second = (
        write_calendar(list_due(put(make("supplier"), make("review", planned=day)), TODAY), "acme", "Client", STAMP)
        for day in ("2026-07-09", "2026-08-13")
    )
    names = [icalendar.Calendar.from_ical(text).walk("VEVENT")[0]["UID"] for text in (first, second)]
    assert names[0] == names[1]


@given(st.text(max_size=300), st.sampled_from(["", "Büro-IT 🖨️", "x" * 100]))
def test_no_title_breaks_the_calendar(title, service):
    item = Due(TODAY, title, "service", service, "", "", False, "planned")
    written = write_calendar([item], "acme", title, STAMP)
    lines = written.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines) and lines[-1] == b""
    (event,) = icalendar.Calendar.from_ical(written).walk("VEVENT")
    kept = "".join(
        letter for letter in title.replace("\r\n", "\n").replace("\r", "\n") if letter >= " " or letter == "\n"
    )
    assert str(event["SUMMARY"]) == kept


def test_a_review_planned_beyond_the_calendar_is_later_and_never_lost(make, put):
    register = put(make("supplier"), make("review", planned="2199-12-31"))
    assert due(register) == []
    assert [item.on for item in list_later(register, TODAY)] == [dt.date(2199, 12, 31)]
    assert list_later(register, TODAY, 10**9) == () and len(due(register, ahead=10**9)) == 1
