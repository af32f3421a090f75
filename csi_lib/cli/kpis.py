"""List the KPIs of the catalogue, or say which of them each export format can feed."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from csi_lib.kpi import Kpi

MARKS = {"computable": "yes", "partial": "part", "not": "no"}


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi kpis``."""
    verb.add_argument("--adapter", metavar="NAME", action="append", help="an export format; may be repeated; 'all'")
    verb.add_argument("--engagement", metavar="NAME", help="say of its KPIs which objectives and agreements name them")
    verb.add_argument("--csv", metavar="FILE", help="write it as a table, a line each")


def execute(arguments: argparse.Namespace) -> int:
    """Print the catalogue; with a format, or a file to write, which KPI can be computed from which format."""
    from csi_lib.cli.frame import write_frame
    from csi_lib.kpi import load_catalogue
    from csi_lib.report.wording import count_words
    from csi_lib.settings import find_home

    if arguments.engagement:
        return _show_served(arguments)
    home = find_home()
    catalogue = load_catalogue(home=home)
    if not arguments.adapter and not arguments.csv:
        print("\n".join(_list_catalogue(catalogue.values())))
        return 0
    found = _cover(catalogue, home, arguments.adapter or ["all"])
    if arguments.csv:
        write_frame(found, Path(arguments.csv))
        print(f"Wrote {count_words(len(found), 'row')} to {arguments.csv}")
        return 0
    print("\n".join(_list_coverage(found)))
    return 0


def _show_served(arguments: argparse.Namespace) -> int:
    """Print for every KPI of an engagement what names it: objectives, agreements, contracts and initiatives."""
    from csi_lib.cli.frame import write_frame
    from csi_lib.errors import UsageError
    from csi_lib.kpi import choose, load_catalogue
    from csi_lib.register.reading import read_records
    from csi_lib.report.wording import count_words
    from csi_lib.settings import find_home, load_engagement
    from csi_lib.study.aligned import list_served

    if arguments.adapter:
        raise UsageError("--engagement and --adapter ask for two tables", do="Give one of them")
    engagement, path = load_engagement(arguments.engagement)
    kpis = choose(load_catalogue(home=find_home(path.parent)), engagement.kpis, engagement.variants)
    found = list_served(engagement, read_records(engagement, path), kpis)
    if arguments.csv:
        write_frame(found, Path(arguments.csv))
        print(f"Wrote {count_words(len(found), 'row')} to {arguments.csv}")
        return 0
    print(f"{count_words(len(found), 'KPI')} of {engagement.id}: what names each, by id")
    for row in found.to_dict("records"):
        said = [f"{key} {row[key]}" for key in ("objectives", "agreements", "contracts", "initiatives") if row[key]]
        print(f"  {row['kpi']:<24} {'; '.join(said) or 'nothing stated'}")
    return 0


def _list_catalogue(kpis: Iterable[Kpi]) -> list[str]:
    """Say every definition in a line: id, class, group, title and what it leaves open with its default first."""
    every = sorted(kpis, key=lambda kpi: (kpi.klass, kpi.group, kpi.id))
    lines = [f"{len(every)} KPIs: id, class, group, title [what is left open: default, other answers]"]
    for kpi in every:
        asked = [
            f"{name}: {', '.join([question.default, *(key for key in question.choices if key != question.default)])}"
            for name, question in kpi.variants.items()
        ]
        said = f" [{'; '.join(asked)}]" if asked else ""
        lines.append(f"  {kpi.id:<24} {kpi.klass:<12} {kpi.group:<13} {kpi.title}{said}")
    return lines


def _cover(catalogue: Mapping[str, Kpi], home: Path, wanted: list[str]) -> pd.DataFrame:
    from csi_lib.errors import UsageError, suggest
    from csi_lib.study.coverage import cover, load_adapters

    adapters = load_adapters(home)
    for name in wanted:
        if name != "all" and name not in adapters:
            raise UsageError(f"--adapter {name}: there is no such export format", do=suggest(name, adapters))
    chosen = adapters if "all" in wanted else {name: adapters[name] for name in dict.fromkeys(wanted)}
    return cover(catalogue, chosen)


def _list_coverage(found: pd.DataFrame) -> list[str]:
    """Lay one format out with its reasons, several as a table of marks with the reasons below."""
    names = list(dict.fromkeys(str(name) for name in found["adapter"]))
    states: dict[str, dict[str, str]] = {}
    reasons: dict[tuple[str, str], list[str]] = {}
    for row in found.to_dict("records"):
        states.setdefault(str(row["kpi"]), {})[str(row["adapter"])] = str(row["state"])
        if row["reason"]:
            reasons.setdefault((str(row["kpi"]), f"{row['state']}: {row['reason']}"), []).append(str(row["adapter"]))
    if len(names) == 1:
        why = {kpi: reason for kpi, reason in reasons}
        lines = [f"{len(states)} KPIs from the format '{names[0]}'"]
        return lines + [f"  {kpi:<24} {why.get(kpi, 'computable')}" for kpi in states]
    head = "  " + " " * 24 + " ".join(names)
    rows = [
        f"  {kpi:<24}" + " ".join(f"{MARKS[own[name]]:<{len(name)}}" for name in names) for kpi, own in states.items()
    ]
    whys = [f"  {kpi}: {reason} ({', '.join(own)})" for (kpi, reason), own in reasons.items()]
    return [f"{len(states)} KPIs from {len(names)} formats", head, *(row.rstrip() for row in rows), "", "Why", *whys]
