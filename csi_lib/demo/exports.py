"""What the ticket tool shows: list exports of tickets, changes and problems, as they stood at one moment."""

from __future__ import annotations

import numpy as np
import pandas as pd

from csi_lib.demo.agreements import end_answers
from csi_lib.demo.changes import read_changes
from csi_lib.demo.problems import read_problems
from csi_lib.demo.season import cut_off, write_wall
from csi_lib.demo.world import SERVICES, TEAMS

_PRIORITIES = ("1 - Critical", "2 - High", "3 - Moderate", "4 - Low", "5 - Planning")
_LEVELS = ("1 - High", "2 - Medium", "3 - Low")
_SOLVED = ("Solved (Permanently)", "Solved (Work Around)")


def export_tickets(tickets: pd.DataFrame, moment: pd.Timestamp) -> pd.DataFrame:
    """Show tickets as a ServiceNow list export of that moment would.

    Parameters
    ----------
    tickets : DataFrame
        As drawn, linked and marked for dirt; all opened before the moment.
    moment : Timestamp
        UTC; what is later has not happened.

    Returns
    -------
    DataFrame
        Text columns named by ServiceNow's field names, one row per ticket; stamps are local, without a zone.
    """
    seen = _look_at(tickets, moment)
    done = seen["resolved"].notna()
    return pd.DataFrame(
        {
            "number": tickets["number"],
            "sys_created_on": write_wall(tickets["created"]),
            "opened_at": write_wall(tickets["opened"]),
            "u_first_response_at": write_wall(seen["responded"]),
            "u_response_due": write_wall(tickets["answer_due"]),
            "u_first_resolved_at": write_wall(tickets["first_resolved"].where(done)),
            "reopened_time": write_wall(tickets["reopened_at"].where(done)),
            "resolved_at": write_wall(seen["resolved"] - _backdate(tickets)),
            "closed_at": write_wall(seen["closed"]),
            "sys_updated_on": write_wall(seen["updated"]),
            "state": np.where(tickets["odd_state"] != "", tickets["odd_state"], _name_state(tickets, seen)),
            "close_code": np.where(
                done & tickets["incident"], np.array(_SOLVED, dtype=object)[tickets["agent"] % 2], ""
            ),
            "priority": _name(_PRIORITIES, tickets["priority"] - 1),
            "impact": _name(_LEVELS, tickets["impact"] - 1),
            "urgency": _name(_LEVELS, tickets["urgency"] - 1),
            "category": tickets["category"],
            "business_service": _name([item.name for item in SERVICES], tickets["service"]),
            "cmdb_ci": _name([item.prefix for item in SERVICES], tickets["service"]) + _digits(tickets["ci"], "-", 2),
            "assignment_group": _name(TEAMS, tickets["team"]),
            "assigned_to": _digits(tickets["agent"], "agent-", 3),
            "caller_id": _digits(tickets["caller"], "user-", 4),
            "company": tickets["department"],
            "cat_item": tickets["item"],
            "contact_type": tickets["channel"],
            "reassignment_count": tickets["reassigned"].astype(str),
            "reopen_count": np.where(done & tickets["reopened"], "1", "0"),
            "u_agent_replies": _count_replies(tickets["agent_replies"], seen),
            "u_customer_replies": np.where(done, tickets["customer_replies"], 0).astype(str),
            "u_first_contact": np.where(done & tickets["first_contact"], "true", "false"),
            "u_escalated": np.where(done & tickets["handed_up"], "true", "false"),
            "u_made_response_sla": _judge_answers(tickets, seen),
            "made_sla": np.where(_late(tickets, seen, moment), "false", "true"),
            "sla_due": write_wall(tickets["due"]),
            "u_hold_seconds": np.where(done, tickets["hold_seconds"], 0).astype(str),
            "time_worked": np.where(done, tickets["work_seconds"], 0).astype(str),
            "major_incident_state": np.where(
                tickets["major"], "accepted", np.where(tickets["incident"], "rejected", "")
            ),
            "problem_id": tickets["problem"],
            "rfc": tickets["fixed_by"],
            "caused_by": tickets["caused_by"],
            "knowledge": np.where(tickets["knowledge"], "true", "false"),
        }
    )


def _look_at(tickets: pd.DataFrame, moment: pd.Timestamp) -> pd.DataFrame:
    """Return the stamps that had happened by then."""
    seen = tickets[["responded", "resolved", "closed", "due", "cancelled"]].copy()
    for name in ("responded", "resolved", "closed", "due"):
        seen[name] = seen[name].mask(seen[name] > moment)
    seen["resolved"] = seen["resolved"].mask(seen["cancelled"])
    # The tool writes to the record when the SLA runs out, too.
    breached = seen["due"].where(seen["due"] < tickets["resolved"])
    happened = pd.concat([tickets["created"], seen[["responded", "resolved", "closed"]], breached], axis=1).max(axis=1)
    return seen.assign(updated=cut_off(happened, moment))


def _name_state(tickets: pd.DataFrame, seen: pd.DataFrame) -> np.ndarray:
    incident = tickets["incident"].to_numpy()
    closed = np.where(incident, "Closed", "Closed Complete")
    working = np.where(tickets["held"], "On Hold", np.where(incident, "In Progress", "Work in Progress"))
    steps = [
        seen["closed"].notna() & tickets["cancelled"],
        seen["closed"].notna(),
        seen["resolved"].notna(),
        seen["responded"].notna(),
    ]
    return np.select(
        steps, [np.full(len(seen), "Canceled"), closed, "Resolved", working], np.where(incident, "New", "Open")
    )


def _late(tickets: pd.DataFrame, seen: pd.DataFrame, moment: pd.Timestamp) -> np.ndarray:
    end = seen["resolved"].fillna(seen["closed"]).fillna(moment)
    return (end > tickets["due"]).to_numpy()


def _count_replies(replies: pd.Series, seen: pd.DataFrame) -> np.ndarray:
    so_far = seen["responded"].notna().astype(np.int64)
    return np.asarray(replies.where(seen["resolved"].notna(), so_far).astype(str), dtype=object)


def _judge_answers(tickets: pd.DataFrame, seen: pd.DataFrame) -> np.ndarray:
    """Say whether the answer came in time; empty while nobody answered."""
    known = seen["responded"].notna() | seen["resolved"].notna()
    return np.where(known, np.where(end_answers(tickets) <= tickets["answer_due"], "true", "false"), "")


def _backdate(tickets: pd.DataFrame) -> pd.Series:
    """How far a spoiled resolve stamp lies before the opening, as a distance from the true one; else nothing."""
    away = (tickets["resolved"] - tickets["opened"]) + pd.to_timedelta(tickets["backdated_hours"], unit="h")
    return away.where(tickets["backdated_hours"] > 0, pd.Timedelta(0)).astype("timedelta64[s]")


def _name(names: list[str] | tuple[str, ...], place: pd.Series) -> np.ndarray:
    return np.array(names, dtype=object)[place.to_numpy()]


def _digits(values: pd.Series, prefix: str, width: int) -> np.ndarray:
    return np.array([f"{prefix}{value:0{width}d}" for value in values], dtype=object)


def export_changes(changes: pd.DataFrame) -> pd.DataFrame:
    """Show changes as a ServiceNow Excel export of the last day would: labels for headings, dates as stamps.

    Returns
    -------
    DataFrame
        Columns named by ServiceNow's labels; stamps are local, without a zone.
    """
    seen = read_changes(changes)
    return pd.DataFrame(
        {
            "Number": seen["number"],
            "Type": seen["kind"],
            "State": seen["state"],
            "Risk": seen["risk"],
            "Priority": _name(_PRIORITIES, seen["priority"] - 1),
            "Opened": seen["opened"],
            "Approval set": seen["approved"],
            "Planned start date": seen["planned_start"],
            "Planned end date": seen["planned_end"],
            "Actual start": seen["started"],
            "Actual end": seen["ended"],
            "Closed": seen["closed"],
            "Close code": seen["close_code"],
            "Business service": _name([item.name for item in SERVICES], seen["service"]),
            "Assignment group": _name(TEAMS, seen["team"]),
            "Updated": seen["updated"],
        }
    )


def export_problems(problems: pd.DataFrame) -> pd.DataFrame:
    """Show problems as a ServiceNow CSV export of the last day would.

    Returns
    -------
    DataFrame
        Text columns named by ServiceNow's field names; stamps are local, without a zone.
    """
    seen = read_problems(problems)
    return pd.DataFrame(
        {
            "number": seen["number"],
            "opened_at": write_wall(seen["opened"]),
            "u_root_cause_at": write_wall(seen["root_cause"]),
            "resolved_at": write_wall(seen["resolved"]),
            "closed_at": write_wall(seen["closed"]),
            "sys_updated_on": write_wall(seen["updated"]),
            "state": seen["state"],
            "resolution_code": seen["code"],
            "known_error": np.where(seen["known_error"], "true", "false"),
            "priority": _name(_PRIORITIES, seen["priority"] - 1),
            "category": seen["category"],
            "business_service": _name([item.name for item in SERVICES], seen["service"]),
            "assignment_group": _name(TEAMS, seen["team"]),
        }
    )
