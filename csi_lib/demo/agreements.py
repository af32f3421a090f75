"""What was agreed: the time to answer, and the clocks that the tool runs for every ticket."""

from __future__ import annotations

import numpy as np
import pandas as pd

from csi_lib.demo.season import add_hours, end_of_data, write_wall

ANSWER_MINUTES = (15.0, 30.0, 90.0, 180.0, 240.0)  # by priority 1 to 5, by day and night
SECOND_CHANCE = 0.5  # of the agreed time, for a fix that did not hold

_COLUMNS = ("number", "target", "priority", "incident", "started", "ended", "due", "pause_seconds", "cancelled")
_HEADINGS = ("sys_id", "task", "sla", "sla.target", "stage", "has_breached", "start_time", "end_time",
             "planned_end_time", "pause_duration")  # fmt: skip


def agree_answers(tickets: pd.DataFrame) -> pd.Series:
    """Return until when each ticket must be answered, UTC, shape (n,)."""
    minutes = np.array(ANSWER_MINUTES)[tickets["priority"].to_numpy() - 1]
    return add_hours(tickets["opened"], minutes / 60)


def end_answers(tickets: pd.DataFrame) -> pd.Series:
    """Return when the clock of the answer stopped: at the first answer, or with the fix where nobody noted it."""
    return tickets["responded"].fillna(tickets["first_resolved"])


def export_slas(tickets: pd.DataFrame) -> pd.DataFrame:
    """Show the clocks as a ServiceNow export of the table task_sla on the last day would.

    A ticket has one clock to answer and one to resolve, and a second one to resolve when its fix did not hold.

    Parameters
    ----------
    tickets : DataFrame
        With how they were handled, and ``answer_due``.

    Returns
    -------
    DataFrame
        Text columns named by ServiceNow's field names, by ticket; stamps are local, without a zone.
    """
    end = end_of_data()
    clocks = pd.concat([_answer(tickets), _resolve(tickets), _resolve_again(tickets)])
    clocks = clocks[clocks["started"] <= end].sort_values(["started", "number", "target"], kind="stable")
    clocks = clocks.reset_index(drop=True)
    ended = clocks["ended"].mask(clocks["ended"] > end)
    late = ended.fillna(end) > clocks["due"]
    stages = [clocks["cancelled"] & ended.notna(), ended.notna() & late, ended.notna()]
    kind = np.where(clocks["incident"], "Incident", "Request")
    names = kind + " P" + clocks["priority"].astype(str).to_numpy(object) + " " + clocks["target"].to_numpy(object)
    texts = (
        [f"{place + 1:08x}" for place in range(len(clocks))],
        clocks["number"],
        names,
        clocks["target"],
        np.select(stages, ["Cancelled", "Breached", "Achieved"], "In progress"),
        np.where(late, "true", "false"),
        write_wall(clocks["started"]),
        write_wall(ended),
        write_wall(clocks["due"]),
        np.where(ended.notna(), clocks["pause_seconds"], 0).astype(str),
    )
    return pd.DataFrame(dict(zip(_HEADINGS, texts, strict=True)))


def _answer(tickets: pd.DataFrame) -> pd.DataFrame:
    return tickets.assign(
        target="Response",
        started=tickets["opened"],
        ended=end_answers(tickets),
        due=tickets["answer_due"],
        pause_seconds=0,
    )[list(_COLUMNS)]


def _resolve(tickets: pd.DataFrame) -> pd.DataFrame:
    return tickets.assign(
        target="Resolution",
        started=tickets["opened"],
        ended=tickets["first_resolved"],
        pause_seconds=np.where(tickets["reopened"], 0, tickets["hold_seconds"]),
    )[list(_COLUMNS)]


def _resolve_again(tickets: pd.DataFrame) -> pd.DataFrame:
    again = tickets[tickets["reopened"]]
    hours = (again["due"] - again["opened"]).dt.total_seconds().to_numpy() / 3_600
    return again.assign(
        target="Resolution",
        started=again["reopened_at"],
        ended=again["resolved"],
        due=add_hours(again["reopened_at"], hours * SECOND_CHANCE),
        pause_seconds=again["hold_seconds"],
    )[list(_COLUMNS)]
