"""How every number of the catalogue is defined, worked by hand, and which tool can feed it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from csi_lib.kpi import Kpi, load_catalogue, say_definition
from csi_lib.kpi.definition import Example
from csi_lib.kpi.variants import settle_variants
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.wording import say_value
from csi_lib.study import Study
from csi_lib.study.coverage import cover, load_adapters

SHORT = {"computable": "yes", "partial": "partly", "not": "no"}


def catalogue_answer(study: Study) -> Blocks:
    """Say how many definitions there are, and how many this report uses."""
    kpis = _settle_all(study)
    open_ = sum(bool(kpi.variants) for kpi in kpis)
    body = (
        f"{len(kpis)} KPIs are defined, {len(study.kpis)} of them are used in this report. {open_} leave something "
        "open; what was chosen is printed with every number."
    )
    return Blocks([Text(body, role="answer")])


def catalogue(study: Study) -> Blocks:
    """Show all definitions at a glance, by metric class and group."""
    used = {kpi.id for kpi in study.kpis}
    rows = tuple(
        {
            "class": kpi.klass,
            "group": kpi.group,
            "kpi": f"{kpi.id}@{kpi.version}",
            "title": kpi.title,
            "used": kpi.id in used,
            "stage": kpi.stage,
            "owner": kpi.owner,
            "unit": kpi.unit,
            "better": kpi.better,
            "clock": kpi.clock,
            "guard": ", ".join(kpi.guard),
        }
        for kpi in sorted(_settle_all(study), key=lambda kpi: (kpi.klass, kpi.group, kpi.id))
    )
    columns = (
        Column("class", "Class"),
        Column("group", "Group"),
        Column("kpi", "Id and version"),
        Column("title", "KPI"),
        Column("used", "Used here", kind="flag"),
        Column("stage", "Lifecycle stage"),
        Column("owner", "Owner"),
        Column("unit", "Unit"),
        Column("better", "Better"),
        Column("clock", "Clock"),
        Column("guard", "Guard metric"),
    )
    return Blocks([Table("The catalogue, by metric class", columns, rows)])


def tool_coverage(study: Study) -> Blocks:
    """Show which KPI can be computed from which tool's export, and what is missing where it cannot."""
    found = cover(load_catalogue(home=study.home), load_adapters(study.home))
    names = list(dict.fromkeys(found["adapter"]))
    matrix = tuple(
        {"kpi": kpi, **{row.adapter: SHORT[row.state] for row in own.itertuples()}}
        for kpi, own in found.groupby("kpi", sort=False)
    )
    short = found[found["state"] != "computable"]
    reasons = tuple(
        {"kpi": kpi, "state": SHORT[state], "reason": reason, "adapters": ", ".join(own["adapter"])}
        for (kpi, state, reason), own in short.groupby(["kpi", "state", "reason"], sort=False)
    )
    note = (
        "Yes: the format has a heading for every column needed. Partly: only under another answer to what the "
        "definition leaves open. Whether a client's own export has the columns is on the page of what can be measured."
    )
    heads = (Column("kpi", "KPI"), *(Column(name, name) for name in names))
    columns = (
        Column("kpi", "KPI"),
        Column("state", "Computable"),
        Column("reason", "Why"),
        Column("adapters", "Export formats"),
    )
    return Blocks([Table("KPI by export format", heads, matrix, note=note), Table("What is missing", columns, reasons)])


def worked_examples(study: Study) -> Blocks:
    """Show every definition in one table, followed by its example worked by hand."""
    return Blocks([block for kpi in _settle_all(study) for block in _lay_out(kpi)])


def _settle_all(study: Study) -> list[Kpi]:
    """Return every definition of the catalogue as this report would use it."""
    chosen = {kpi.id: kpi for kpi in study.kpis}
    variants = study.engagement.variants
    return [
        chosen.get(name) or settle_variants(kpi, variants.get(name))
        for name, kpi in load_catalogue(home=study.home).items()
    ]


def _lay_out(kpi: Kpi) -> Iterator[Block]:
    facts = {
        "Question": kpi.question,
        "Definition": say_definition(kpi),
        "Left open": _say_variants(kpi),
        "Needs": ", ".join(kpi.needs),
        "Guard metric": ", ".join(kpi.guard),
        "Remark": kpi.note,
        "Sources": "; ".join(kpi.sources),
    }
    columns = (Column("what", "What"), Column("said", "Definition"))
    rows = tuple({"what": what, "said": said} for what, said in facts.items() if said)
    yield Table(f"{kpi.title} ({kpi.id}@{kpi.version})", columns, rows)
    for name, given in kpi.example.given.items():
        keys = list(dict.fromkeys(key for row in given for key in row))
        cells = tuple({key: _say(row.get(key)) for key in keys} for row in given)
        yield Table(f"{kpi.id}: example, rows of {name}", tuple(Column(key, key) for key in keys), cells)
    yield _lay_expected(kpi.id, kpi.example)


def _lay_expected(name: str, example: Example) -> Table:
    rows = []
    for row in example.expect:
        line: dict[str, Any] = row.model_dump(include=row.model_fields_set - {"where"})
        where = ", ".join(f"{key} = {value}" for key, value in row.where.items())
        rows.append(line | ({"where": where} if where else {}))
    keys = list(dict.fromkeys(key for row in rows for key in row))
    numbers = ("value", "numerator", "denominator", "n")
    columns = tuple(Column(key, key, kind="number" if key in numbers else "text") for key in keys)
    return Table(f"{name}: example, worked by hand", columns, tuple(rows))


def _say_variants(kpi: Kpi) -> str:
    said = []
    for name, variant in kpi.variants.items():
        chosen = kpi.chosen.get(name, variant.default)
        others = "; ".join(choice.say for key, choice in variant.choices.items() if key != chosen)
        said.append(f"{variant.ask} Used: {variant.choices[chosen].say}. Else: {others}.")
    return " ".join(said)


def _say(value: Any) -> str:
    return "" if value is None else say_value(value)
