"""Say of every section of the CSI plan, or of every initiative's SIP, whether it is drafted, written or EMPTY."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csi_lib.errors import AbsentError
    from csi_lib.register.plans import Section
    from csi_lib.study import Study


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi plan check``."""
    verb.add_argument("engagement", metavar="ENGAGEMENT", help="id or file")
    verb.add_argument("--document", choices=("plan", "sip"), default="plan", help="default: plan")
    verb.add_argument("--initiative", metavar="ID", default="", help="of a SIP: the only one to look at")


def execute(arguments: argparse.Namespace) -> int:
    """Print one line a section; 1 when one is empty."""
    from csi_lib.errors import AbsentError, UsageError
    from csi_lib.study import gather

    if arguments.initiative and arguments.document != "sip":
        raise UsageError("--initiative is of a SIP", do="Add --document sip")
    try:
        study = gather(arguments.engagement)
    except AbsentError as absent:
        if arguments.document == "sip":
            raise
        return _check_records(arguments.engagement, absent)
    return _check_sips(study, arguments.initiative) if arguments.document == "sip" else _check_plan(study)


def _check_plan(study: Study) -> int:
    from csi_lib.report.sections.documents import fill_plan
    from csi_lib.report.wording import count_words

    found = fill_plan(study)
    width = max(len(item.section.title) for item in found)
    for item in found:
        print(f"  {item.section.title:<{width}}  {item.state}")
    for item in found:
        for warning in item.warnings:
            print(f"  {item.section.title}: {warning}")
        if item.state == "EMPTY":
            print(_say_empty(study.engagement.id, item.section))
    return _say_end(count_words(len(found), "section"), [item.section.title for item in found if item.state == "EMPTY"])


def _say_empty(engagement: str, section: Section) -> str:
    way = f"Write it: csi plan text {engagement} {section.id} --file FILE"
    return f"  {section.title} is to say: {section.asks}. {way}"


def _check_records(engagement: str, absent: AbsentError) -> int:
    """Say of every section what the register alone has for it; what takes an export is not called empty."""
    from csi_lib.register.plans.recorded import list_recorded
    from csi_lib.register.reading import read_records
    from csi_lib.report.wording import count_words
    from csi_lib.settings import load_engagement

    settings, path = load_engagement(engagement)
    found = list_recorded(read_records(settings, path), stated=bool(settings.objectives))
    print(f"From the register alone: {absent}", file=sys.stderr)
    width = max(len(section.title) for section, _ in found)
    for section, state in found:
        print(f"  {section.title:<{width}}  {state}")
    empty = [section for section, state in found if state == "EMPTY"]
    for section in empty:
        print(_say_empty(settings.id, section))
    return _say_end(count_words(len(found), "section"), [section.title for section in empty])


def _check_sips(study: Study, name: str) -> int:
    from csi_lib.report.sections.documents import choose_initiatives, list_lacking
    from csi_lib.report.wording import count_words

    chosen = choose_initiatives(study, name)
    lacking = []
    for item in chosen:
        parts = list(list_lacking(study, item))
        print(f"  {item.id}: " + ", ".join(f"{title} {'EMPTY' if empty else 'there'}" for title, empty in parts))
        lacking += [f"{item.id} ({title})" for title, empty in parts if empty]
    return _say_end(count_words(4 * len(chosen), "part"), lacking)


def _say_end(total: str, empty: Iterable[str]) -> int:
    named = list(empty)
    print(f"{total}, {len(named)} EMPTY" + (f": {', '.join(named)}" if named else ""))
    return 1 if named else 0
