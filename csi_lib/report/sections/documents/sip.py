"""The Service Improvement Plan of an initiative: identification, analysis, resolution, implementation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from csi_lib.errors import UsageError, suggest
from csi_lib.register import Initiative
from csi_lib.register.initiatives.opportunity import Opportunity
from csi_lib.register.initiatives.work import Milestone
from csi_lib.register.objective import Objective
from csi_lib.register.people import Feedback
from csi_lib.register.plans import SIP, find_section
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.sections.documents.own import find_own, show_own
from csi_lib.report.sections.effects import say_outcome, say_where, warn_initiatives
from csi_lib.report.sections.part import NOTHING_REGISTERED, choose_words
from csi_lib.report.sections.plan import say_next, say_target
from csi_lib.report.wording import count_words
from csi_lib.study import Study

Facts = Iterator[tuple[str, Any]]
Say = Callable[[Study, Initiative], Facts]
Lay = Callable[[Study, tuple[Initiative, ...]], list[Block]]
SHOWS_DECLARED = ("resolution", "implementation")  # parts with the declared day, or a verdict that rests on it


def choose_initiatives(study: Study, name: str) -> tuple[Initiative, ...]:
    """Return the initiative of that id, or all where none is named.

    Raises
    ------
    UsageError
        When there is none of that id; the message names the nearest.
    """
    if not name:
        return study.initiatives
    known = {item.id: item for item in study.initiatives}
    if name not in known:
        raise UsageError(f"no initiative is called '{name}'", do=suggest(name, known))
    return (known[name],)


def sip_answer(study: Study, initiative: str = "") -> Blocks:
    """Say which initiatives the document is about, and what it lacks."""
    chosen = choose_initiatives(study, initiative)
    if not chosen:
        return Blocks([Text(choose_words(study, *NOTHING_REGISTERED), role="answer")])
    blocks: list[Block] = [
        Text(f"Service Improvement Plan of {count_words(len(chosen), 'initiative')}.", role="answer"),
        *(Text(f"{item.title}: {say_next(study, item)}", role="answer") for item in chosen),
    ]
    for item in chosen:
        lacking = [title for title, missing in list_lacking(study, item) if missing]
        blocks += [Text(f"{item.title} lacks: {', '.join(lacking)}.", role="warning")] if lacking else []
    return Blocks(blocks)


def list_lacking(study: Study, item: Initiative) -> Iterator[tuple[str, bool]]:
    """Say of each part of an initiative's plan, by its title, whether nothing is recorded for it yet."""
    has = {
        "identification": bool(item.opportunity),
        "analysis": bool(item.options or item.risks),
        "resolution": item.target is not None and (item.decision is not None or item.began),
        "implementation": bool(item.milestones or item.tests or item.began),
    }
    for part in SIP:
        yield part.title, not (has[part.id] or find_own(study, "sip", part.id, item.id))


def sip_part(study: Study, part: str, initiative: str = "") -> Blocks:
    """Show one of the four parts of each initiative: the author's own text, then what the register says.

    Parameters
    ----------
    study : Study
        Everything known.
    part : str
        ``identification``, ``analysis``, ``resolution`` or ``implementation``.
    initiative : str
        Id of the only one to show; empty for all.

    Returns
    -------
    Blocks
        Texts and tables.

    Raises
    ------
    UsageError
        When there is no such part or initiative.
    """
    section = find_section("sip", part)
    if section is None:
        raise UsageError(f"a SIP has no part '{part}'", do=suggest(part, [item.id for item in SIP]))
    chosen = choose_initiatives(study, initiative)
    if not chosen:
        return Blocks([Text(choose_words(study, *NOTHING_REGISTERED), role="note")])
    own = [block for item in chosen for block in show_own(study, find_own(study, "sip", part, item.id))]
    facts, tables = _PARTS[part]
    warnings = warn_initiatives(study, (item.id for item in chosen)) if part in SHOWS_DECLARED else []
    return Blocks([*own, _lay_facts(section.title, study, chosen, facts), *warnings, *tables(study, chosen)])


def _lay_facts(title: str, study: Study, chosen: tuple[Initiative, ...], facts: Say) -> Table:
    """Lay out what is known of every initiative, a column each; what nobody recorded of any is left out."""
    found = []
    for item in chosen:
        said: dict[str, list[str]] = {}
        for fact, value in facts(study, item):
            said.setdefault(fact, []).extend([str(value)] if value not in ("", None) else [])
        found.append((item, said))
    heads = dict.fromkeys(fact for _, said in found for fact in said if any(one.get(fact) for _, one in found))
    keys = {fact: fact.lower().replace(" ", "_") for fact in heads}
    columns = (Column("title", "Initiative"), *(Column(key, fact) for fact, key in keys.items()))
    lines = ({"title": item.title} | {key: "; ".join(said.get(fact, ())) for fact, key in keys.items()}
             for item, said in found)  # fmt: skip
    return Table(title, columns, tuple(lines))


def _identify(study: Study, item: Initiative) -> Facts:
    yield "Found by", item.source
    yield "Opportunity", item.opportunity
    for name in item.opportunities:
        found = study.records.get(Opportunity, name)
        yield "Raised as", "" if found is None else f"{found.title} ({found.raised})"
    yield "KPI", study.kpi(item.kpi).title
    yield "Where", say_where(dict(item.where)).removeprefix(", ")
    yield "Aims at", ", ".join(item.aims)


def _analyse(study: Study, item: Initiative) -> Facts:
    yield "Hypothesis", item.hypothesis
    yield "Must not get worse", ", ".join(study.kpi(name).title for name in item.guards)
    yield "Follows", item.follows


def _resolve(study: Study, item: Initiative) -> Facts:
    found = study.records.get(Objective, item.objective) if item.objective else None
    yield "Objective", "" if found is None else found.title
    if item.decision is not None:
        chosen = next((option.what for option in item.options if option.id == item.decision.chosen), "")
        yield "Chosen", chosen or item.decision.chosen
        yield "Because", item.decision.reason
        yield "Decided by", item.decision.by
        yield "Decided on", item.decision.on
    yield "Baseline", item.baseline
    yield "Target", "" if item.target is None else say_target(item.target)
    yield "Smallest worthwhile change", f"{item.worthwhile:g}"
    yield "Declared", item.declared


def _carry_out(study: Study, item: Initiative) -> Facts:
    verdict = study.verdict_of(item.id)
    yield "Status", item.status
    yield "Owner", item.owner
    yield "Project manager", item.pm
    yield "Service manager", item.manager
    yield "Go-live", item.date
    yield "Verdict", verdict.verdict if verdict else "not live yet"
    yield "Target is", say_outcome(study, item.id)
    if item.evaluation is not None:
        yield "Customers say", item.evaluation.feedback.customers
        yield "Employees say", item.evaluation.feedback.employees
    for said in item.sign_off:
        yield "Signed off", f"{said.group}, {said.role}, {said.on}: {said.says}"
    if item.closing is not None:
        yield "Closed as", item.closing.result
        yield "Closed because", item.closing.reason
        if item.closing.override is not None:
            yield "Called a success without evidence because", item.closing.override.reason
    yield "Lessons", item.lessons
    yield "Next", say_next(study, item)


def _lay_reasons(study: Study, chosen: tuple[Initiative, ...]) -> list[Block]:
    options = [
        {"title": item.title, "comment": one.what, "type": one.type, "benefit": one.benefit, "effort": one.effort,
         "risk": one.risk, "taken": item.decision is not None and item.decision.chosen == one.id}
        for item in chosen
        for one in item.options
    ]  # fmt: skip
    risks = [
        {"title": item.title, "comment": one.what, "probability": one.probability, "impact": one.impact,
         "finding": one.mitigation, "owner": one.owner, "review": one.review_by, "state": one.state,
         "late": one.is_overdue(study.as_of)}
        for item in chosen
        for one in item.risks
    ]  # fmt: skip
    heads = (
        Column("title", "Initiative"),
        Column("comment", "Option"),
        Column("type", "Type"),
        Column("benefit", "Benefit", kind="number"),
        Column("effort", "Effort", kind="number"),
        Column("risk", "Risk", kind="number"),
        Column("taken", "Chosen", kind="flag"),
    )
    grade = "From 1, very little, to 5, very much."
    blocks: list[Block] = [Table("Options weighed", heads, tuple(options), note=grade)] if options else []
    asked = (
        Column("title", "Initiative"),
        Column("comment", "Risk"),
        Column("probability", "Probability", kind="number"),
        Column("impact", "Impact", kind="number"),
        Column("finding", "Against it"),
        Column("owner", "Owner"),
        Column("review", "Look again by", kind="stamp"),
        Column("state", "State"),
        Column("late", "Overdue", kind="flag"),
    )
    return [*blocks, Table("Risks", asked, tuple(risks), note=grade)] if risks else blocks


def _lay_nothing(study: Study, chosen: tuple[Initiative, ...]) -> list[Block]:
    return []


def _lay_work(study: Study, chosen: tuple[Initiative, ...]) -> list[Block]:
    steps: list[dict[str, Any]] = [
        *(
            {"title": item.title, "kind": "milestone", "comment": one.what, "due": one.due, "done": one.done,
             "state": _say_step(one, study)}
            for item in chosen for one in item.milestones
        ),
        *(
            {"title": item.title, "kind": "test", "comment": one.what, "done": one.on, "state": one.result}
            for item in chosen for one in item.tests
        ),
        *(
            {"title": item.title, "kind": "training", "comment": f"{one.who}: {one.what}", "done": one.on}
            for item in chosen for one in item.training
        ),
        *(
            {"title": item.title, "kind": "issue", "comment": one.what, "due": one.raised, "done": one.closed,
             "state": "done" if one.closed else "open"}
            for item in chosen for one in item.issues
        ),
    ]  # fmt: skip
    heads = (
        Column("title", "Initiative"),
        Column("kind", "Kind"),
        Column("comment", "Step"),
        Column("due", "Due or raised", kind="stamp"),
        Column("done", "Done", kind="stamp"),
        Column("state", "State"),
    )
    work: list[Block] = [Table("Steps, tests, training and issues", heads, tuple(steps))] if steps else []
    return [*work, *_lay_voices(study, chosen)]


def _say_step(step: Milestone, study: Study) -> str:
    if step.is_overdue(study.as_of):
        return "overdue"
    return "done" if step.done is not None and step.done <= study.as_of else "open"


def _lay_voices(study: Study, chosen: tuple[Initiative, ...]) -> list[Block]:
    """Show what was said of each initiative, by which group."""
    titles = {f"initiative/{item.id}": item.title for item in chosen}
    heads = (
        Column("title", "Initiative"),
        Column("received", "Came on", kind="stamp"),
        Column("group", "Group"),
        Column("comment", "What was said"),
        Column("finding", "Answer"),
    )
    lines = tuple(
        {"title": titles[item.about], "received": item.received, "group": item.group, "comment": item.said,
         "finding": item.answer}
        for item in study.records.of(Feedback)
        if item.about in titles and item.received <= study.as_of
    )  # fmt: skip
    return [Table("What people say of it", heads, lines)] if lines else []


_PARTS: dict[str, tuple[Say, Lay]] = {
    "identification": (_identify, _lay_nothing),
    "analysis": (_analyse, _lay_reasons),
    "resolution": (_resolve, _lay_nothing),
    "implementation": (_carry_out, _lay_work),
}
