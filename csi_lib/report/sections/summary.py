"""What changed, how sure are we, what next: the page a director reads."""

from __future__ import annotations

from typing import Any

from csi_lib.ingest.store import count_filled
from csi_lib.report.blocks import Block, Blocks, Column, Number, Table, Text
from csi_lib.report.sections import rows
from csi_lib.report.sections.effects import CAUSE, say_wrong
from csi_lib.report.sections.part import NO_BASELINE, NO_OBJECTIVE, choose_words
from csi_lib.report.sections.plan import say_next
from csi_lib.report.sections.trends import CLAIMS
from csi_lib.report.wording import count_words, say_inside
from csi_lib.signals import MIN_POINTS
from csi_lib.study import Study

JUDGED = "Each change is judged against the course its numbers were already on."
GEOMETRIC = "Times are compared by their geometric mean, which a few very long tickets pull up less than the mean."
HEADLINE_KPIS = ("mttr_resolve", "incident_volume", "sla_compliance", "csat_desk")


def summary_answer(study: Study) -> Blocks:
    """Answer the three questions, one paragraph each."""
    return Blocks(
        [
            Text(f"What changed: {_say_changes(study)}", role="answer"),
            Text(f"How sure are we: {_say_sureness(study)}", role="answer"),
            Text(f"What next: {_say_next(study)}", role="answer"),
        ]
    )


def _say_changes(study: Study) -> str:
    names = {item.id: item.title for item in study.initiatives}
    parts = [
        f"‘{names[item.intervention]}’ – {say_inside(item.sentence)}"
        for item in study.verdicts
        if item.verdict in CLAIMS
    ]
    trends = [
        f"{say_inside(study.kpi(str(row.kpi)).title)} {row.trend}"
        for row in rows.at(study.signals).itertuples()
        if row.trend in CLAIMS and row.headline
    ]
    parts += [f"Over the whole window: {', '.join(trends)}."] if trends else []
    return " ".join([*(parts or ["nothing that these data can show."]), *_say_unchanged(study, names)])


def _say_unchanged(study: Study, names: dict[str, str]) -> list[str]:
    """Name what was tried and cannot be claimed, and say so where nothing was tried."""
    if not study.verdicts:
        whole = "No initiative is live, so there is no before and after to compare."
        part = "No initiative for this {part} alone is live, so there is no before and after to compare."
        return [choose_words(study, whole, part)]
    said = []
    late = [item for item in study.verdicts if item.exploratory]
    leads = (("no clear change", "No clear change after"), ("not enough evidence", "Not enough evidence on"))
    groups = [
        (lead, [item for item in study.verdicts if item.verdict == word and item not in late]) for word, lead in leads
    ]
    for lead, found in (*groups, ("Declared afterwards, so no verdict", late)):
        titles = [f"‘{names[item.intervention]}’" for item in found]
        said += [f"{lead}: {', '.join(titles)}."] if titles else []
    return said


def _say_sureness(study: Study) -> str:
    ledger = study.ingested.ledger
    read, rejected = int(ledger["rows"].sum()), _say_rejected(int(ledger["rejected"].sum()))
    if study.part:  # the ledger is that of the files, which hold the rows of others too
        read = sum(count_filled(path)[0] for path in study.ingested.tables.values())
        rejected = "rejected rows stand in the report of the whole"
    months = int(rows.at(study.signals)["n"].max()) if len(study.signals) else 0
    parts = [part for part in (JUDGED, say_wrong(study), CAUSE) if part] if study.verdicts else []
    parts += [GEOMETRIC] if any(study.kpi(item.kpi).kind == "duration" for item in study.verdicts) else []
    parts.append(
        f"The numbers rest on {read:,} rows of {count_words(len(ledger), 'file')} "
        f"({rejected}) and on at most {count_words(months, 'usable month')}"
        f"{_say_shortage(months)}."
    )
    cut = study.ingested.windows[study.ingested.windows["cut"].astype(bool)]
    parts += [
        f"The export holds {row.table} opened from {row.first_day:%Y-%m-%d} to {row.last_day:%Y-%m-%d}; the few "
        "outside that window are an effect of the export, so nothing is said about rising or falling volume."
        for row in cut.itertuples()
    ]
    parts += [f"Beware: {issue.what}." for issue in study.issues if issue.code == "young_start" and _shows_hours(study)]
    if study.baseline is None:
        parts.append(choose_words(study, "No baseline is frozen yet.", NO_BASELINE))
    return " ".join(parts)


def _shows_hours(study: Study) -> bool:
    return any(kpi.kind == "duration" for kpi in study.kpis)


def _say_rejected(rejected: int) -> str:
    return f"{rejected:,} rejected, every one listed" if rejected else "none rejected"


def _say_shortage(months: int) -> str:
    return f": too few to tell a trend, which needs {MIN_POINTS}" if months < MIN_POINTS else ""


def _say_next(study: Study) -> str:
    ready = [item for item in study.initiatives if (verdict := study.verdict_of(item.id)) and verdict.verdict in CLAIMS]
    chosen = ready or list(study.initiatives)
    if not chosen:
        whole = "Agree on the first initiative: one KPI, a target, a go-live date and the smallest change worth it."
        part = "Look at the initiatives of the whole engagement, in its own report; none is for this {part} alone."
        return choose_words(study, whole, part)
    rest = len(study.initiatives) - len(chosen)
    said = " ".join(f"‘{item.title}’ – {say_inside(say_next(study, item))}" for item in chosen[:2])
    more = rest + max(0, len(chosen) - 2)
    return said + (f" {count_words(more, 'more next step')} in the improvement plan." if more else "")


def headline(study: Study) -> Blocks:
    """Show the few numbers a director asks for, each with where it comes from."""
    chosen = [kpi for kpi in study.kpis if kpi.id in HEADLINE_KPIS] or list(study.kpis[:4])
    return Blocks([_number(study, kpi.id, stat) for kpi in chosen for stat in rows.stats_of(kpi)[:2]])


def _number(study: Study, kpi_id: str, stat: str) -> Number:
    kpi = study.kpi(kpi_id)
    found = rows.at(rows.main_view(study.measures, kpi))
    last = rows.last_month(found[found["stat"] == stat])
    row = last.iloc[0] if len(last) else None
    label = f"{kpi.title}{', ' + rows.stat_label(kpi, stat) if rows.stat_label(kpi, stat) else ''}"
    source: dict[str, Any] = {"kpi": kpi.id, "version": kpi.version, "stat": stat}
    source |= {"variant": kpi.variant} if kpi.variant else {}
    if row is None:
        return Number(label, None, kpi.unit, source=source)
    source |= {"view": row["view"], "period": rows.name_period(row), "n": row["n"]}
    source |= {"clock": row["clock"]} if kpi.kind == "duration" else {}
    if row["reason"]:
        source["remark"] = row["reason"]
    return Number(label, row["value"], row["unit"], source=source)


def goals(study: Study) -> Blocks:
    """Show each objective with its success factor, KPI and target, and whether it is reached."""
    if not study.goals:
        whole = "No objective with a target is set for this engagement."
        return Blocks([Text(choose_words(study, whole, NO_OBJECTIVE), role="note")])
    columns = (
        Column("objective", "Objective"),
        Column("kpi", "KPI"),
        Column("state", "State"),
        Column("level", "Last year", kind="number"),
        Column("lo", "95 % from", kind="number"),
        Column("hi", "95 % to", kind="number"),
        Column("target", "Target", kind="number"),
        Column("unit", "Unit"),
        Column("reason", "Why"),
        Column("success_factor", "Success factor"),
    )
    titles = {f"{kpi.id}@{kpi.version}": kpi.title for kpi in study.kpis}
    found = tuple({column.key: getattr(goal, column.key) for column in columns} for goal in study.goals)
    lines = tuple(line | {"kpi": titles.get(str(line["kpi"]), line["kpi"])} for line in found)
    return Blocks([Table("Objectives", columns, lines)])


def provenance(study: Study) -> Blocks:
    """Show what the report is made from: fingerprint, data, settings, versions and open findings."""
    findings = sum(1 for issue in study.issues if issue.severity != "info")
    facts = {
        "Client": study.engagement.client,
        "Made by": study.engagement.author,
        "Data": f"{study.first} to {study.as_of}, zone {study.engagement.zone}",
        "Fingerprint of everything": study.fingerprint,
        "Fingerprint of the data": study.ingested.fingerprint,
        "Baseline": "none" if study.baseline is None else f"{study.baseline.id}, digest {study.baseline.digest}",
        "Findings on data quality": findings,
    }
    columns = (Column("fact", "What"), Column("value", "Value"))
    lines = tuple({"fact": name, "value": str(value)} for name, value in facts.items())
    blocks: list[Block] = [Table("Where this comes from", columns, lines)]
    return Blocks(blocks)
