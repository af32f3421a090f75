"""Say of every section of the CSI plan, or of every initiative's SIP, whether it is drafted, written or EMPTY."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csi_lib.study import Study


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi plan check``."""
    verb.add_argument("engagement", metavar="ENGAGEMENT", help="id or file")
    verb.add_argument("--document", choices=("plan", "sip"), default="plan", help="default: plan")
    verb.add_argument("--initiative", metavar="ID", default="", help="of a SIP: the only one to look at")


def execute(arguments: argparse.Namespace) -> int:
    """Print one line a section; 1 when one is empty."""
    from csi_lib.errors import UsageError
    from csi_lib.study import gather

    if arguments.initiative and arguments.document != "sip":
        raise UsageError("--initiative is of a SIP", do="Add --document sip")
    study = gather(arguments.engagement)
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
            print(f"  {item.section.title} is to say: {item.section.asks}. {_say_way(study, item.section.id)}")
    return _say_end(count_words(len(found), "section"), [item.section.title for item in found if item.state == "EMPTY"])


def _say_way(study: Study, section: str) -> str:
    return f"Write it: csi plan text {study.engagement.id} {section} --file FILE"


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
