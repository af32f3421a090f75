"""How every number of the catalogue is defined, worked by hand, and which tool can feed it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from csi_lib.kpi import Kpi, load_catalogue, say_definition
from csi_lib.kpi.variants import settle_variants
from csi_lib.report.blocks import Blocks, Column, Table, Text
from csi_lib.report.sections.measures import GROUP_TITLES
from csi_lib.report.wording import say_value
from csi_lib.study import Study
from csi_lib.study.coverage import cover, load_adapters

SHORT = {"computable": "yes", "partial": "part", "not": "no"}
COVERAGE_EXPLAINED = (
    "Yes: the format has a heading for every column needed. Part: only under another answer to what the definition "
    "leaves open. No: the reason is in the list below. Whether a client's own export has the columns is on the page of "
    "what can be measured."
)


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
    kpis = _settle_all(study)
    rows = tuple(
        {
            "title": kpi.title,
            "kpi": f"{kpi.id}@{kpi.version}",
            "class": kpi.klass,
            "group": GROUP_TITLES[kpi.group],
            "stage": kpi.stage,
            "owner": kpi.owner,
            "unit": kpi.unit,
            "better": kpi.better,
            "used": kpi.id in used,
        }
        for kpi in sorted(kpis, key=lambda kpi: (kpi.klass, kpi.group, kpi.id))
    )
    columns = (
        Column("title", "KPI"),
        Column("kpi", "Id and version"),
        Column("class", "Class"),
        Column("group", "Group"),
        Column("stage", "Lifecycle stage"),
        Column("owner", "Owner"),
        Column("unit", "Unit"),
        Column("better", "Better"),
        Column("used", "Used here", kind="flag"),
    )
    return Blocks([Table("The catalogue, by metric class", columns, rows)])


def tool_coverage(study: Study) -> Blocks:
    """Show which KPI can be computed from which tool's export, and what is missing where it cannot."""
    adapters = load_adapters(study.home)
    known = load_catalogue(home=study.home)
    found = cover(known, adapters).to_dict("records")
    titles = {name: adapter.title.partition(" (")[0].partition(", ")[0] for name, adapter in adapters.items()}
    cells: dict[str, dict[str, str]] = {}
    gaps: dict[tuple[str, str, str], list[str]] = {}
    for row in found:
        kpi, adapter, state = str(row["kpi"]), str(row["adapter"]), SHORT[str(row["state"])]
        cells.setdefault(kpi, {"title": known[kpi].title})[adapter] = state
        if row["reason"]:
            gaps.setdefault((known[kpi].title, state, str(row["reason"])), []).append(titles[adapter])
    heads = (Column("title", "KPI"), *(Column(name, titles[name], kind="mark") for name in titles))
    columns = (
        Column("title", "KPI"),
        Column("state", "Computable"),
        Column("reason", "Why"),
        Column("adapters", "Export formats"),
    )
    reasons = tuple(
        {"title": title, "state": state, "reason": reason, "adapters": ", ".join(names)}
        for (title, state, reason), names in gaps.items()
    )
    missing = Table("Why a KPI is not, or only partly, computable from a format", columns, reasons, folded=True)
    return Blocks([Table("KPI by export format", heads, tuple(cells.values()), note=COVERAGE_EXPLAINED), missing])


def worked_examples(study: Study) -> Blocks:
    """Show every definition in one folded table, its example worked by hand at the end."""
    return Blocks([_lay_out(kpi) for kpi in _settle_all(study)])


def _settle_all(study: Study) -> list[Kpi]:
    """Return every definition of the catalogue as this report would use it."""
    chosen = {kpi.id: kpi for kpi in study.kpis}
    variants = study.engagement.variants
    return [
        chosen.get(name) or settle_variants(kpi, variants.get(name))
        for name, kpi in load_catalogue(home=study.home).items()
    ]


def _lay_out(kpi: Kpi) -> Table:
    facts = {
        "Question": kpi.question,
        "Definition": say_definition(kpi),
        "Left open": _say_variants(kpi),
        "Needs": ", ".join(kpi.needs),
        "Guard metric": ", ".join(kpi.guard),
        "Remark": kpi.note,
        "Sources": "; ".join(kpi.sources),
    }
    lines = [(what, said) for what, said in facts.items() if said]
    lines += [*_say_given(kpi), *_say_expected(kpi)]
    columns = (Column("what", "What"), Column("said", "Definition and example"))
    rows = tuple({"what": what, "said": said} for what, said in lines)
    return Table(f"{kpi.title} ({kpi.id}@{kpi.version})", columns, rows, folded=True)


def _say_given(kpi: Kpi) -> Iterator[tuple[str, str]]:
    """Say the rows of the example, one a line; a cell that is not given is empty in the export."""
    for table, rows in kpi.example.given.items():
        for place, row in enumerate(rows, start=1):
            cells = {key: value for key, value in row.items() if key != "id" and value is not None}
            said = ", ".join(f"{key} = {_say_cell(value)}" for key, value in cells.items())
            yield f"Example: {table} {row.get('id', place)}", said


def _say_cell(value: object) -> str:
    return f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, dt.datetime) else say_value(value)


def _say_expected(kpi: Kpi) -> Iterator[tuple[str, str]]:
    """Say what the example gives, as it was worked out by hand."""
    for row in kpi.example.expect:
        given = row.model_dump(include=row.model_fields_set)
        head = [str(given["period"])] if given.get("period") else []
        head += [str(given[key]) for key in ("view", "stat") if given.get(key)]
        head += [f"{key} {value}" for key, value in (given.get("where") or {}).items()]
        head += [_say_choice(kpi, name, choice) for name, choice in (given.get("variant") or {}).items()]
        yield f"Result: {', '.join(head)}" if head else "Result", _say_result(kpi, given)


def _say_result(kpi: Kpi, given: Mapping[str, Any]) -> str:
    said = []
    if "value" in given:
        said.append("no value" if given["value"] is None else say_value(given["value"]))
    counts = ("numerator", "denominator", "n")
    said += [f"{key} {say_value(given[key])}" for key in counts if given.get(key) is not None]
    known = {"period", "view", "stat", "where", "variant", "value", "reason", *counts}
    said += [f"{key} {say_value(value)}" for key, value in given.items() if key not in known and value is not None]
    reason = f"; {given['reason']}" if given.get("reason") else ""
    return ", ".join(said) + reason


def _say_choice(kpi: Kpi, name: str, choice: str) -> str:
    known = kpi.variants.get(name)
    return known.choices[choice].say if known and choice in known.choices else f"{name} {choice}"


def _say_variants(kpi: Kpi) -> str:
    said = []
    for name, variant in kpi.variants.items():
        chosen = kpi.chosen.get(name, variant.default)
        others = "; ".join(choice.say for key, choice in variant.choices.items() if key != chosen)
        said.append(f"{variant.ask} Used: {variant.choices[chosen].say}. Else: {others}.")
    return " ".join(said)
