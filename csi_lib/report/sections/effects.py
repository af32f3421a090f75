"""Whether the changes did what they promised."""

from __future__ import annotations

from typing import Any, cast

import pandas as pd

from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.figures import control_chart, effect_chart
from csi_lib.report.sections import rows
from csi_lib.report.wording import say_change
from csi_lib.signals import Verdict, draw_points
from csi_lib.signals.wording import say_effect, say_interval
from csi_lib.stats import Effect, EffectKind
from csi_lib.study import Study

METHOD = (
    "Each verdict compares the months after the change with the course the KPI was already on (interrupted series on "
    "monthly values, autocorrelation averaged over a mixture, one KPI at a time). Measured on 24 stable months with "
    "autocorrelation 0 to 0.6, this procedure calls a change where there is none in 3.5 to 6.2 % of series; with 36 "
    "months in 3.9 to 6.2 %. It says what happened after a date, never what caused it."
)  # Source: statistics-spec.md 2, rows ITS, column "own prior"


NOTHING_LIVE = Text("No initiative has a go-live date yet: there is nothing to compare.", role="note")


def effect_answer(study: Study) -> Blocks:
    """Say for each initiative, in one sentence, what changed after it."""
    if not study.verdicts:
        return Blocks([Text("No initiative has a go-live date yet: there is nothing to compare.", role="answer")])
    return Blocks([Text(f"{_title(study, item)}: {item.sentence}", role="answer") for item in study.verdicts])


def verdicts(study: Study) -> Blocks:
    """Show the verdicts as a table: effect, interval, p, n on both sides and what marks them."""
    columns = (
        Column("title", "Initiative"),
        Column("kpi", "KPI"),
        Column("where", "Where"),
        Column("date", "Go-live", kind="stamp"),
        Column("verdict", "Verdict"),
        Column("effect", "Effect", kind="number"),
        Column("lo", "95 % from", kind="number"),
        Column("hi", "95 % to", kind="number"),
        Column("effect_kind", "Effect is a"),
        Column("said", "In words"),
        Column("p", "p", kind="number"),
        Column("n_before", "Months before", kind="number"),
        Column("n_after", "Months after", kind="number"),
        Column("rho", "Autocorrelation", kind="number"),
        Column("reason", "Why"),
        Column("marks", "Marked by"),
    )
    lines = tuple(_line(study, item) for item in study.verdicts)
    return Blocks([Table("Verdicts", columns, lines, note=METHOD)])


def verdict_list(study: Study) -> Blocks:
    """Show the verdicts in short: what was tried, what is said of it, and how large it is."""
    columns = (
        Column("title", "Initiative"),
        Column("verdict", "Verdict"),
        Column("said", "Effect"),
        Column("interval", "95 % interval"),
        Column("p", "p", kind="number"),
        Column("n_before", "Months before", kind="number"),
        Column("n_after", "Months after", kind="number"),
    )
    lines = tuple(_short_line(study, item) for item in study.verdicts)
    return Blocks([Table("Verdicts", columns, lines, note=METHOD)]) if lines else Blocks([])


def _short_line(study: Study, verdict: Verdict) -> dict[str, Any]:
    unit = study.kpi(verdict.kpi).unit
    effect = _effect_of(verdict)
    return {
        "title": _title(study, verdict),
        "verdict": verdict.verdict,
        "said": say_effect(effect, unit) if effect else "",
        "interval": say_interval(effect, unit) if effect else "",
        "p": verdict.p,
        "n_before": verdict.n_before,
        "n_after": verdict.n_after,
    }


def _effect_of(verdict: Verdict) -> Effect | None:
    if verdict.effect is None or verdict.lo is None or verdict.hi is None:
        return None
    return Effect(verdict.effect, verdict.lo, verdict.hi, cast(EffectKind, verdict.effect_kind))


def effects(study: Study) -> Blocks:
    """Draw the effects with their intervals; where none could be estimated, only the verdict is written."""
    if not study.verdicts:
        return Blocks([NOTHING_LIVE])
    frame = pd.DataFrame([_effect_row(study, item) for item in study.verdicts])
    return Blocks([effect_chart(frame, "Effects with 95 % intervals")])


def effect_charts(study: Study) -> Blocks:
    """Draw the series behind every verdict, with the date of the change."""
    blocks: list[Block] = []
    for item in study.initiatives:
        if item.date is None:
            continue
        kpi = study.kpi(item.kpi)
        points = draw_points(study.measures, kpi, where=dict(item.where))
        if points["value"].notna().any():
            title = f"{item.title}: {rows.name_series(kpi)}{say_where(dict(item.where))}"
            unit, marks = rows.unit_of(study.measures, kpi), [(item.date, item.title)]
            blocks.append(control_chart(points, title=title, unit=unit, better=kpi.better, marks=marks))
    return Blocks(blocks or [NOTHING_LIVE])


def planned(study: Study) -> Blocks:
    """Show the initiatives that cannot be judged yet because they have no go-live date."""
    waiting = [item for item in study.initiatives if item.date is None]
    if not waiting:
        none = (
            "Every registered initiative has a go-live date." if study.initiatives else "No initiative is registered."
        )
        return Blocks([Text(none, role="note")])
    columns = (Column("title", "Initiative"), Column("kpi", "KPI"), Column("status", "Status"))
    lines = tuple({"title": item.title, "kpi": study.kpi(item.kpi).title, "status": item.status} for item in waiting)
    return Blocks([Table("Not live yet", columns, lines)])


def say_where(where: dict[str, str]) -> str:
    """Say a slice in words, with a leading comma; nothing for the total."""
    return "".join(f", {name} {value}" for name, value in sorted(where.items()))


def _title(study: Study, verdict: Verdict) -> str:
    return next(item.title for item in study.initiatives if item.id == verdict.intervention)


def _line(study: Study, verdict: Verdict) -> dict[str, Any]:
    initiative = next(item for item in study.initiatives if item.id == verdict.intervention)
    kpi = study.kpi(verdict.kpi)
    plain = {name: getattr(verdict, name) for name in ("verdict", "effect", "lo", "hi", "p", "rho")}
    return plain | {
        "title": initiative.title,
        "kpi": rows.name_kpi(kpi),
        "where": say_where(dict(verdict.where)).removeprefix(", "),
        "date": initiative.date,
        "effect_kind": verdict.effect_kind,
        "said": say_change(verdict.effect, verdict.effect_kind, kpi.unit),
        "n_before": verdict.n_before,
        "n_after": verdict.n_after,
        "reason": verdict.reason[:1].upper() + verdict.reason[1:],
        "marks": "; ".join(verdict.marks),
    }


def _effect_row(study: Study, verdict: Verdict) -> dict[str, Any]:
    return {
        "label": _title(study, verdict),
        "effect": verdict.effect,
        "lo": verdict.lo,
        "hi": verdict.hi,
        "effect_kind": verdict.effect_kind,
        "verdict": verdict.verdict,
        "unit": study.kpi(verdict.kpi).unit,
    }
