"""What is aimed at, which ways there were, which was chosen, why and by whom."""

from __future__ import annotations

from typing import Any

from csi_lib.register import Initiative, Objective
from csi_lib.register.initiatives.priority import say_score, score_option
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.sections.effects import say_where
from csi_lib.report.sections.part import choose_words
from csi_lib.study import Study
from csi_lib.study.priorities import reach_objectives


def register_objectives(study: Study) -> Blocks:
    """Show every objective of the register: where it starts, its target, and where it stands."""
    items = study.records.of(Objective)
    if not items:
        whole, part = "No objective is in the register.", "No objective of the register is about this {part} alone."
        return Blocks([Text(choose_words(study, whole, part), role="note")])
    columns = (
        Column("title", "Objective"),
        Column("serves", "Serves"),
        Column("kpi", "KPI"),
        Column("baseline", "Baseline"),
        Column("start", "Value then", kind="number"),
        Column("level", "Value now", kind="number"),
        Column("target", "Target"),
        Column("state", "State"),
        Column("reason", "Why"),
        Column("owner", "Owner"),
    )
    blocks: list[Block] = [Table("Objectives of the register", columns, tuple(_line(study, one) for one in items))]
    unfrozen = sorted({one.baseline for one in items} - {one.id for one in study.baselines})
    if unfrozen and not study.part:
        blocks.append(Text(f"Not frozen yet: {', '.join(unfrozen)}. csi freeze makes a baseline.", role="warning"))
    late = [one.title for one in items if one.is_overdue(study.as_of)]
    if late:
        blocks.append(Text(f"Due, and nobody has said what became of it: {'; '.join(late)}.", role="warning"))
    return Blocks(blocks)


def _line(study: Study, item: Objective) -> dict[str, Any]:
    found = reach_objectives(study).get(item.id)
    known = {kpi.id: kpi.title for kpi in study.kpis}
    line = {
        "title": item.title,
        "serves": item.serves,
        "kpi": f"{known.get(item.kpi, item.kpi)}{say_where(dict(item.where))}",
        "baseline": item.baseline,
        "target": f"{item.target.value:g} {item.target.unit} by {item.target.by}",
        "owner": item.owner,
    }
    if found is None:
        return line | {"state": "not decidable", "reason": "its KPI is not in this report"}
    reason = "; ".join(filter(None, (found.reason, found.doubt)))
    return line | {"start": found.start, "level": found.level, "state": found.state, "reason": reason}


def options(study: Study) -> Blocks:
    """Show the ways that were weighed for every initiative with their scores, and what was decided, why and by whom."""
    return Blocks([_show_options(study), _show_decisions(study)])


def _show_options(study: Study) -> Block:
    weighed = [item for item in study.initiatives if item.options]
    if not weighed:
        return Text("No initiative has options in the register yet.", role="note")
    columns = (
        Column("title", "Initiative"),
        Column("what", "Option"),
        Column("type", "Kind"),
        Column("benefit", "Benefit", kind="number"),
        Column("effort", "Effort", kind="number"),
        Column("risk", "Risk", kind="number"),
        Column("worked", "Priority"),
        Column("chosen", "Chosen", kind="flag"),
    )
    lines = tuple(line for item in weighed for line in _weigh(item))
    note = "Benefit, effort and risk from 1, very little, to 5, very much; the same formula as for opportunities."
    return Table("Options weighed", columns, lines, note=note)


def _weigh(item: Initiative) -> list[dict[str, Any]]:
    return [
        {
            "title": item.title,
            "what": one.what,
            "type": one.type,
            "benefit": one.benefit,
            "effort": one.effort,
            "risk": one.risk,
            "worked": f"{say_score(one.benefit, 1.0, one.effort, one.risk)} = {score_option(one):.2f}",
            "chosen": item.decision is not None and item.decision.chosen == one.id,
        }
        for one in item.options
    ]


def _show_decisions(study: Study) -> Block:
    decided = [item for item in study.initiatives if item.decision]
    if not decided:
        return Text("No decision on an initiative is in the register yet.", role="note")
    columns = (
        Column("title", "Initiative"),
        Column("what", "Option"),
        Column("reason", "Reason"),
        Column("by", "By"),
        Column("on", "On", kind="stamp"),
    )
    lines = tuple(
        {
            "title": item.title,
            "what": next((one.what for one in item.options if one.id == item.decision.chosen), item.decision.chosen),
            "reason": item.decision.reason,
            "by": item.decision.by,
            "on": item.decision.on,
        }
        for item in decided
        if item.decision
    )
    return Table("Decisions and their reasons", columns, lines)
