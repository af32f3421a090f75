"""Whether the changes did what they promised."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import pandas as pd

from csi_lib.errors import SettingsError
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.figures import control_chart, effect_chart
from csi_lib.report.sections import rows
from csi_lib.report.sections.part import NOTHING_LIVE, NOTHING_REGISTERED, choose_words
from csi_lib.report.wording import MISSING, say_change
from csi_lib.signals import Guard, Verdict, draw_points
from csi_lib.signals.calibration import say_error_rate
from csi_lib.signals.wording import say_effect, say_interval, say_size
from csi_lib.stats import Effect, EffectKind
from csi_lib.study import Study, make_charting
from csi_lib.study.priorities import list_cautions

METHOD = (
    "Each verdict compares the months after the change with the course the KPI was already on (interrupted series on "
    "monthly values; autocorrelation, slow drift and season are averaged over, learned from all KPIs of the report). A "
    "claim needs the p with that shared noise and the p from the series alone below 5 %{family}, an effect of the size "
    "agreed as worthwhile, and a date declared beforehand. The interval holds both answers."
)
FAMILY = {"together": ", the larger of the two adjusted by Holm over all initiatives", "each": ""}
CAUSE = "It says what happened after a date, never what caused it."
SLOPE = (
    "The change of slope says how much farther the KPI moves over that time after the date than at the pace before it; "
    "it describes and is no claim."
)


def say_method(study: Study) -> str:
    """Say how verdicts are made and how often they are wrong in a report of this size."""
    method = METHOD.format(family=FAMILY[study.engagement.headline])
    return " ".join(part for part in (method, say_wrong(study), CAUSE) if part)


def say_wrong(study: Study) -> str:
    """Say how often a verdict claims a change where there is none, measured for a report of this size."""
    judged = [item for item in study.verdicts if item.p is not None]
    if not judged:
        return ""
    months = max(item.n_before + item.n_after for item in judged)
    try:
        return say_error_rate("interrupted", max(item.pooled for item in judged), months)
    except (SettingsError, KeyError):
        return "How often it claims a change where there is none was not measured for such a report."


def effect_answer(study: Study) -> Blocks:
    """Say for each initiative, in one sentence, what changed after it, and what could have been seen."""
    if not study.verdicts:
        return Blocks([Text(choose_words(study, *NOTHING_LIVE), role="answer")])
    return Blocks(
        [
            *(
                Text(f"{_title(study, item)}: {item.sentence} {item.outlook}".rstrip(), role="answer")
                for item in study.verdicts
            ),
            *warn_verdicts(study),
        ]
    )


def warn_initiatives(study: Study, names: Iterable[str]) -> list[Block]:
    """Warn of every initiative named whose declared day comes from files, or that not every look found an effect of."""
    said, wanted = list_cautions(study), set(names)
    return [
        Text(f"{item.title}: {caution}.", role="warning")
        for item in study.initiatives
        if item.id in wanted
        for caution in said[item.id]
    ]


def warn_verdicts(study: Study) -> Blocks:
    """Warn of every verdict that rests on a declared day from files, or that not every look came to."""
    return Blocks(warn_initiatives(study, (item.intervention for item in study.verdicts)))


def verdicts(study: Study) -> Blocks:
    """Show the verdicts in two tables: the effect with its interval, and what it rests on."""
    effect = (
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
        Column("amount", "In units"),
        Column("reason", "Why"),
        Column("target", "Target"),
    )
    basis = (
        Column("title", "Initiative"),
        Column("p", "p, noise of all KPIs", kind="number"),
        Column("own_p", "p, series alone", kind="number"),
        Column("q", "p, adjusted", kind="number"),
        Column("seen", "Could have been seen"),
        Column("n_before", "Months before", kind="number"),
        Column("n_after", "Months after", kind="number"),
        Column("rho", "Autocorrelation", kind="number"),
        Column("slope", "Change of slope"),
        Column("slope_p", "p of that", kind="number"),
        Column("marks", "Marked by"),
    )
    lines = [_line(study, item) for item in study.verdicts]
    tables = (("Verdicts", effect, ""), ("What the verdicts rest on", basis, f"{say_method(study)} {SLOPE}"))
    return Blocks(
        [
            Table(
                title, columns, tuple({column.key: line[column.key] for column in columns} for line in lines), note=note
            )
            for title, columns, note in tables
        ]
    )


def verdict_list(study: Study) -> Blocks:
    """Show the verdicts in short: what was tried, what is said of it, and how large it is."""
    columns = (
        Column("title", "Initiative"),
        Column("verdict", "Verdict"),
        Column("target", "Target"),
        Column("said", "Effect"),
        Column("interval", "95 % interval"),
        Column("p", "p", kind="number"),
        Column("own_p", "p, series alone", kind="number"),
        Column("seen", "Could have been seen"),
        Column("n_before", "Months before", kind="number"),
        Column("n_after", "Months after", kind="number"),
    )
    lines = tuple(_short_line(study, item) for item in study.verdicts)
    return Blocks([Table("Verdicts", columns, lines, note=say_method(study))]) if lines else Blocks([])


def guards(study: Study) -> Blocks:
    """Show the KPIs that must not get worse, and whether they did."""
    columns = (
        Column("title", "Initiative"),
        Column("kpi", "Guard"),
        Column("answer", "Guard is"),
        Column("effect", "Effect", kind="number"),
        Column("lo", "95 % from", kind="number"),
        Column("hi", "95 % to", kind="number"),
        Column("effect_kind", "Effect is a"),
        Column("q", "p, adjusted", kind="number"),
        Column("reason", "Why"),
    )
    lines = tuple(_guard_line(study, item, guard) for item in study.verdicts for guard in item.guards)
    if not lines:
        whole = "No initiative names a KPI that must not get worse."
        part = "No initiative for this {part} alone names a KPI that must not get worse."
        return Blocks([Text(choose_words(study, whole, part), role="note")])
    note = (
        "Worse: p, adjusted by Benjamini-Hochberg over all guards, is below 5 % in the bad direction. Not worse: the "
        "whole interval is better than a worsening by a tenth of the level. Cannot tell: neither."
    )
    return Blocks([Table("Guards", columns, lines, note=note)])


def _guard_line(study: Study, verdict: Verdict, guard: Guard) -> dict[str, Any]:
    plain = {name: getattr(guard, name) for name in ("answer", "effect", "lo", "hi", "effect_kind", "q", "reason")}
    titles = {kpi.id: kpi.title for kpi in study.kpis}
    return plain | {"title": _title(study, verdict), "kpi": titles.get(guard.kpi, guard.kpi)}


def _short_line(study: Study, verdict: Verdict) -> dict[str, Any]:
    unit = study.kpi(verdict.kpi).unit
    effect = _effect_of(verdict)
    return {
        "title": _title(study, verdict),
        "verdict": say_answer(verdict),
        "target": say_outcome(study, verdict.intervention),
        "said": say_effect(effect, unit) if effect else "",
        "interval": say_interval(effect, unit) if effect else "",
        "p": verdict.p,
        "own_p": verdict.own_p,
        "seen": say_seen(study, verdict),
        "n_before": verdict.n_before,
        "n_after": verdict.n_after,
    }


def say_answer(verdict: Verdict) -> str:
    """Say a verdict in a word or two, flagged where it is equivalent or exploratory."""
    if verdict.equivalent:
        return f"{verdict.verdict} (equivalent)"
    return f"{verdict.verdict} (exploratory)" if verdict.exploratory and verdict.effect is not None else verdict.verdict


def say_outcome(study: Study, initiative: str) -> str:
    """Say whether an initiative's target is achieved, and why; empty while it has no date."""
    found = study.outcome_of(initiative)
    return f"{found.state}: {found.reason}" if found else ""


def say_seen(study: Study, verdict: Verdict) -> str:
    """Say the smallest change that could have been seen, and how many months the worthwhile one still needs."""
    if verdict.detectable is None:
        return verdict.outlook
    size = say_size(verdict.detectable, verdict.effect_kind, study.kpi(verdict.kpi).unit)
    initiative = next(item for item in study.initiatives if item.id == verdict.intervention)
    agreed = say_size(initiative.worthwhile, verdict.effect_kind, study.kpi(verdict.kpi).unit)
    if verdict.more is None:
        return f"{size}; {agreed} not within 60 more months"
    return f"{size}; {agreed} with {verdict.more} more months" if verdict.more else f"{size}, so {agreed} too"


def say_slope(study: Study, verdict: Verdict) -> str:
    """Say the change of slope with its interval, as a change over a year; a dash where it could not be estimated."""
    if verdict.slope is None:
        return MISSING
    slope, unit = verdict.slope, study.kpi(verdict.kpi).unit
    effect = Effect(slope.effect, slope.lo, slope.hi, cast(EffectKind, verdict.effect_kind))
    return f"{say_effect(effect, unit)} over {slope.over} (95 % interval {say_interval(effect, unit)})"


def _effect_of(verdict: Verdict) -> Effect | None:
    if verdict.effect is None or verdict.lo is None or verdict.hi is None:
        return None
    return Effect(verdict.effect, verdict.lo, verdict.hi, cast(EffectKind, verdict.effect_kind))


def effects(study: Study) -> Blocks:
    """Draw the effects with their intervals; where none could be estimated, only the verdict is written."""
    if not study.verdicts:
        return Blocks([Text(choose_words(study, *NOTHING_LIVE), role="note")])
    frame = pd.DataFrame([_effect_row(study, item) for item in study.verdicts])
    return Blocks([effect_chart(frame, "Effects with 95 % intervals")])


def effect_charts(study: Study) -> Blocks:
    """Draw the series behind every verdict, with the date of the change."""
    blocks: list[Block] = []
    charting = make_charting(study.engagement, study.kpis, study.baseline)
    for item in study.initiatives:
        if item.date is None or not item.began:
            continue
        kpi = study.kpi(item.kpi)
        points = draw_points(
            study.measures,
            kpi,
            where=dict(item.where),
            rules=charting.rules,
            rebases=charting.rebases,
            run=charting.run,
        )
        if points["value"].notna().any():
            title = f"{item.title}: {rows.name_series(kpi)}{say_where(dict(item.where))}"
            unit, marks = rows.unit_of(study.measures, kpi), [(item.date, item.title)]
            blocks.append(control_chart(points, title=title, unit=unit, better=kpi.better, marks=marks))
    return Blocks(blocks or [Text(choose_words(study, *NOTHING_LIVE), role="note")])


def planned(study: Study) -> Blocks:
    """Show the initiatives that cannot be judged yet because they have no go-live date."""
    waiting = [item for item in study.initiatives if item.date is None and not item.is_over]
    if not waiting:
        every = "Every registered initiative has a go-live date."
        none = choose_words(study, *NOTHING_REGISTERED)
        return Blocks([Text(every if study.initiatives else none, role="note")])
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
    plain = {name: getattr(verdict, name) for name in ("effect", "lo", "hi", "amount", "p", "own_p", "q", "rho")}
    return plain | {
        "title": initiative.title,
        "kpi": rows.name_kpi(kpi),
        "where": say_where(dict(verdict.where)).removeprefix(", "),
        "date": initiative.date,
        "verdict": say_answer(verdict),
        "target": say_outcome(study, verdict.intervention),
        "effect_kind": verdict.effect_kind,
        "said": say_change(verdict.effect, verdict.effect_kind, kpi.unit),
        "seen": say_seen(study, verdict),
        "n_before": verdict.n_before,
        "n_after": verdict.n_after,
        "slope": say_slope(study, verdict),
        "slope_p": verdict.slope.p if verdict.slope is not None else None,
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
