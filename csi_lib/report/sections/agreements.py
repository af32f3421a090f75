"""What was agreed for every service, whether it was kept, and whether it could be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from csi_lib.register.services.past import OtherGoal, Past, WhatIf, try_times, try_usual_goals
from csi_lib.register.services.repairs import find_repair
from csi_lib.register.services.targets import Target, say_goal
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.figures import control_chart
from csi_lib.report.marks import Heading
from csi_lib.report.sections.part import choose_words
from csi_lib.report.wording import PERCENT_UNITS, count_words, say_against, say_period, say_value
from csi_lib.stats.description import Span
from csi_lib.study import Study
from csi_lib.study.services.agreements import Agreements, hold_agreements
from csi_lib.study.services.gaps import Gap, count_cases, list_gaps, list_in_force, list_newest

MOST_CHARTS = 4
SHOWN = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)  # of the agreed time: what the page tries
MOST_BREACHES = 15
LATEST = 6  # periods beside each other in the table of what was kept
NO_AGREEMENT = (
    "No service level agreement is in the register, so nothing can be said to be kept or missed.",
    "No service level agreement for this {part} alone is in the register, so nothing can be said to be kept or missed.",
)
_HOW_TO = "Write one with 'csi register add … sla', or as a file in the folder slas of the register."


def services_answer(study: Study) -> Blocks:
    """Say how many targets were kept in their newest period, and which promises are worth another look."""
    held = hold_agreements(study)
    if not held.slas:
        return Blocks([Text(choose_words(study, *NO_AGREEMENT), role="answer"), Text(_HOW_TO, role="note")])
    states = [state for _, state in list_newest(study)]
    judged, missed = sum(state in ("met", "missed") for state in states), states.count("missed")
    were = "was" if missed == 1 else "were"
    body = (
        f"Of {count_words(judged, 'agreed target')} judged in the newest period, {missed} {were} missed."
        if judged
        else "No agreed target could be judged in its newest period."
    )
    blocks: list[Block] = [Text(body, role="answer")]
    in_force = list_in_force(study)
    for word, said in (
        ("never kept", "Never kept, so the promise cannot be held as things are: {}."),
        ("always kept", "Kept in every period, so the promise says little about how good the service is: {}."),
    ):
        named = [_name(item.target) for item in held.past if item.word == word and item.target in in_force]
        if named:
            blocks.append(Text(said.format("; ".join(named)), role="answer"))
    late = [sla for sla in held.slas if sla.review_by and sla.review_by < study.as_of and sla.status == "agreed"]
    if late:
        named = [f"{sla.title} (due {sla.review_by})" for sla in late]
        blocks.append(Text(f"A review of the agreement is overdue: {'; '.join(named)}.", role="warning"))
    return Blocks(blocks)


def _name(target: Target) -> str:
    return f"{target.sla.title}: {target.title}"


def agreements(study: Study) -> Blocks:
    """Show every target with its goal and how it came out in the last periods, and chart those missed most."""
    held = hold_agreements(study)
    if not held.slas:
        return Blocks([Text(choose_words(study, *NO_AGREEMENT), role="note")])
    blocks: list[Block] = [_parties(held), _attained(study, held)]
    blocks += [_draw(held, target) for target in _most_missed(held)]
    if held.unmeasured:
        columns = (Column("sla", "Agreement"), Column("what", "Target"), Column("why", "Why it is not measured"))
        lines = tuple({"sla": sla.title, "what": what, "why": why} for sla, what, why in held.unmeasured)
        blocks.append(Table("Targets that cannot be held against the data", columns, lines))
    return Blocks(blocks)


def _parties(held: Agreements) -> Table:
    columns = (
        Column("title", "Agreement"),
        Column("service", "Service"),
        Column("objective", "What it is for"),
        Column("between", "Provider and customer"),
        Column("tier", "Kind"),
        Column("status", "Status"),
        Column("since", "Since", kind="stamp"),
        Column("review_by", "Review by", kind="stamp"),
        Column("calendar", "Clock"),
    )
    own = [column.key for column in columns if column.key != "between"]
    lines = tuple(
        {key: getattr(sla, key) for key in own} | {"between": f"{sla.provider}; {sla.customer}"} for sla in held.slas
    )
    return Table("Agreements", columns, lines)


def _attained(study: Study, held: Agreements) -> Table:
    columns = (
        Column("sla", "Agreement"),
        Column("target", "Target"),
        Column("goal", "Promised"),
        Column("period", "Newest period"),
        Column("value", "Reached"),
        Column("n", "Cases", kind="number"),
        Column("state", "State"),
        Column("course", f"Last {LATEST}"),
        Column("reason", "Remark"),
    )
    lines = tuple(_attained_line(study, held, target) for target in held.targets)
    note = (
        "A time: of the tickets opened in the period, the percent in time of those decided; an open ticket past its "
        "time is late. Where the clock pauses for the user and nobody noted a wait, all time counts. Running: open "
        "tickets can still decide the period. No cases: a value of time, such as availability. Last: newest period on "
        "the right, + met, – missed, . neither."
    )
    return Table("Kept and missed", columns, lines, note=note)


def _attained_line(study: Study, held: Agreements, target: Target) -> dict[str, Any]:
    rows = held.of(target)
    line: dict[str, Any] = {"sla": target.sla.title, "target": target.title, "goal": say_goal(target)}
    if rows.empty:
        return line | {"state": "no number"}
    last = rows.iloc[-1]
    signs = rows["state"].map({"met": "+", "missed": "–"}).fillna(".")
    return line | {
        "period": say_period(last["period_start"], last["period_end"]),
        "value": say_against(last["value"], target.goal, target.unit)[0],
        "n": count_cases(study, target, last["n"]),
        "state": last["state"],
        "course": " ".join(signs.tail(LATEST)),
        "reason": "" if last["state"] in ("met", "missed") else last["reason"],
    }


def _most_missed(held: Agreements) -> list[Target]:
    counts = held.attainment[held.attainment["state"] == "missed"].groupby(["sla", "target"]).size()
    ranked = sorted(held.targets, key=lambda target: -int(counts.get(target.id, 0)))
    return [target for target in ranked[:MOST_CHARTS] if counts.get(target.id, 0)]


def _draw(held: Agreements, target: Target) -> Block:
    rows = held.of(target)
    points = rows[["period_start", "period_end", "value", "n", "reason"]].assign(
        enough=rows["value"].notna(), center=np.nan, lower=np.nan, upper=np.nan, outside=False
    )
    title = f"{_name(target)}, {say_goal(target)}"
    return control_chart(points, title, target.unit, target.better, heading=Heading(target=target.goal))


def breaches(study: Study) -> Blocks:
    """List the missed periods, newest first, each with the clause that the agreement has for it."""
    held = hold_agreements(study)
    if held.breaches.empty:
        body = "No agreed target was missed." if held.slas else choose_words(study, *NO_AGREEMENT)
        return Blocks([Text(body, role="note")])
    columns = (
        Column("period", "Period"),
        Column("sla", "Agreement"),
        Column("target", "Target"),
        Column("goal", "Promised"),
        Column("value", "Reached"),
        Column("n", "Cases", kind="number"),
        Column("clause", "What the agreement has for it"),
        Column("escalation", "To be told"),
    )
    known = {target.id: target for target in held.targets}
    shown = held.breaches.head(MOST_BREACHES).to_dict("records")
    lines = tuple(_breach_line(study, row, known[row["sla"], row["target"]]) for row in shown)
    rest = len(held.breaches) - len(lines)
    note = f"{count_words(rest, 'older one')} not shown. All of them: csi sla list --missed." if rest else ""
    return Blocks([Table("Missed periods", columns, lines, note=note), Text(_REPAIR, role="note")])


_REPAIR = (
    "Bringing a service back to what was agreed is a repair: it belongs in the Action Register, not among the "
    "improvements. 'csi register suggest' proposes the actions."
)


def _breach_line(study: Study, row: dict[Any, Any], target: Target) -> dict[str, Any]:
    return {
        "period": say_period(row["period_start"], row["period_end"]),
        "sla": target.sla.title,
        "target": target.title,
        "goal": say_goal(target),
        "value": say_against(row["value"], target.goal, target.unit)[0],
        "n": count_cases(study, target, row["n"]),
        "clause": row["clause"],
        "escalation": row["escalation"],
    }


def realism(study: Study) -> Blocks:
    """Say of every target in how many past periods it would have been kept, agreed then or not."""
    held = hold_agreements(study)
    if not held.past:
        return Blocks([Text(choose_words(study, *NO_AGREEMENT), role="note")])
    columns = (
        Column("sla", "Agreement"),
        Column("target", "Target"),
        Column("goal", "Promised"),
        Column("periods", "Past periods", kind="number"),
        Column("kept", "Would have been kept", kind="number"),
        Column("share", "Share", unit="%", kind="number"),
        Column("lo", "95 % from", unit="%", kind="number"),
        Column("hi", "95 % to", unit="%", kind="number"),
        Column("recent", "Of the last twelve"),
        Column("word", "So it is"),
        Column("status", "Status"),
    )
    lines = tuple(_past_line(item) for item in held.past)
    note = (
        "All whole periods of the data, also from before the agreement. The interval takes periods as if each stood "
        "alone; neighbours are alike, so it is too narrow."
    )
    return Blocks([Table("Would each target have been met before?", columns, lines, note=note)])


def _past_line(item: Past) -> dict[str, Any]:
    recent = f"{item.recent_kept} of {item.recent}" if item.recent else ""
    return {
        "sla": item.target.sla.title,
        "target": item.target.title,
        "goal": say_goal(item.target),
        "periods": item.periods,
        "kept": item.kept,
        **_say_span(item.span, "share"),
        "recent": recent,
        "word": item.word,
        "status": item.target.sla.status,
    }


def _say_span(span: Span | None, key: str) -> dict[str, Any]:
    if span is None:
        return {key: None, "lo": None, "hi": None}
    return {key: 100 * span.point, "lo": 100 * span.lo, "hi": 100 * span.hi}


def other_targets(study: Study) -> Blocks:
    """Show what shorter and longer times, and other values, would have meant: something to negotiate with."""
    held = hold_agreements(study)
    if not held.targets:
        return Blocks([Text(choose_words(study, *NO_AGREEMENT), role="note")])
    times = [try_times(held.counts, target) for target in held.targets if target.time is not None]
    values = [try_usual_goals(held.attainment, target) for target in held.targets if target.kpi]
    blocks: list[Block] = []
    if times:
        blocks.append(time_table([item for found in times for item in found if _is_shown(item)]))
    if values:
        blocks.append(value_table([item for found in values for item in found]))
    return Blocks(blocks)


def _is_shown(item: WhatIf) -> bool:
    assert item.target.time is not None
    return any(math.isclose(item.hours, factor * item.target.time.hours, rel_tol=1e-6) for factor in SHOWN)


def time_table(tried: Sequence[WhatIf]) -> Table:
    """Lay out tried times; the agreed one is marked."""
    columns = (
        Column("sla", "Agreement"),
        Column("target", "Target"),
        Column("hours", "Time tried", unit="h", kind="number"),
        Column("agreed", "Agreed", kind="mark"),
        Column("share", "In time, last twelve periods", unit="%", kind="number"),
        Column("lo", "95 % from", unit="%", kind="number"),
        Column("hi", "95 % to", unit="%", kind="number"),
        Column("kept", "Periods that would have kept the share"),
        Column("promise", "Share that nine of ten periods reached", unit="%", kind="number"),
    )
    lines = tuple(
        {
            "sla": item.target.sla.title,
            "target": item.target.title,
            "hours": item.hours,
            "agreed": "agreed" if item.agreed else "",
            **_say_span(item.span, "share"),
            "kept": f"{item.kept} of {item.periods}",
            "promise": item.promise,
        }
        for item in tried
    )
    note = (
        "On the clock of the agreement, from every ticket there was. A period that open tickets can still decide at "
        "the time tried is left out. The interval knows that periods differ. It holds while work goes on as it did: "
        "who promises less time changes how people work. Command: csi sla what-if."
    )
    return Table("Other times", columns, lines, note=note)


def value_table(tried: Sequence[OtherGoal]) -> Table:
    """Lay out tried values of KPIs; the agreed one is marked."""
    columns = (
        Column("sla", "Agreement"),
        Column("target", "KPI"),
        Column("goal", "Value tried", kind="number"),
        Column("unit", "Unit"),
        Column("agreed", "Agreed", kind="mark"),
        Column("kept", "Periods that would have kept it"),
        Column("share", "Share", unit="%", kind="number"),
        Column("lo", "95 % from", unit="%", kind="number"),
        Column("hi", "95 % to", unit="%", kind="number"),
    )
    lines = tuple(
        {
            "sla": item.target.sla.title,
            "target": item.target.title,
            "goal": item.goal,
            "unit": item.target.unit,
            "agreed": "agreed" if item.agreed else "",
            "kept": f"{item.kept} of {item.periods}",
            **_say_span(item.span, "share"),
        }
        for item in tried
    )
    note = "Beside the agreed value: what the worst, the middle and the best periods of ten reached."
    return Table("Other values", columns, lines, note=note)


def gap_list(study: Study) -> Blocks:
    """List where performance falls short now: agreed targets missed in their newest period, farthest first."""
    found = list_gaps(study)
    if not found:
        some = hold_agreements(study).slas
        body = "No agreed target was missed in its newest period." if some else choose_words(study, *NO_AGREEMENT)
        return Blocks([Text(body, role="note")])
    columns = (
        Column("target", "Where"),
        Column("goal", "Promised"),
        Column("value", "Reached"),
        Column("gap", "Gap"),
        Column("n", "Cases", kind="number"),
        Column("row", "Periods missed in a row", kind="number"),
        Column("action", "Open action"),
        Column("remark", "Remark"),
    )
    lines = tuple(_gap_line(study, item) for item in found)
    few = any(not item.enough for item in found)
    note = "Few cases: it may be chance, and such a line stands below the others, however far it is." if few else ""
    blocks: list[Block] = [Table("Where performance falls short", columns, lines, note=note)]
    if any(line["action"] == "none yet" for line in lines):
        blocks.append(Text(_TAKE_UP, role="warning"))
    return Blocks(blocks)


def _gap_line(study: Study, item: Gap) -> dict[str, Any]:
    unit = item.target.unit
    return {
        "target": _name(item.target),
        "goal": say_goal(item.target),
        "value": say_against(item.value, item.target.goal, unit)[0],
        "gap": say_value(item.short, "percentage points" if unit in PERCENT_UNITS else unit),
        "n": item.n,
        "row": item.row,
        "action": find_repair(item.target, study.records) or "none yet",
        "remark": "" if item.enough else f"few cases: {item.n} of {item.least}",
    }


_TAKE_UP = "A missed target without an open action: decide in the next review who brings it back, and by when."
