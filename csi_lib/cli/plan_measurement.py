"""Say before the work starts what a measurement can show, after how many months, and print its register entry."""

from __future__ import annotations

import argparse
import datetime as dt
from typing import TYPE_CHECKING

from csi_lib.cli.register.places import add_engagement, read_day

if TYPE_CHECKING:
    from csi_lib.kpi import Kpi
    from csi_lib.signals.verdicts.prospect import Prospect


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi plan-measurement``."""
    add_engagement(verb)
    verb.add_argument("--kpi", metavar="ID", required=True, help="the one KPI that decides")
    verb.add_argument("--where", metavar="COLUMN=VALUE", action="append", default=[], help="slice; may be repeated")
    verb.add_argument("--date", metavar="DATE", required=True, type=read_day, help="planned go-live, like 2026-09-01")
    verb.add_argument("--worthwhile", metavar="SIZE", type=_size, default=0.10, help="0.1 is 10 %%; else in units")
    verb.add_argument("--months", metavar="N", type=_count, default=24, help="months to look ahead (default: 24)")


def execute(arguments: argparse.Namespace) -> int:
    """Measure the time before, look forward and print the answer."""
    from csi_lib.errors import UsageError
    from csi_lib.ingest import ingest
    from csi_lib.settings import find_home, load_engagement
    from csi_lib.signals.verdicts.prospect import look_forward
    from csi_lib.stats import Refused
    from csi_lib.study import choose_kpis, data_window, measure_window

    engagement, path = load_engagement(arguments.engagement)
    home = find_home(path.parent)
    kpis = choose_kpis(engagement, path, home)
    kpi = _pick(arguments.kpi, kpis)
    where = _pick_slice(arguments.where, kpi)
    found = ingest(engagement, path, cache=home / "reports" / ".cache" / engagement.id)
    first, as_of = data_window(engagement, path, found)
    measures = measure_window(engagement, found, kpis, first, as_of, by=list(where), crossed=True)
    try:
        prospect = look_forward(
            measures,
            kpis,
            kpi,
            arguments.date,
            where=where,
            worthwhile=arguments.worthwhile,
            months=arguments.months,
            season=engagement.season,
        )
    except Refused as refusal:
        raise UsageError(f"nothing can be planned: {refusal}", where=f"{engagement.id}, {kpi.id}") from None
    for line in (*_say_prospect(prospect), *_say_entry(prospect, kpi, as_of)):
        print(line)
    return 0


def _size(text: str) -> float:
    try:
        size = float(text)
    except ValueError:
        size = 0.0
    if not 0 < size < float("inf"):
        raise argparse.ArgumentTypeError(f"'{text}' is not a size above zero, like 0.1")
    return size


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 120:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of months from 1 to 120")
    return int(text)


def _pick(name: str, kpis: tuple[Kpi, ...]) -> Kpi:
    from csi_lib.errors import UsageError, suggest

    found = next((kpi for kpi in kpis if kpi.id == name), None)
    if found is None:
        raise UsageError(f"--kpi {name}: not among the engagement's KPIs", do=suggest(name, [kpi.id for kpi in kpis]))
    return found


def _pick_slice(texts: list[str], kpi: Kpi) -> dict[str, str]:
    from csi_lib.errors import UsageError

    where: dict[str, str] = {}
    for column, value in (_pair(text, kpi) for text in texts):
        if column in where:
            raise UsageError(f"--where {column} is given twice", do="Name one value of a column")
        where[column] = value
    return where


def _pair(text: str, kpi: Kpi) -> tuple[str, str]:
    from csi_lib.errors import UsageError, suggest

    column, _, value = text.partition("=")
    if not value:
        raise UsageError(f"--where {text}: this is not COLUMN=VALUE", do="Write for example service=Mail")
    if column not in kpi.slices:
        raise UsageError(f"--where {text}: {kpi.id} cannot be sliced by it", do=suggest(column, kpi.slices))
    return column, value


def _say_prospect(prospect: Prospect) -> list[str]:
    from csi_lib.signals.wording import say_size

    lines = [
        prospect.sentence,
        "",
        "Months after  Smallest change found in four of five cases  The verdict can at best say",
    ]
    for sight in prospect.sights:
        size = "–" if sight.detectable is None else say_size(sight.detectable, prospect.effect_kind, prospect.unit)
        lines.append(f"{sight.after:>12}  {size:<44}  {sight.best}")
    return [*lines, *(f"Note: {mark}" for mark in prospect.marks)]


def _say_entry(prospect: Prospect, kpi: Kpi, as_of: dt.date) -> list[str]:
    """Write the register entry that declares the measurement beforehand."""
    where = ", ".join(f"{column}: {_quote(value)}" for column, value in prospect.where.items())
    guards = ", ".join(name for name in kpi.guard if name != kpi.id)
    late = "" if prospect.date > as_of else "   # the day lies in the past: declared afterwards, it stays exploratory"
    return [
        "",
        "Register entry (a file in the folder named under 'initiatives'; fill in what stands in CAPITALS):",
        "",
        "version: 1",
        "id: SHORT-NAME-IN-SMALL-LETTERS",
        "title: WHAT IS DONE",
        "opportunity: WHAT WAS SEEN",
        "source: kpi signal",
        "hypothesis: WHY IT SHOULD HELP",
        f"kpi: {kpi.id}",
        f"where: {{{where}}}",
        f"date: {prospect.date}{late}",
        "declared: THE DAY ON WHICH YOU WRITE THIS DOWN",
        f"target: {{value: NUMBER, unit: {_quote(prospect.unit)}, by: DAY}}",
        f"worthwhile: {prospect.worthwhile:g}",
        "transition: 1",
        f"guards: [{guards}]",
        "owner: ROLE",
        "status: planned",
        "aims: [quality]",
    ]


def _quote(text: str) -> str:
    """Write a text so that YAML reads it back as this text, and not as a number, a date or nothing."""
    import json

    import yaml

    plain = text.replace(" ", "").replace("-", "").isalnum() and yaml.safe_load(text) == text
    return text if plain else json.dumps(text, ensure_ascii=False)
