"""What the kit drafts for each section of the CSI plan from records and figures; nothing where there is nothing."""

from __future__ import annotations

from collections.abc import Callable

from csi_lib.kpi import say_definition
from csi_lib.register.objective import Objective
from csi_lib.register.people import Feedback, Stakeholder
from csi_lib.register.plans import OwnText
from csi_lib.register.programme import Programme
from csi_lib.register.reviews.calendar import list_due
from csi_lib.report.blocks import Block, Column, Table, Text
from csi_lib.report.sections.baseline import baselines
from csi_lib.report.sections.effects import say_method
from csi_lib.report.sections.measures import GROUP_TITLES, exclusions
from csi_lib.report.sections.people.answer import say_contacts, say_heard, warn_open
from csi_lib.report.sections.people.contacts import contacts, receivers, stakeholder_matrix
from csi_lib.report.sections.people.heard import feedback_loop
from csi_lib.report.sections.people.roles import process_owners, raci
from csi_lib.report.sections.plan import initiatives, next_steps
from csi_lib.report.sections.register import overrides
from csi_lib.report.sections.summary import summary_answer
from csi_lib.report.wording import count_words
from csi_lib.study import Study
from csi_lib.study.aligned import align

BETTER = {"lower": "lower is better", "higher": "higher is better", "none": "neither"}


def draft_summary(study: Study) -> list[Block]:
    """Say what changed, how sure that is and what comes next, as paragraphs."""
    reached = sum(goal.state == "achieved" for goal in study.goals)
    aims = f"{reached} of {count_words(len(study.goals), 'objective')} reached." if study.goals else ""
    said = [block.body for block in summary_answer(study) if isinstance(block, Text)]
    return [Text(body) for body in (*said, aims) if body]


def draft_scope(study: Study) -> list[Block]:
    """Say what the plan is about, what it works towards, and each objective with KPI, baseline, target and date."""
    if not study.goals and not study.records.of(Objective):
        return []
    return [*_say_vision(study), _lay_scope(study), _lay_objectives(study), Text(_say_aligned(study))]


def _say_vision(study: Study) -> list[Block]:
    """Show vision, mission and goals in the programme's own words."""
    columns = (Column("what", "What"), Column("comment", "In the client's words"))
    found = study.records.of(Programme)
    said = [(name, getattr(item, name.lower())) for item in found for name in ("Vision", "Mission")]
    said += [("Goal", aim.goal) for item in found for aim in item.goals]
    lines = tuple({"what": name, "comment": text} for name, text in said if text)
    return [Table("What it works towards", columns, lines)] if lines else []


def _lay_scope(study: Study) -> Table:
    groups = [title for name, title in GROUP_TITLES.items() if any(kpi.group == name for kpi in study.kpis)]
    columns = (Column("fact", "What"), Column("comment", "Value"))
    lines = [
        {"fact": "Client", "comment": study.engagement.client},
        {"fact": "Data from", "comment": str(study.first)},
        {"fact": "Data to", "comment": str(study.as_of)},
        *({"fact": "Service", "comment": name} for name in _list_services(study)),
        *({"fact": "Measured", "comment": title} for title in groups),
    ]
    return Table("What it is about", columns, tuple(lines))


def _list_services(study: Study) -> list[str]:
    if "service" not in study.totals:
        return []
    return sorted({str(name) for name in study.totals["service"].dropna()} - {"", "(none)"})


def _lay_objectives(study: Study) -> Table:
    columns = (
        Column("objective", "Objective"),
        Column("kpi", "KPI"),
        Column("baseline", "Baseline"),
        Column("target", "Target", kind="number"),
        Column("unit", "Unit"),
        Column("by", "Due", kind="stamp"),
        Column("state", "State"),
    )
    titles = {kpi.id: kpi.title for kpi in study.kpis}
    frozen = study.baseline.id if study.baseline else "none yet"
    stated = {item.id: item for item in study.engagement.objectives}
    lines = [
        {"objective": goal.objective, "kpi": titles.get(item.kpi, item.kpi), "baseline": frozen,
         "target": goal.target, "unit": goal.unit, "by": item.by, "state": goal.state}
        for goal, item in zip(study.goals, stated.values(), strict=True)
    ]  # fmt: skip
    lines += [
        {"objective": item.title, "kpi": titles.get(item.kpi, item.kpi), "baseline": item.baseline,
         "target": item.target.value, "unit": item.target.unit, "by": item.target.by, "state": item.status}
        for item in study.records.of(Objective)
    ]  # fmt: skip
    return Table("What is to be reached", columns, tuple(lines))


def _say_aligned(study: Study) -> str:
    found = align(study)
    total = len(study.initiatives)
    kpis = f"{len(found.kpis)} of {count_words(len(study.kpis), 'KPI')} serve a stated objective"
    if found.share is None:
        return f"{kpis}; no initiative is registered."
    served = f"{len(found.initiatives)} of {count_words(total, 'initiative')} serve one ({found.share:.0f} %)"
    return f"{kpis}; {served}."


def draft_stakeholders(study: Study) -> list[Block]:
    """Show the stakeholders and how each is heard."""
    if not study.records.of(Stakeholder):
        return []
    return [Text(say_contacts(study)), *stakeholder_matrix(study)]


def draft_metrics(study: Study) -> list[Block]:
    """Show every KPI with its version, definition and unit, and which objective it serves."""
    aims: dict[str, list[str]] = {}
    for stated in study.engagement.objectives:
        aims.setdefault(stated.kpi, []).append(stated.objective)
    for record in study.records.of(Objective):
        aims.setdefault(record.kpi, []).append(record.title)
    columns = (
        Column("title", "KPI"),
        Column("kpi", "Id and version"),
        Column("definition", "Definition"),
        Column("unit", "Unit"),
        Column("better", "Good direction"),
        Column("objective", "Objective"),
    )
    lines = tuple(
        {"title": kpi.title, "kpi": f"{kpi.id}@{kpi.version}", "definition": say_definition(kpi), "unit": kpi.unit,
         "better": BETTER[kpi.better], "objective": "; ".join(aims.get(kpi.id, []))}
        for kpi in sorted(study.kpis, key=lambda kpi: (kpi.id not in aims, kpi.group, kpi.id))
    )  # fmt: skip
    return [Table("What is measured", columns, lines)]


def draft_data(study: Study) -> list[Block]:
    """Say where the data come from, what is left out, how they are read, and what they are compared with."""
    ledger = study.ingested.ledger
    columns = (
        Column("source", "Source"),
        Column("files", "Files", kind="number"),
        Column("rows", "Rows", kind="number"),
        Column("rejected", "Rejected", kind="number"),
        Column("first_stamp", "First stamp (UTC)", kind="stamp"),
        Column("last_stamp", "Last stamp (UTC)", kind="stamp"),
    )
    found = ledger.groupby("source", sort=True).agg(
        files=("file", "size"),
        rows=("rows", "sum"),
        rejected=("rejected", "sum"),
        first_stamp=("first_stamp", "min"),
        last_stamp=("last_stamp", "max"),
    )
    blocks: list[Block] = [Table.from_frame("Where the data come from", found.reset_index(), columns)]
    blocks += exclusions(study)
    blocks += [Text(say_method(study))] if study.verdicts else []
    blocks += baselines(study) if study.baselines else [Text("No baseline is frozen yet.")]
    return blocks


def draft_feedback(study: Study) -> list[Block]:
    """Show the channels with their schedule and last result, and how much of what was said was answered."""
    if not study.records.of(Feedback) and not study.records.of(Stakeholder):
        return []
    loop = feedback_loop(study)[:1] if study.records.of(Feedback) else ()
    return [Text(say_heard(study)), *contacts(study), *loop]


def draft_roles(study: Study) -> list[Block]:
    """Show who does what and who answers, and what is still to be chosen."""
    return [*warn_open(study), *raci(study), *process_owners(study)]


def draft_initiatives(study: Study) -> list[Block]:
    """Show the initiatives, their milestones and what each needs next."""
    if not study.initiatives:
        return []
    return [*initiatives(study), *_lay_milestones(study), *next_steps(study), *overrides(study)]


def _lay_milestones(study: Study) -> list[Block]:
    columns = (
        Column("initiative", "Initiative"),
        Column("comment", "Milestone"),
        Column("due", "Due", kind="stamp"),
        Column("done", "Done", kind="stamp"),
        Column("late", "Overdue", kind="flag"),
        Column("owner", "Owner"),
    )
    lines = [
        {"initiative": item.title, "comment": step.what, "due": step.due, "done": step.done,
         "late": step.is_overdue(study.as_of), "owner": step.owner or item.owner}
        for item in study.initiatives
        for step in item.milestones
    ]  # fmt: skip
    lines.sort(key=lambda line: str(line["due"]))
    return [Table("Milestones", columns, tuple(lines))] if lines else []


def draft_reporting(study: Study) -> list[Block]:
    """Show who is sent what, and which reviews come next."""
    sent = receivers(study) if any(item.receives for item in study.records.of(Stakeholder)) else ()
    columns = (
        Column("on", "Day", kind="stamp"),
        Column("title", "Review"),
        Column("kind", "Kind"),
        Column("overdue", "Overdue", kind="flag"),
    )
    lines = tuple(
        {"on": item.on, "title": item.title, "kind": item.type, "overdue": item.overdue}
        for item in list_due(study.records, study.as_of)
    )
    reviews: list[Block] = [Table("Reviews that are due", columns, lines)] if lines else []
    return [*sent, *reviews]


def draft_changes(study: Study) -> list[Block]:
    """List every version of the plan's own texts: when, by which role, why, and what asked for it; the newest first."""
    columns = (
        Column("on", "Day", kind="stamp"),
        Column("section", "Section"),
        Column("author", "Author"),
        Column("comment", "Why"),
        Column("ref", "Asked for by"),
    )
    lines = [
        {"on": edit.on, "section": item.section, "author": edit.author, "comment": edit.reason,
         "ref": ", ".join(edit.because_of)}
        for item in study.records.of(OwnText)
        if item.document == "plan"
        for edit in item.edits
        if edit.on <= study.as_of
    ]  # fmt: skip
    lines.sort(key=lambda line: (line["on"], line["section"]), reverse=True)
    return [Table("Changes of this plan", columns, tuple(lines)), *_lay_answered(study)] if lines else []


def _lay_answered(study: Study) -> list[Block]:
    """Show which feedback changed the plan or an initiative."""
    columns = (
        Column("received", "Came on", kind="stamp"),
        Column("group", "Group"),
        Column("comment", "What was said"),
        Column("ref", "Led to"),
    )
    lines = tuple(
        {"received": item.received, "group": item.group, "comment": item.said, "ref": ", ".join(item.led_to)}
        for item in study.records.of(Feedback)
        if item.led_to and item.received <= study.as_of
    )
    return [Table("Feedback that changed something", columns, lines)] if lines else []


DRAFTS: dict[str, Callable[[Study], list[Block]]] = {
    "executive-summary": draft_summary,
    "scope-and-objectives": draft_scope,
    "stakeholders": draft_stakeholders,
    "metrics-and-kpis": draft_metrics,
    "data-and-analysis": draft_data,
    "feedback": draft_feedback,
    "roles": draft_roles,
    "initiatives": draft_initiatives,
    "reporting": draft_reporting,
    "changes": draft_changes,
}
