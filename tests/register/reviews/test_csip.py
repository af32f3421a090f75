"""The CSIP takes services forward: decided only in reviews, costed before it goes on, and no repair among it."""

import datetime as dt

import pytest

from csi_lib.errors import SettingsError, UsageError
from csi_lib.register.reviews.recording import Given, record_review
from csi_lib.register.reviews.transfer import transfer

BREACH = {"found": "in breach", "seen": "99.1 % in 2025-Q4, line 99.5 %", "on": "2026-03-31"}
ANSWER = BREACH | {"answer": "improvement", "reason": "Goes beyond the contract", "by": "supplier manager"}


def decide(register, *decisions, **more):
    given = Given.model_validate(
        {"held": "2026-04-09", "deciders": ["supplier manager"], "decisions": decisions} | more
    )
    return [change.record for change in record_review(register, "q1", given)]


def progress(name="second-line"):
    return {"about": "csip", "id": name, "decision": "progress"}


def test_an_entry_goes_on_by_the_decision_of_a_recorded_review(make, put, faults):
    register = put(make("supplier"), make("csip"), make("review"))
    records = decide(register, progress())
    assert faults(register, *records) == []
    review, entry = records
    assert (review.status, review.held, review.deciders) == ("held", dt.date(2026, 4, 9), ["supplier manager"])
    assert (entry.status, entry.review) == ("progress", "q1")


@pytest.mark.parametrize(
    ("status", "more"),
    [("progress", {}), ("hold", {"reason": "x", "again": "2026-10-01"}), ("removed", {"reason": "x"})],
)
def test_no_entry_is_decided_without_a_review(make, put, faults, alter, status, more):
    entry = make("csip")
    with pytest.raises(SettingsError, match="needs 'review'"):
        alter(entry, status=status, **more)
    # naming a review that says nothing of it is no decision either
    register = put(make("supplier"), entry, make("review"))
    found = faults(register, alter(entry, status=status, review="q1", **more))
    assert any("no review that was held has decided on it" in what for what in found)


def test_a_review_that_was_not_held_decides_nothing(make):
    with pytest.raises(SettingsError, match="only a review that was held"):
        make("review", decisions=[progress()])


def test_a_review_without_deciders_was_not_held(make):
    with pytest.raises(SettingsError, match="'deciders'"):
        make("review", status="held", held="2026-04-09")


def test_a_hold_needs_its_reason_and_the_day_it_is_looked_at_again(make, put):
    register = put(make("supplier"), make("csip"), make("review"))
    with pytest.raises(ValueError, match="'again', the day it is looked at again"):
        decide(register, {"about": "csip", "id": "second-line", "decision": "hold", "reason": "no offer"})


def test_a_removed_entry_stays_with_its_reason(make, put, faults):
    register = put(make("supplier"), make("csip"), make("review"))
    said = {"about": "csip", "id": "second-line", "decision": "remove", "reason": "Nobody wants it"}
    records = decide(register, said)
    assert faults(register, *records) == []
    assert (records[1].status, records[1].reason, records[1].title) == ("removed", "Nobody wants it", "A second line")


def test_a_removal_without_a_reason_is_refused(make, put):
    register = put(make("supplier"), make("csip"), make("review"))
    with pytest.raises(ValueError, match="'remove' needs 'reason'"):
        decide(register, {"about": "csip", "id": "second-line", "decision": "remove"})


@pytest.mark.parametrize(
    "settled", [{}, {"cost_type": "costed", "cost": {"value": 1, "unit": "EUR", "basis": "offer"}}]
)
def test_what_has_to_be_costed_goes_on_only_when_it_is(make, put, faults, settled):
    entry = make("csip", **({"cost_type": "costing required"} | settled))
    register = put(make("supplier"), entry, make("review"))
    found = faults(register, *decide(register, progress()))
    assert [what for what in found if "costing required" in what] == found
    assert len(found) == (0 if settled else 1)


def test_a_waived_costing_says_why(make):
    with pytest.raises(SettingsError, match="needs 'waived'"):
        make("csip", cost_type="waived")
    assert make("csip", cost_type="waived", waived="A page that is there already").waived


def test_no_added_cost_and_a_cost_contradict_each_other(make):
    with pytest.raises(SettingsError, match="one of them is wrong"):
        make("csip", cost={"value": 10, "unit": "EUR", "basis": "offer"})


@pytest.mark.parametrize(
    ("screening", "says"),
    [
        (None, "nobody has looked whether availability was in breach"),
        (BREACH, "does it belong in the Action Register?"),
        (ANSWER | {"answer": "repair"}, "belongs in the Action Register"),
        (ANSWER, ""),
        (BREACH | {"found": "not in breach"}, ""),
    ],
)
def test_no_repair_goes_on_as_an_improvement(make, put, faults, screening, says):
    entry = make("csip", kpi="availability", screening=screening if screening else ...)
    register = put(make("supplier"), entry, make("review"))
    found = faults(register, *decide(register, progress()))
    assert (len(found) == 1 and says in found[0]) if says else found == []


def test_an_answer_that_is_taken_back_later_stops_the_entry(make, put, faults, alter):
    entry = make("csip", kpi="availability", screening=ANSWER, status="progress", review="q1")
    review = make("review", status="held", held="2026-04-09", deciders=["supplier manager"], decisions=[progress()])
    register = put(make("supplier"), entry, review)
    assert faults(register, alter(entry, title="Another title")) == []
    found = faults(register, alter(entry, screening=ANSWER | {"answer": "repair"}))
    assert any("belongs in the Action Register" in what for what in found)


def test_an_answer_names_a_reason_and_a_role(make):
    with pytest.raises(SettingsError, match="needs 'reason' and 'by'"):
        make("csip", kpi="availability", screening=BREACH | {"answer": "improvement"})
    with pytest.raises(SettingsError, match="not an address"):
        make("csip", kpi="availability", screening=ANSWER | {"by": "a@b.example"})


def test_the_last_review_decides(make, put, faults, alter):
    first = make("review", status="held", held="2026-04-09", deciders=["supplier manager"], decisions=[progress()])
    entry = make("csip", status="progress", review="q1")
    said = {"about": "csip", "id": "second-line", "decision": "hold", "reason": "wait", "again": "2026-12-01"}
    second = make(
        "review", id="q2", status="held", held="2026-07-09", planned="2026-07-09", deciders=["x"], decisions=[said]
    )
    register = put(make("supplier"), entry, first)
    found = faults(register, second)  # without telling the entry
    assert any("which does not name it" in what for what in found)
    after = alter(entry, status="hold", review="q2", reason="wait", again="2026-12-01")
    assert faults(register, second, after) == []
    late = alter(after, again="2027-12-01")
    assert any("put it on hold until 2026-12-01" in what for what in faults(register, second, late))


def test_a_review_decides_once_on_an_entry(make):
    with pytest.raises(SettingsError, match="decided on twice"):
        make("review", status="held", held="2026-04-09", deciders=["x"], decisions=[progress(), progress()])


def test_actions_raised_in_a_review_are_written_with_it(make, put, faults):
    register = put(make("supplier"), make("csip"), make("review"))
    action = {"id": "spares", "title": "Keep spares", "owner": "account manager", "due": "2026-05-31"}
    review, _, raised = decide(register, progress(), actions=[action])
    assert review.actions == ["spares"]
    assert (raised.review, raised.source, raised.supplier) == ("q1", "review", "carrier")
    assert (raised.raised, raised.raised_by) == (dt.date(2026, 4, 9), "supplier manager")
    assert faults(register, review, raised, decide(register, progress())[1]) == []


def test_a_review_nobody_attended_is_a_desk_review(make, put, faults):
    register = put(make("supplier", contact=""), make("csip"), make("review"))
    records = decide(register, progress())
    assert records[0].desk and records[0].attendance == []
    assert faults(register, *records) == []
    assert not decide(register, progress(), attendance=["account manager"])[0].desk


def test_who_decided_and_when_has_to_be_said(make, put):
    register = put(make("supplier"), make("csip"), make("review"))
    with pytest.raises(UsageError, match="the day it was held and who decided"):
        record_review(register, "q1", Given(decisions=[]))


def test_a_move_between_the_registers_leaves_its_reason_on_both_sides(make, put, faults):
    entry = make("csip", kpi="availability", screening=ANSWER | {"answer": "repair"})
    register = put(make("supplier"), entry)
    reason = {"reason": "It repairs", "by": "supplier manager", "on": dt.date(2026, 4, 9)}
    given = {"owner": "account manager", "due": "2026-05-31"}
    old, new = (change.record for change in transfer(register, "csip", "second-line", given=given, **reason))
    assert faults(register, old, new) == []
    assert (old.status, old.moved.other, old.moved.reason) == ("moved", "second-line", "It repairs")
    assert (new.KIND, new.came_from, new.kpi, new.raised) == ("action", "second-line", "availability", reason["on"])
    # neither side alone is taken
    assert any("there is no action" in what for what in faults(register, old))
    assert any("does not say that it moved here" in what for what in faults(register, new))


def test_an_action_moves_to_the_csip_only_with_what_an_improvement_needs(make, put, faults):
    register = put(make("supplier"), make("action"))
    reason = {"reason": "Goes beyond the contract", "by": "supplier manager", "on": dt.date(2026, 4, 9)}
    with pytest.raises(SettingsError, match="cost_type"):
        transfer(register, "action", "late", given={}, **reason)
    given = {"cost_type": "no added cost"}
    records = [change.record for change in transfer(register, "action", "late", given=given, **reason)]
    assert faults(register, *records) == [] and records[1].status == "proposed"


def test_nothing_moves_without_a_reason(make, put):
    register = put(make("supplier"), make("action"))
    with pytest.raises(SettingsError, match="reason"):
        transfer(register, "action", "late", reason="", by="x", on=dt.date(2026, 4, 9), given={"cost_type": "waived"})


@pytest.mark.parametrize("target", ["progress", "done", "proposed"])
def test_a_removed_entry_does_not_come_back(make, put, alter, faults, target):
    said = {"about": "csip", "id": "second-line", "decision": "remove", "reason": "Nobody wants it"}
    review = make("review", status="held", held="2026-04-09", deciders=["x"], decisions=[said])
    entry = make("csip", status="removed", review="q1", reason="Nobody wants it")
    register = put(make("supplier"), entry, review)
    found = faults(register, alter(entry, status=target, done="2026-05-01", outcome="x"))
    assert any("cannot go from 'removed'" in what for what in found)


def test_what_was_screened_stands_once_an_entry_goes_on(make, put, faults, alter):
    review = make("review", status="held", held="2026-04-09", deciders=["supplier manager"], decisions=[progress()])
    entry = make("csip", kpi="availability", screening=ANSWER, status="progress", review="q1")
    register = put(make("supplier"), entry, review)
    for change in ({"kpi": "", "screening": None}, {"raised": "2026-01-01"}, {"kpi": "mttr_resolve"}):
        assert any(
            "cannot be changed, for it is 'progress'" in what for what in faults(register, alter(entry, **change))
        )
    assert faults(register, alter(entry, title="Another title")) == []


def test_a_screening_is_of_the_kpi_that_the_entry_names(make, put, faults, alter):
    entry = make("csip", kpi="availability", screening=BREACH | {"found": "not in breach"})
    register = put(make("supplier"), entry)
    assert any("look again" in what for what in faults(register, alter(entry, kpi="mttr_resolve")))
    assert faults(register, alter(entry, kpi="mttr_resolve", screening=None)) == []


def test_a_look_at_the_figures_is_not_typed_in(make, put, faults, alter):
    clean = BREACH | {"found": "not in breach"}
    entry = make("csip", kpi="availability", screening=BREACH)
    register = put(make("supplier"), entry)
    for screening in (clean, BREACH | {"on": "2026-04-01"}):
        (said,) = faults(register, alter(entry, screening=screening))
        assert "come from no look at the figures; leave it empty: csi register screen looks" in said
    (said,) = faults(put(make("supplier")), make("csip", kpi="availability", screening=clean))
    assert "no look at the figures" in said
    assert faults(register, alter(entry, screening=clean), source="screening") == []
    assert faults(register, alter(entry, screening=ANSWER)) == []  # a role answers for it, with its reason


@pytest.mark.parametrize(("unlinked", "stops"), [(..., True), ("It is about the reports alone", False)])
def test_an_entry_without_a_kpi_says_why_before_it_goes_on(make, put, faults, unlinked, stops):
    register = put(make("supplier"), make("csip", unlinked=unlinked), make("review"))
    found = faults(register, *decide(register, progress()))
    assert (len(found) == 1 and "names no KPI" in found[0]) if stops else found == []
