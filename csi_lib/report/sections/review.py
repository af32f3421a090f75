"""What the monthly service review has to decide."""

from __future__ import annotations

from typing import Any

from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.sections import rows
from csi_lib.report.sections.effects import warn_verdicts
from csi_lib.report.sections.part import choose_words
from csi_lib.report.sections.plan import say_next
from csi_lib.report.sections.reviews.pack import pack_address, pack_answers
from csi_lib.report.wording import count_words, say_inside
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
        if study.verdicts
        else choose_words(study, *_NOTHING_READY)
    )
    blocks: list[Block] = [Text(body, role="answer")]
    if len(signals):
        places = "; ".join(
            f"{say_inside(study.kpi(str(row.kpi)).title)} of {row.service}" for row in signals.itertuples()
        )
        blocks.append(
            Text(
                f"Worse than usual in the last three months, a reason to look and not a verdict: {places}.",
                role="answer",
            )
        )
    else:
        blocks.append(Text(_say_quiet(study), role="answer"))
    return Blocks([*blocks, *pack_answers(study), *pack_address(study)])


_NOTHING_READY = (
    "Nothing is ready for a decision: no initiative has gone live.",
    "Nothing is ready for a decision: no initiative for this {part} alone has gone live.",
)


def services(study: Study) -> Blocks:
    """Show per service each KPI's last month, its usual range and the signal."""
    columns = (
        Column("kpi", "KPI"),
        Column("last", "Last month", kind="number"),
        Column("lower", "Usual from", kind="number"),
        Column("upper", "Usual to", kind="number"),
        Column("unit", "Unit"),
        Column("n", "Months used", kind="number"),
        Column("variation", "Signal"),
        Column("trend", "Trend"),
        Column("reason", "Remark"),
    )
    tables: list[Block] = []
    found = rows.along(study.signals, "service") if "service" in study.signals else study.signals.head(0)
    for service, part in found.groupby("service", sort=True):
        lines = tuple(_line(study, row, [column.key for column in columns]) for row in part.to_dict("records"))
        tables.append(Table(f"Service: {_NAMELESS.get(str(service), service)}", columns, lines))
    if not tables:
        alone = "This report is of one service alone: there is no other to show beside it."
        body = alone if _is_one(study) else f"{_say_nameless(study)}, so nothing can be shown service by service."
        tables.append(Text(body, role="note"))
    return Blocks(tables)


_NAMELESS = {"(none)": "none named in the data"}


def _line(study: Study, row: dict[Any, Any], keys: list[str]) -> dict[str, Any]:
    kpi = study.kpi(str(row["kpi"]))
    named = row | {"kpi": rows.name_series(kpi), "unit": rows.unit_of(study.measures, kpi)}
    return {key: named[key] for key in keys}


def _is_one(study: Study) -> bool:
    """Tell whether all rows are of one service, which then is no slice."""
    return study.part == "service" and "service" not in study.engagement.slices


def _say_nameless(study: Study) -> str:
    """Say why there is no service to look at: the data name none, or nobody asked for their months."""
    if "service" not in study.engagement.slices:
        asked = f"sliced by {' and '.join(study.engagement.slices)}" if study.engagement.slices else "not sliced"
        return f"This engagement is {asked} and not by service"
    return "The data name no service"


def _say_quiet(study: Study) -> str:
    if _is_one(study):
        return "This report is of one service, so none is singled out here."
    if not study.signals["service"].notna().any():
        return f"{_say_nameless(study)}, so nothing is said about any service."
    named = study.signals["service"].notna() & study.signals["center"].notna()
    if not named.any():
        return "No service has a chart with limits yet, so nothing is said about any service."
    return "No service shows a deterioration in the last three months."


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
    return Blocks([Table("Decisions", columns, tuple(lines)), *warn_verdicts(study)])
