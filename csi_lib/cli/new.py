"""Make the folder of a new engagement: settings, notebooks, data request per tool, KPI sheet to sign, ready for git."""

from __future__ import annotations

import argparse
import datetime as dt
import re
from pathlib import Path

KPIS = ("incident", "sla", "desk")


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi new``."""
    verb.add_argument("folder", metavar="DIR", help="new or empty")
    verb.add_argument("--client", metavar="NAME", default="", help="default: the name of the folder")
    verb.add_argument("--id", metavar="ID", default="", help="id of the engagement (default: from the folder)")
    verb.add_argument("--zone", metavar="ZONE", default="UTC", help="the client's time zone, e.g. Europe/Berlin")
    verb.add_argument("--author", metavar="NAME", default="", help="who answers for the report")
    verb.add_argument("--tool", action="append", metavar="NAME", help="an export format; may be repeated")
    verb.add_argument("--kpi", action="append", metavar="ID", help="a KPI or a group; may be repeated")
    verb.add_argument(
        "--profile",
        choices=("small", "standard", "large"),
        default="standard",
        help="how long the checklists of improvement are; by size, complexity and maturity (default: standard)",
    )
    verb.add_argument("--date", metavar="DATE", default="", help="on the KPI sheet (default: today)")


def execute(arguments: argparse.Namespace) -> int:
    """Make the folder and say what comes next; the last line is the settings file."""
    from csi_lib.project import Plan, create

    folder = Path(arguments.folder).resolve()
    name = arguments.id or re.sub(r"[^a-z0-9_-]+", "-", folder.name.lower()).strip("-_")
    plan = Plan(
        id=name,
        client=arguments.client or folder.name,
        zone=arguments.zone,
        author=arguments.author or "the analyst",
        tools=tuple(arguments.tool or ["plain"]),
        kpis=tuple(arguments.kpi or KPIS),
        day=arguments.date or dt.date.today().isoformat(),
        profile=arguments.profile,
    )
    files = create(folder, plan)
    print(f"Made {len(files)} files in {arguments.folder}. What comes next stands in README.md")
    print(Path(arguments.folder) / "params" / "engagements" / f"{name}.yml")
    return 0
