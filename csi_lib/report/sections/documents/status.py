"""The status report of a month: how far every initiative is, what moved, what happened and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from csi_lib.kpi import Kpi
from csi_lib.register import Initiative
from csi_lib.register.people import Feedback, Stakeholder, follow_contacts, list_waiting
from csi_lib.register.plans.happened import list_happened
from csi_lib.register.plans.month import Month, read_month
from csi_lib.register.reviews.action import OPEN, Action
from csi_lib.register.reviews.calendar import list_due
from csi_lib.report.blocks import Blocks, Column, Table, Text
from csi_lib.report.sections import rows
from csi_lib.report.sections.effects import warn_verdicts
from csi_lib.report.sections.part import NOTHING_REGISTERED, choose_words
from csi_lib.report.sections.plan import say_next
from csi_lib.report.wording import count_words
from csi_lib.study import Study


def choose_month(study: Study, period: str) -> Month:
    """Return the month of a status report; the last with a usable number where none is named.

    Raises
    ------
    UsageError
        When the data say nothing of it.
    """
    return read_month(period or study.period, study.first, study.as_of)


def status_answer(study: Study, period: str = "") -> Blocks:
    """Say which month it is, how many initiatives are where, and how much stands in the way."""
    month = choose_month(study, period)
    live = sum(item.status == "live" for item in study.initiatives)
    over = sum(item.is_over for item in study.initiatives)
    total = count_words(len(study.initiatives), "initiative")
    late = sum(line["days"] is not None and line["days"] > 0 for line in _list_obstacles(study))
    where = f"{total} in the register: {live} live, {over} over, {len(study.initiatives) - live - over} on the way."
    found = count_words(len(list_happened(study.records, month)), "event")
    tail = f"{found} in {month}; {count_words(late, 'thing is', 'things are')} overdue as of {study.as_of}."
    said = where if study.initiatives else choose_words(study, *NOTHING_REGISTERED)
    return Blocks([Text(f"{said} {tail}", role="answer")])


def status_initiatives(study: Study, period: str = "") -> Blocks:
    """Show how far every initiative is: milestones, issues, verdict and next step, as of the last day of the data."""
    if not study.initiatives:
        return Blocks([Text(choose_words(study, *NOTHING_REGISTERED), role="note")])
    columns = (
        Column("title", "Initiative"),
        Column("status", "Status"),
        Column("date", "Go-live", kind="stamp"),
        Column("steps", "Milestones", kind="number"),
        Column("done", "Reached", kind="number"),
        Column("late", "Overdue", kind="number"),
        Column("issues", "Open issues", kind="number"),
        Column("verdict", "Verdict"),
        Column("next", "Next step"),
        Column("owner", "Owner"),
    )
    lines = tuple(_follow(study, item) for item in study.initiatives)
    return Blocks([Table("How far the initiatives are", columns, lines), *warn_verdicts(study)])


def _follow(study: Study, item: Initiative) -> dict[str, Any]:
    verdict = study.verdict_of(item.id)
    return {
        "title": item.title,
        "status": item.status,
        "date": item.date,
        "steps": len(item.milestones),
        "done": sum(step.done is not None and step.done <= study.as_of for step in item.milestones),
        "late": sum(step.is_overdue(study.as_of) for step in item.milestones),
        "issues": sum(issue.closed is None for issue in item.issues),
        "verdict": verdict.verdict if verdict else "not live yet",
        "next": say_next(study, item),
        "owner": item.pm or item.owner,
    }


def status_kpis(study: Study, period: str = "", process: str = "") -> Blocks:
    """Show the KPIs of one month beside the month before, and the signal of the last three months.

    ``process`` keeps the KPIs of one group: ``incident``, ``change``, ``problem``, ``desk``, …
    """
    month = choose_month(study, period)
    chosen = [kpi for kpi in study.kpis if not process or kpi.group == process]
    if not chosen:
        return Blocks([Text(f"No KPI is of the process ‘{process}’.", role="warning")])
    columns = (
        Column("kpi", "KPI"),
        Column("value", "In the month", kind="number"),
        Column("before", "Month before", kind="number"),
        Column("unit", "Unit"),
        Column("n", "n", kind="number"),
        Column("better", "Good direction"),
        Column("variation", "Signal"),
        Column("reason", "Remark"),
    )
    lines = tuple(line for kpi in chosen if (line := _measure(study, kpi, month)))
    note = "The signal is of the last three months of the data."
    return Blocks([Table("The figures of the month", columns, lines, note=note)])


_BETTER = {"lower": "lower is better", "higher": "higher is better", "none": "neither"}


def _measure(study: Study, kpi: Kpi, month: Month) -> dict[str, Any] | None:
    found = rows.at(rows.main_view(study.measures, kpi))
    found = found[found["stat"] == "value"].sort_values("period_start")
    here = found[found["period_start"].dt.strftime("%Y-%m") == str(month)]
    if here.empty:
        return None
    row = here.iloc[0]
    earlier = found[found["period_start"] < row["period_start"]]
    signals = rows.at(study.signals)
    signal = signals[signals["kpi"] == kpi.id]
    return {
        "kpi": rows.name_series(kpi),
        "value": row["value"],
        "before": earlier.iloc[-1]["value"] if len(earlier) else None,
        "unit": row["unit"],
        "n": row["n"],
        "better": _BETTER[kpi.better],
        "variation": signal.iloc[0]["variation"] if len(signal) else "",
        "reason": row["reason"],
    }


def status_happened(study: Study, period: str = "") -> Blocks:
    """Show what the register says happened in the month."""
    month = choose_month(study, period)
    found = list_happened(study.records, month)
    if not found:
        return Blocks([Text(f"The register notes nothing for {month}.", role="note")])
    columns = (
        Column("on", "Day", kind="stamp"),
        Column("what", "What happened"),
        Column("comment", "About"),
        Column("ref", "Record"),
    )
    lines = tuple({"on": item.on, "what": item.what, "comment": item.about, "ref": item.ref} for item in found)
    return Blocks([Table("What happened in the month", columns, lines)])


def status_obstacles(study: Study) -> Blocks:
    """List what stands in the way: late milestones, risks and reviews, open issues and actions, unanswered feedback."""
    found = sorted(_list_obstacles(study), key=lambda line: -(line["days"] or 0))
    if not found:
        return Blocks([Text("Nothing is overdue, and no issue is open.", role="note")])
    columns = (
        Column("what", "What"),
        Column("comment", "About"),
        Column("due", "Due or raised", kind="stamp"),
        Column("days", "Days late", kind="number"),
        Column("owner", "Who answers"),
        Column("ref", "Record"),
    )
    return Blocks([Table("What stands in the way", columns, tuple(found))])


def _list_obstacles(study: Study) -> Iterator[dict[str, Any]]:
    today = study.as_of
    for item in study.initiatives:
        ref, role = f"initiative/{item.id}", item.pm or item.owner
        late = (step for step in item.milestones if step.is_overdue(today))
        for step in late:
            yield _lay("milestone overdue", step.what, step.due, (today - step.due).days, step.owner or role, ref)
        for risk in (one for one in item.risks if one.is_overdue(today)):
            days = (today - risk.review_by).days
            yield _lay("risk not looked at again", risk.what, risk.review_by, days, risk.owner, ref)
        for issue in (one for one in item.issues if one.closed is None):
            yield _lay("open issue", issue.what, issue.raised, None, issue.owner, ref)
    for due in (one for one in list_due(study.records, today) if one.overdue):
        yield _lay("review overdue", due.title, due.on, (today - due.on).days, "", due.review)
    for act in (one for one in study.records.of(Action) if one.status in OPEN and one.due < today):
        yield _lay("action overdue", act.title, act.due, (today - act.due).days, act.owner, f"action/{act.id}")
    feedback = study.records.of(Feedback)
    for contact in follow_contacts(study.records.of(Stakeholder), feedback, today):
        if contact.overdue:
            about, ref = contact.stakeholder, f"stakeholder/{contact.stakeholder.id}"
            yield _lay("stakeholder not heard", about.title, contact.due, contact.overdue, about.owner, ref)
    for reply in list_waiting(feedback, today):
        yield _lay("feedback without an answer", reply.said, reply.received, None, "", f"feedback/{reply.id}")


def _lay(what: str, about: str, due: object, days: int | None, owner: str, ref: str) -> dict[str, Any]:
    return {"what": what, "comment": about, "due": due, "days": days, "owner": owner, "ref": ref}
