"""What is left out is counted."""

import pandas as pd

from csi_lib.kpi.exclusions import EXCLUSION_COLUMNS, count_exclusions

AT = pd.Timestamp("2026-01-05")


def test_every_row_that_leaves_the_kpis_is_counted_once_with_its_reason(write_tables):
    said = [
        ("closed", "solved"),
        ("cancelled", None),
        ("cancelled", "duplicate"),  # both: it is told as a duplicate
        ("closed", "spam"),
        ("closed", "test"),
        ("closed", "test"),
        ("open", None),
        (None, None),
    ]
    rows = [
        {"id": str(k), "kind": "incident", "opened_at": AT, "state": state, "outcome": outcome}
        for k, (state, outcome) in enumerate(said)
    ]
    changes = [
        {"id": "1", "opened_at": AT, "state": "closed", "outcome": "successful"},
        {"id": "2", "opened_at": AT, "state": "closed"},
        {"id": "3", "opened_at": AT, "state": "draft"},
        {"id": "4", "opened_at": AT, "state": "cancelled", "outcome": "cancelled"},
    ]
    found = count_exclusions(write_tables(tickets=rows, changes=changes))

    assert tuple(found.columns) == EXCLUSION_COLUMNS
    told = {(row.table, row.reason): (row.rows, row.of, row.percent) for row in found.itertuples()}
    assert told == {
        ("tickets", "duplicate"): (1, 8, 12.5),
        ("tickets", "spam"): (1, 8, 12.5),
        ("tickets", "test"): (2, 8, 25.0),
        ("tickets", "cancelled"): (1, 8, 12.5),
        ("changes", "cancelled"): (1, 4, 25.0),
        ("changes", "draft"): (1, 4, 25.0),
        ("changes", "closed without an outcome"): (1, 4, 25.0),
    }


def test_what_is_left_out_and_what_is_counted_are_all_tickets(run, write_tables, pick):
    outcomes = ["solved", "duplicate", "spam", "test", "cancelled", None, "solved"]
    rows = [
        {"id": str(k), "kind": "incident", "opened_at": AT, "outcome": outcome, "in_scope": outcome in (None, "solved")}
        for k, outcome in enumerate(outcomes)
    ]
    excluded = count_exclusions(write_tables(tickets=rows))["rows"].sum()
    counted = pick(run(["incident_volume"], {"tickets": rows}), kpi="incident_volume", month="2026-01").value

    assert excluded + counted == len(rows)


def test_surveys_nobody_answered_are_missing_and_not_bad(write_tables):
    rows = [
        {"id": "1", "kind": "csat", "sent_at": AT},
        {"id": "2", "kind": "csat", "sent_at": AT, "responded_at": AT, "score": 4},
        {"id": "3", "kind": "csat", "sent_at": AT, "responded_at": AT},
    ]
    found = count_exclusions(write_tables(surveys=rows))
    assert found[["reason", "rows", "of"]].to_numpy().tolist() == [
        ["sent and not answered", 1, 3],
        ["answered without a mark", 1, 3],
    ]


def test_without_data_there_is_nothing_to_leave_out(write_tables):
    assert count_exclusions({}).empty and count_exclusions(write_tables(tickets=[])).empty
