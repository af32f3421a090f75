"""Make the folder of a new engagement: settings, notebooks, data request per tool, KPI sheet to sign, ready for git."""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csi_lib.project.tailoring import Question

KPIS = ("incident", "sla", "desk")
TRIES = 3


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
        help="how long the checklists of improvement are (default: by three answers, asked in a terminal)",
    )
    verb.add_argument("--people", metavar="N", help="answers how many people provide the services")
    verb.add_argument("--services", metavar="N", help="answers how many services and suppliers there are together")
    verb.add_argument("--maturity", metavar="L", help="answers how mature the work is, as a guess from 0 to 5")
    verb.add_argument("--date", metavar="DATE", default="", help="on the KPI sheet (default: today)")


def execute(arguments: argparse.Namespace) -> int:
    """Make the folder and say what comes next; the last line is the settings file."""
    from csi_lib.project import Plan, create
    from csi_lib.project.tailoring import tailor

    folder = Path(arguments.folder).resolve()
    name = arguments.id or re.sub(r"[^a-z0-9_-]+", "-", folder.name.lower()).strip("-_")
    profile, tailoring = tailor(_find_answers(arguments), arguments.profile)
    plan = Plan(
        id=name,
        client=arguments.client or folder.name,
        zone=arguments.zone,
        author=arguments.author or "the analyst",
        tools=tuple(arguments.tool or ["plain"]),
        kpis=tuple(arguments.kpi or KPIS),
        day=arguments.date or dt.date.today().isoformat(),
        profile=profile,
        tailoring=tailoring,
    )
    files = create(folder, plan)
    print(f"Profile '{profile}'" + (f": {tailoring.reason}" if tailoring.reason else ", as nothing was answered"))
    print(f"Made {len(files)} files in {arguments.folder}. What comes next stands in README.md")
    print(Path(arguments.folder) / "params" / "engagements" / f"{name}.yml")
    return 0


def _find_answers(arguments: argparse.Namespace) -> dict[str, int]:
    """Take the three answers from the options, and ask for what is missing where somebody sits at a terminal."""
    from csi_lib.errors import UsageError
    from csi_lib.project.tailoring import QUESTIONS, read_answer

    given = {item.key: getattr(arguments, item.key) for item in QUESTIONS}
    answers = {}
    for item in QUESTIONS:
        if given[item.key] is not None:
            try:
                answers[item.key] = read_answer(item, given[item.key])
            except ValueError as error:
                raise UsageError(f"--{item.key}: {error}") from None
    missing = [item for item in QUESTIONS if item.key not in answers]
    if arguments.profile and not answers:
        return {}
    if sys.stdin is not None and sys.stdin.isatty():
        return answers | {item.key: _ask(item) for item in missing}
    if answers and missing:
        options = " and ".join(f"--{item.key}" for item in missing)
        raise UsageError(f"{options} missing: the profile follows from three answers", do="Give all three, or none")
    return answers


def _ask(question: Question) -> int:
    """Ask until an answer can be read, three times at most; on stderr, for stdout names what was made."""
    from csi_lib.errors import UsageError
    from csi_lib.project.tailoring import read_answer

    do = f"Give --{question.key} N, or --profile"
    for _ in range(TRIES):
        print(f"{question.text} ({question.leads}): ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            raise UsageError(f"the input ended before this was answered: {question.text}", do=do)
        try:
            return read_answer(question, line)
        except ValueError as error:
            print(f"{error}.", file=sys.stderr)
    raise UsageError(f"no answer after {TRIES} tries: {question.text}", do=do)
