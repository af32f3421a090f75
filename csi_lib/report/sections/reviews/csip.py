"""The Customer Service Improvement Programme: its entries, what reviews decided, whether any is a repair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from csi_lib.register.reviews import Csip, Supplier
from csi_lib.register.reviews.review import list_decisions
from csi_lib.report.blocks import Blocks, Column, Table, Text
from csi_lib.report.wording import say_value
from csi_lib.signals.wording import say_interval
from csi_lib.stats import Effect
from csi_lib.study import Study
from csi_lib.study.improvements import judge_improvements
from csi_lib.study.screening import Look, screen_study

NO_ENTRY = "The Customer Service Improvement Programme holds no entry."
HINT = (
    "Judged as initiatives are: months after the day beside the course before it. The entry says on which day it was "
    "raised; where that was later than the day it took effect, no verdict is given. It says what happened after a "
    "date, never what caused it."
)


@dataclass(frozen=True)
class Question:
    """Whether an entry is a repair: what the figures say, and what was answered."""

    entry: Csip
    look: Look

    @property
    def answer(self) -> str:
        """What the entry's own record answers; empty: nobody did."""
        return self.entry.screening.answer if self.entry.screening else ""

    @property
    def open(self) -> bool:
        """Whether an entry that still counts waits for an answer."""
        going = self.entry.status in ("proposed", "progress", "hold")
        return going and self.look.found == "in breach" and not self.answer

    @property
    def state(self) -> str:
        """How it stands, in a few words."""
        noted = self.entry.screening
        if self.look.found != "in breach":
            return "no question" if noted is None or noted.found != "in breach" else "figures have changed since"
        if not self.answer:
            return "to be answered" if self.open else "was never answered"
        if self.answer == "repair" and self.entry.status != "moved":
            return "belongs in the Action Register"
        return f"answered: {self.answer}"


def list_questions(study: Study) -> tuple[Question, ...]:
    """List every entry with a KPI beside what the figures of the day it was raised say."""
    looks = screen_study(study)
    return tuple(Question(item, looks[item.id]) for item in study.records.of(Csip) if item.id in looks)


def csip_entries(study: Study) -> Blocks:
    """Show the entries by what they cost: at no added cost, costing required, costed, costing waived."""
    entries = study.records.of(Csip)
    if not entries:
        return Blocks([Text(NO_ENTRY, role="note")])
    columns = (
        Column("title", "Improvement"),
        Column("service", "Service"),
        Column("supplier", "Supplier"),
        Column("cost_type", "Cost type"),
        Column("cost", "Amount"),
        Column("raised", "Raised", kind="stamp"),
        Column("raised_by", "Raised by"),
        Column("status", "State"),
        Column("checks", "Checks done"),
        Column("again", "Looked at again", kind="stamp"),
        Column("note", "What came of it, or why"),
    )
    order = {name: place for place, name in enumerate(("no added cost", "costed", "waived", "costing required"))}
    lines = tuple(
        _line(study, item) for item in sorted(entries, key=lambda item: (order[item.cost_type], item.raised, item.id))
    )
    note = "What costs money goes on only when the cost is known, or a reason says that none has to be."
    return Blocks([Table("Customer Service Improvement Programme", columns, lines, note=note)])


def _line(study: Study, item: Csip) -> dict[str, Any]:
    cost = item.cost
    return {
        "title": item.title,
        "service": item.service,
        "supplier": name_supplier(study, item.supplier),
        "cost_type": item.cost_type,
        "cost": say_value(cost.value, cost.unit) if cost else "",
        "raised": item.raised,
        "raised_by": item.raised_by,
        "status": say_state(item.status),
        "checks": f"{sum(check.done is not None for check in item.checks)} of {len(item.checks)}"
        if item.checks
        else "",
        "again": item.again if item.status == "hold" else None,
        "note": item.outcome or (item.moved.reason if item.moved else item.reason) or item.waived,
    }


def say_state(status: str) -> str:
    """Say a state as a reader of both registers understands it."""
    return {"progress": "in progress", "hold": "on hold", "moved": "moved over"}.get(status, status)


def name_supplier(study: Study, name: str) -> str:
    """Return the title of a supplier; the id where the report does not hold its record."""
    found = study.records.get(Supplier, name) if name else None
    return found.title if found else name


def csip_decisions(study: Study) -> Blocks:
    """Show every decision on an entry, the newest first, with the review and who decided."""
    columns = (
        Column("held", "Review of", kind="stamp"),
        Column("review", "Review"),
        Column("title", "Improvement"),
        Column("decision", "Decision"),
        Column("reason", "Reason given"),
        Column("again", "Looked at again", kind="stamp"),
        Column("deciders", "Decided by"),
    )
    lines = [
        {
            "held": review.held,
            "review": review.title,
            "title": item.title,
            "decision": said.decision,
            "reason": said.reason,
            "again": said.again,
            "deciders": ", ".join(review.deciders),
        }
        for item in study.records.of(Csip)
        for review, said in list_decisions(study.records, item.id)
    ]
    if not lines:
        return Blocks([Text("No review has decided on an entry yet.", role="note")])
    lines.sort(key=lambda row: (str(row["held"]), str(row["title"])), reverse=True)
    note = "An entry goes on, waits or is removed only by a decision of a review that was held; nothing is deleted."
    return Blocks([Table("Decisions on the CSIP", columns, tuple(lines), note=note)])


def csip_agenda(study: Study) -> Blocks:
    """Show the entries that this review has to decide on: proposed, or on hold and due to be looked at again."""
    columns = (
        Column("title", "Improvement"),
        Column("service", "Service"),
        Column("cost_type", "Cost type"),
        Column("cost", "Amount"),
        Column("raised", "Raised", kind="stamp"),
        Column("before", "Settle before it goes on"),
        Column("decision", "Progress, hold until when, or remove (filled in at the review)"),
    )
    lines = tuple(_agenda_line(study, item) for item in study.records.of(Csip) if is_due(study, item))
    if not lines:
        return Blocks([Text("No improvement waits for a decision of this review.", role="note")])
    return Blocks([Table("Improvements to decide on", columns, lines)])


def is_due(study: Study, item: Csip) -> bool:
    """Tell whether the next review has to decide on an entry."""
    return item.status == "proposed" or (item.status == "hold" and item.again is not None and item.again <= study.as_of)


def _agenda_line(study: Study, item: Csip) -> dict[str, Any]:
    question = next((one for one in list_questions(study) if one.entry.id == item.id), None)
    before = [
        *(["the costing"] if item.cost_type == "costing required" else []),
        *(["why it is no repair"] if question and question.open else []),
    ]
    line = _line(study, item)
    kept = {key: line[key] for key in ("title", "service", "cost_type", "cost", "raised")}
    return kept | {"before": " and ".join(before), "decision": ""}


def csip_repairs(study: Study) -> Blocks:
    """Show for every entry with a KPI whether it was in breach when raised, and what was answered."""
    questions = list_questions(study)
    if not questions:
        return Blocks([Text("No entry names a KPI, so none can be asked whether it is a repair.", role="note")])
    columns = (
        Column("title", "Improvement"),
        Column("raised", "Raised", kind="stamp"),
        Column("found", "KPI was"),
        Column("seen", "Seen in the figures"),
        Column("state", "Question: does it belong in the Action Register?"),
        Column("reason", "Reason given"),
        Column("by", "By"),
    )
    lines = tuple(
        {
            "title": item.entry.title,
            "raised": item.entry.raised,
            "found": item.look.found,
            "seen": item.look.seen,
            "state": item.state,
            "reason": item.entry.screening.reason if item.entry.screening else "",
            "by": item.entry.screening.by if item.entry.screening else "",
        }
        for item in questions
    )
    note = "The last whole period before the day it was raised, against what the contract or an agreement promises."
    return Blocks([Table("Is any of it a repair?", columns, lines, note=note)])


def csip_effects(study: Study) -> Blocks:
    """Show what the KPI of an entry did after the day it took effect."""
    found = judge_improvements(study)
    if not found:
        return Blocks([Text("No entry says from when on it should be seen on a KPI.", role="note")])
    columns = (
        Column("title", "Improvement"),
        Column("kpi", "KPI"),
        Column("date", "Took effect", kind="stamp"),
        Column("verdict", "Verdict"),
        Column("interval", "95 % interval"),
        Column("n_before", "Months before", kind="number"),
        Column("n_after", "Months after", kind="number"),
        Column("sentence", "In words"),
    )
    lines = tuple(
        {
            "title": shown.item.title,
            "kpi": study.kpi(shown.item.kpi).title,
            "date": shown.item.effective,
            "verdict": shown.verdict.verdict,
            "interval": _say_range(shown.verdict),
            "n_before": shown.verdict.n_before,
            "n_after": shown.verdict.n_after,
            "sentence": shown.verdict.sentence,
        }
        for shown in found
    )
    return Blocks([Table("Before and after", columns, lines, note=HINT)])


def _say_range(verdict: Any) -> str:
    if verdict.effect is None or verdict.lo is None or verdict.hi is None:
        return ""
    return say_interval(Effect(verdict.effect, verdict.lo, verdict.hi, verdict.effect_kind), verdict.unit)
