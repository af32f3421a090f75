"""An export with one row per update tells the history of state and team."""

from __future__ import annotations

from typing import Any

import pandas as pd

LOG = """number,opened_at,state,assignment_group,sys_mod_count,sys_updated_on
INC1,2026-03-02 08:00:00,New,?,0,2026-03-02 08:00:00
INC1,2026-03-02 08:00:00,Active,Desk,1,2026-03-02 09:00:00
INC1,2026-03-02 08:00:00,Active,Network,2,2026-03-02 10:00:00
INC1,2026-03-02 08:00:00,Awaiting User Info,Network,3,2026-03-02 11:00:00
INC1,2026-03-02 08:00:00,Active,Network,4,2026-03-02 11:00:00
INC1,2026-03-02 08:00:00,Closed,Network,5,2026-03-02 12:00:00
INC2,2026-03-02 08:00:00,New,Desk,0,2026-03-02 08:00:00
"""


def test_changes_of_state_and_team_are_listed(project: Any) -> None:
    lines = LOG.splitlines()
    project.put("a.csv", "\n".join([lines[0], *reversed(lines[1:])]) + "\n")  # the order in the file does not count

    history = project.table(project.ingest("a.csv"), "ticket_history")

    rows = [
        (row.ticket_id, f"{row.at:%H:%M}", row.field, None if pd.isna(row.old) else row.old, row.new)
        for row in history.itertuples()
    ]
    assert rows == [
        ("INC1", "08:00", "state", None, "open"),
        ("INC1", "09:00", "team", None, "Desk"),
        ("INC1", "10:00", "team", "Desk", "Network"),
        # at 11:00 it went on hold and came back within the minute the stamps can tell
        ("INC1", "12:00", "state", "open", "closed"),
        ("INC2", "08:00", "state", None, "open"),
        ("INC2", "08:00", "team", None, "Desk"),
    ]


def test_monthly_lists_are_no_event_log(project: Any, ticket: dict, as_csv: Any) -> None:
    project.put("m1.csv", as_csv([{**ticket, "state": "New", "sys_updated_on": "2026-03-02 08:00:00"}]))
    project.put("m2.csv", as_csv([ticket]))

    assert project.table(project.ingest("m*.csv"), "ticket_history").empty
