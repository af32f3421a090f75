"""What to improve next, and what each initiative needs."""

from __future__ import annotations

from typing import Any

import pandas as pd

from csi_lib.register import Initiative, Target, missing_notes, next_step
from csi_lib.report.blocks import Blocks, Column, Table, Text
from csi_lib.report.sections import rows
from csi_lib.report.sections.effects import say_outcome, say_where
from csi_lib.report.sections.part import NOTHING_REGISTERED, choose_words
from csi_lib.report.wording import say_inside, say_value
from csi_lib.signals import Verdict
from csi_lib.signals.verdicts.prospect import Prospect
from csi_lib.signals.wording import say_size
from csi_lib.stats.power import MOST_PERIODS
from csi_lib.study import Study


def plan_answer(study: Study) -> Blocks:
    """Say the next step of every initiative, in one sentence each."""
    if not study.initiatives:
        return Blocks(
            [Text(choose_words(study, "No initiative is registered yet.", NOTHING_REGISTERED[1]), role="answer")]
        )
    return Blocks([Text(f"{item.title}: {say_next(study, item)}", role="answer") for item in study.initiatives])


def say_next(study: Study, item: Initiative) -> str:
    """Say what one initiative needs next."""
    verdict, outcome = study.verdict_of(item.id), study.outcome_of(item.id)
    return next_step(
        item,
        outcome.word(verdict.verdict) if verdict and outcome else "",
        _say_reason(verdict) if verdict else "",
        titles={kpi.id: say_inside(kpi.title) for kpi in study.kpis},
        level=_say_level(study, item),
    )


def _say_reason(verdict: Verdict) -> str:
    """Say why, and where nothing clear was found also what would have stayed unseen."""
    if verdict.verdict != "no clear change" or verdict.equivalent or verdict.detectable is None or verdict.more == 0:
        return verdict.reason
    size = say_size(verdict.detectable, verdict.effect_kind, verdict.unit)
    return f"{verdict.reason.rstrip('.')}; much below {size} nothing would have been seen."


def _titles(study: Study) -> dict[str, str]:
    return {kpi.id: kpi.title for kpi in study.kpis}


def _say_level(study: Study, item: Initiative) -> str:
    """Say where an initiative's KPI stands in its slice: the newest usable month, with n."""
    kpi = study.kpi(item.kpi)
    found = rows.at(rows.main_view(study.measures, kpi), dict(item.where))
    last = rows.last_month(found[found["stat"] == "value"])
    if last.empty or pd.isna(last["value"].iloc[0]):
        return ""
    row = last.iloc[0]
    value = f"{rows.stat_label(kpi, 'value')} {say_value(row['value'], row['unit'])}".strip()
    return f"{value} in {rows.name_period(row)}, n = {row['n']:,}"


def initiatives(study: Study) -> Blocks:
    """Show the initiatives: hypothesis, KPI, baseline, target, dates and verdict."""
    columns = (
        Column("title", "Initiative"),
        Column("hypothesis", "Hypothesis"),
        Column("kpi", "KPI"),
        Column("where", "Where"),
        Column("baseline", "Baseline"),
        Column("target", "Target"),
        Column("worthwhile", "Smallest worthwhile change", kind="number"),
        Column("declared", "Declared", kind="stamp"),
        Column("date", "Go-live", kind="stamp"),
        Column("owner", "Owner"),
        Column("status", "Status"),
        Column("verdict", "Verdict"),
        Column("state", "Target is"),
    )
    return Blocks([Table("Initiatives", columns, tuple(_line(study, item) for item in study.initiatives))])


def _line(study: Study, item: Initiative) -> dict[str, Any]:
    verdict = study.verdict_of(item.id)
    target = item.target
    return {
        "title": item.title,
        "hypothesis": item.hypothesis,
        "kpi": study.kpi(item.kpi).title,
        "where": say_where(dict(item.where)).removeprefix(", "),
        "baseline": item.baseline,
        "target": "" if target is None else say_target(target),
        "worthwhile": item.worthwhile,
        "declared": item.declared,
        "date": item.date,
        "owner": item.owner,
        "status": item.status,
        "verdict": verdict.verdict if verdict else "not live yet",
        "state": say_outcome(study, item.id),
    }


def say_target(target: Target) -> str:
    """Say a target with its unit and its date, where it has one."""
    return f"{target.value:g} {target.unit}" + (f" by {target.by}" if target.by else "")


def next_steps(study: Study) -> Blocks:
    """Show the next step each initiative needs, beside its verdict and the reason."""
    columns = (
        Column("title", "Initiative"),
        Column("verdict", "Verdict"),
        Column("next", "Next step"),
        Column("owner", "Owner"),
    )
    lines = tuple(
        {
            "title": item.title,
            "verdict": verdict.verdict if (verdict := study.verdict_of(item.id)) else "not live yet",
            "next": say_next(study, item),
            "owner": item.owner,
        }
        for item in study.initiatives
    )
    return Blocks([Table("Next steps", columns, lines)])


def measurements(study: Study) -> Blocks:
    """Show, for every initiative that is not live yet, what its measurement will be able to show and when."""
    if not study.prospects:
        whole = "No initiative waits for its go-live, so no measurement is to be planned."
        part = "No initiative for this {part} alone waits for its go-live, so no measurement is to be planned."
        return Blocks([Text(choose_words(study, whole, part), role="note")])
    columns = (
        Column("title", "Initiative"),
        Column("date", "If it goes live on", kind="stamp"),
        Column("worthwhile", "Smallest worthwhile change"),
        Column("needed", "Months until it is found"),
        *(Column(f"after_{step}", f"Found after {step} months") for step in PLAN_STEPS),
        Column("remark", "Remark"),
    )
    lines = tuple(_plan_line(study, name, found) for name, found in study.prospects)
    note = "Found: in four of five cases, at 5 %. Command: csi plan-measurement gives the register entry too."
    return Blocks([Table("What a measurement will show", columns, lines, note=note)])


PLAN_STEPS = (6, 12, 24)


def _plan_line(study: Study, name: str, found: Prospect | str) -> dict[str, Any]:
    item = next(item for item in study.initiatives if item.id == name)
    if isinstance(found, str):
        return {"title": item.title, "date": item.date, "remark": found}
    sizes = {sight.after: sight.detectable for sight in found.sights}
    seen = {f"after_{step}": _say_size(sizes.get(step), found) for step in PLAN_STEPS}
    return seen | {
        "title": item.title,
        "date": found.date,
        "worthwhile": _say_size(found.worthwhile, found),
        "needed": f"more than {MOST_PERIODS}" if found.needed is None else str(found.needed),
        "remark": "; ".join(found.marks),
    }


def _say_size(size: float | None, found: Prospect) -> str:
    return "too early for a verdict" if size is None else say_size(size, found.effect_kind, found.unit)


def notes(study: Study) -> Blocks:
    """Show the analyst's comments, findings and recommendations, and flag the empty ones."""
    if study.part:
        return Blocks([Text("Comments are on the whole engagement and stand in its own report.", role="note")])
    columns = (
        Column("period", "Period"),
        Column("kpi", "KPI"),
        Column("comment", "Comment"),
        Column("finding", "Finding"),
        Column("recommendation", "Recommendation"),
        Column("author", "Author"),
    )
    found = study.notes[[item.key for item in columns]]
    lines = tuple(found.assign(kpi=found["kpi"].replace(_titles(study))).to_dict("records"))
    table = Table("Comments, findings and recommendations", columns, lines)
    missing = missing_notes(study.notes, _with_a_value(study), study.period)
    if not missing:
        return Blocks([table])
    titles = _titles(study)
    file = f"{study.period}.yml"
    folder = study.engagement.notes.rstrip("/")
    place = f"{folder}/{file}" if folder else f"{file}, in a folder that the engagement names under 'notes'"
    named = ", ".join(titles[kpi] for kpi in missing)
    body = f"No comment yet for {study.period} on: {named}. Write them in {place}."
    return Blocks([table, Text(body, role="warning")])


def _with_a_value(study: Study) -> list[str]:
    """List the KPIs that have any number to comment on."""
    known = set(study.totals.loc[study.totals["value"].notna(), "kpi"])
    return [kpi.id for kpi in study.kpis if kpi.id in known]
