"""Whether the verdicts hang on suspect rows or on the mix of tickets."""

from __future__ import annotations

from typing import Any, cast

from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.wording import count_words
from csi_lib.signals import Verdict
from csi_lib.signals.wording import say_effect, say_interval
from csi_lib.stats import Effect, EffectKind
from csi_lib.study import Study
from csi_lib.study.sensitivity import Sensitivity, try_without_suspects

SUSPECT = (
    "Suspect is a ticket with a stamp out of order, one that ended in a mass close, or one older than 999 of 1,000. "
    "Nothing is left out of the report's own numbers; this table only asks whether it would matter."
)
MIX = (
    "Whether the mix of tickets moved the number, and the value with every kind weighed as before, stands on the page "
    "'What lies behind the numbers?' under 'Other tickets, or another way of working'."
)


def sensitivity(study: Study) -> Blocks:
    """Show every verdict with and without suspect rows, and say whether its word changes."""
    if not study.verdicts:
        return Blocks([Text("There is no verdict that suspect rows could turn.", role="note")])
    found = try_without_suspects(study)
    if not found:
        said = "No ticket is marked as suspect, so no verdict hangs on one."
        return Blocks([Text(said), Text(MIX, role="note")])
    turned = [item for item in found if item.turns]
    blocks: list[Block] = [Text(f"{_title(study, item)}: {_say_turn(item)}", role="warning") for item in turned]
    if not turned:
        kept = count_words(sum(item.without is not None for item in found), "verdict")
        blocks.append(Text(f"Without suspect rows the word of no verdict changes ({kept} judged again)."))
    columns = (
        Column("title", "Initiative"),
        Column("kpi", "KPI"),
        Column("rows", "Tickets", kind="number"),
        Column("suspect", "Suspect", kind="number"),
        Column("crude", "Verdict, all rows"),
        Column("crude_effect", "Effect, all rows"),
        Column("without", "Verdict without suspect rows"),
        Column("without_effect", "Effect without suspect rows"),
        Column("turns", "Word changes", kind="flag"),
    )
    lines = tuple(_line(study, item) for item in found)
    return Blocks([*blocks, Table("Verdicts with and without suspect rows", columns, lines, note=f"{SUSPECT} {MIX}")])


def _title(study: Study, item: Sensitivity) -> str:
    return next(one.title for one in study.initiatives if one.id == item.crude.intervention)


def _say_turn(item: Sensitivity) -> str:
    assert item.without is not None
    return (
        f"the verdict is '{item.crude.verdict}' with all rows and '{item.without.verdict}' without the "
        f"{count_words(item.suspect, 'suspect ticket')}. Look at these before the verdict is used."
    )


def _line(study: Study, item: Sensitivity) -> dict[str, Any]:
    unit = study.kpi(item.crude.kpi).unit
    known = item.without is not None
    return {
        "title": _title(study, item),
        "kpi": study.kpi(item.crude.kpi).title,
        "rows": item.rows if known else None,
        "suspect": item.suspect if known else None,
        "crude": item.crude.verdict,
        "crude_effect": _say(item.crude, unit),
        "without": item.without.verdict if item.without is not None else "counts no tickets",
        "without_effect": _say(item.without, unit) if item.without is not None else "",
        "turns": item.turns if known else None,
    }


def _say(verdict: Verdict, unit: str) -> str:
    if verdict.effect is None or verdict.lo is None or verdict.hi is None:
        return verdict.reason
    effect = Effect(verdict.effect, verdict.lo, verdict.hi, cast(EffectKind, verdict.effect_kind))
    return f"{say_effect(effect, unit)} (95 % interval {say_interval(effect, unit)})"
