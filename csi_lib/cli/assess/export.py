"""Write a questionnaire for every respondent or group: a workbook, a page that works offline, or both."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csi_lib.maturity.collect.people import Hide, Person

MANY = 150  # questions; ours: who is asked more begins to answer anyhow


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi assess export``."""
    verb.add_argument("engagement", metavar="ENGAGEMENT", help="id or file")
    verb.add_argument("--out", metavar="DIR", required=True, help="folder for the forms; nothing in it is overwritten")
    who = verb.add_argument_group("whom to ask (at least one)")
    who.add_argument(
        "--respondent",
        metavar="ID:GROUP:ROLE",
        action="append",
        default=[],
        help='one person, like r01:agents:"first-line agent"; an e-mail address as ID becomes a pseudonym',
    )
    who.add_argument("--people", metavar="FILE", help="CSV or YAML list: respondent, group, role, optional processes")
    who.add_argument("--group", metavar="GROUP", action="append", default=[], help="one form for all of a group")
    verb.add_argument("--processes", metavar="ID", nargs="+", default=[], help="default: those of the engagement")
    verb.add_argument("--questions", metavar="DIR", help="a folder or a kept edition (default: the project's)")
    verb.add_argument("--format", metavar="FORMAT", nargs="+", default=["xlsx"], help="xlsx, html or both")


def execute(arguments: argparse.Namespace) -> int:
    """Write the forms and list them."""
    from csi_lib.maturity.collect.export import check_formats, export_forms
    from csi_lib.maturity.collect.packet import make_packets
    from csi_lib.settings import find_home, load_engagement
    from csi_lib.study.answering import load_asked

    check_formats(arguments.format)
    engagement, path = load_engagement(arguments.engagement)
    home = find_home(path.parent)
    people = _list_people(arguments, make_hider(engagement.id, home))
    chosen = arguments.processes or engagement.assessment.processes
    bank = load_asked(engagement, path, home, find_asked(arguments.questions))
    packets = make_packets(engagement.id, engagement.client, people, bank, chosen)
    for item in export_forms(packets, arguments.format, Path(arguments.out), engagement.as_of):
        person, parts = item.packet.person, len(item.packet.parts)
        role = f", {person.role}" if person.role else ""
        processes = f"{parts} process{'es' if parts > 1 else ''}"
        who = person.respondent or "pseudonym to be filled in"
        left_out = f", {item.packet.left_out} more left out" if item.packet.left_out else ""
        print(f"{item.path}: {who} ({person.group}{role}), {item.packet.asked} questions on {processes}{left_out}")
        if item.packet.asked > MANY and item.path.suffix[1:] == arguments.format[0]:
            print(
                f"note: {item.packet.asked} questions are many for one person; name fewer processes by --processes, "
                "or leave levels out by 'assessment.left_out'"
            )
    return 0


def find_asked(given: str | None) -> Path:
    """Return the folder of questions that was named, by path or as a kept edition, else the project's or the kit's."""
    from csi_lib.cli.assess.places import find_bank, find_edition

    return find_edition(given) if given else find_bank(None)


def make_hider(engagement: str, home: Path) -> Hide:
    """Return what turns an e-mail address into the engagement's pseudonym; the key is read when it is needed."""
    from functools import cache

    from csi_lib.ingest.people import hide_person, load_key

    @cache
    def find_key() -> bytes:
        return load_key(engagement, home)

    return lambda address: hide_person(address, find_key())


def _list_people(arguments: argparse.Namespace, hide: Hide) -> list[Person]:
    from csi_lib.errors import UsageError, did_you_mean
    from csi_lib.maturity.collect.people import GROUPS, Person, check_once, load_people, read_person

    for group in arguments.group:
        if group not in GROUPS:
            raise UsageError(f"unknown group '{group}'", where="--group", do=did_you_mean(group, GROUPS).capitalize())
    people = [read_person(text, hide) for text in arguments.respondent]
    people += load_people(Path(arguments.people), hide) if arguments.people else []
    people += [Person(group) for group in dict.fromkeys(arguments.group)]
    if not people:
        raise UsageError("nobody is named", do="Say --respondent ID:GROUP:ROLE, --people FILE or --group GROUP")
    check_once(people)
    return people
