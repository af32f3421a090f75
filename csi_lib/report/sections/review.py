"""What the monthly service review has to decide."""

from __future__ import annotations

from typing import Any

from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.sections import rows
from csi_lib.report.sections.plan import say_next
from csi_lib.report.wording import count_words
from csi_lib.study import Study

DECIDE = {"improved", "worse", "no clear change"}


def review_answer(study: Study) -> Blocks:
    """Say how many decisions are due, and on which services the chart gives a reason to look."""
    due = [item for item in study.verdicts if item.verdict in DECIDE]
    signals = study.signals[study.signals["service"].notna() & (study.signals["variation"] == "deterioration")]
    waiting = len(study.verdicts) - len(due)
    body = (
        f"{count_words(len(due), 'initiative is', 'initiatives are')} ready for a decision; "
        f"{count_words(waiting, 'needs', 'need')} more months first."
    )
    blocks: list[Block] = [Text(body, role="answer")]
    if len(signals):
        places = "; ".join(f"{row.service} ({row.kpi})" for row in signals.itertuples())
        blocks.append(Text(f"A chart gives a reason to look at: {places}.", role="answer"))
    else:
        blocks.append(Text("No service shows a deterioration in the last three months.", role="answer"))
    return Blocks(blocks)


def services(study: Study) -> Blocks:
    """Show per service each KPI's last month, its usual range and the signal."""
    columns = (
        Column("kpi", "KPI"),
        Column("last", "Last month (chart value)", kind="number"),
        Column("lower", "Usual from", kind="number"),
        Column("upper", "Usual to", kind="number"),
        Column("n", "Months used", kind="number"),
        Column("variation", "Signal"),
        Column("trend", "Trend"),
        Column("reason", "Remark"),
    )
    tables: list[Block] = []
    found = rows.along(study.signals, "service") if "service" in study.signals else study.signals.head(0)
    for service, part in found.groupby("service", sort=True):
        lines = tuple(_line(row, [column.key for column in columns]) for row in part.to_dict("records"))
        tables.append(Table(f"Service: {service}", columns, lines))
    return Blocks(tables)


def _line(row: dict[Any, Any], keys: list[str]) -> dict[str, Any]:
    return {key: row[key] for key in keys}


def decisions(study: Study) -> Blocks:
    """Show what is to be decided in this review, and what has to wait."""
    columns = (
        Column("title", "Initiative"),
        Column("verdict", "Verdict"),
        Column("proposal", "Proposal to decide on"),
        Column("decision", "Decision (filled in at the review)"),
    )
    lines = []
    for item in study.initiatives:
        verdict = study.verdict_of(item.id)
        word = verdict.verdict if verdict else "not live yet"
        lines.append({"title": item.title, "verdict": word, "proposal": say_next(study, item), "decision": ""})
    return Blocks([Table("Decisions", columns, tuple(lines))])
