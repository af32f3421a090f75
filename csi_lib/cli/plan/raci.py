"""Write the matrix of roles (RACI) as a file, or choose who alone answers for what two roles are named for."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from csi_lib.cli.register.places import find_author, open_place, say_head

if TYPE_CHECKING:
    from csi_lib.register.people import Raci, Roles
    from csi_lib.report.export.document import Document
    from csi_lib.settings import Engagement

KINDS = (".xlsx", ".docx", ".pdf", ".pptx", ".md")


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi plan raci``."""
    verb.add_argument("engagement", metavar="ENGAGEMENT", help="id or file")
    verb.add_argument("--out", metavar="FILE", type=Path, help=f"ends with {', '.join(KINDS)}")
    verb.add_argument(
        "--choose", metavar="ROLE", default="", help="the role that alone answers for running the process"
    )
    verb.add_argument("--by", metavar="NAME", default="", help="with --choose: who makes the change")
    verb.add_argument("--why", metavar="TEXT", default="", help="with --choose: the reason, kept for ever")


def execute(arguments: argparse.Namespace) -> int:
    """Choose where it was asked for, write the file where one was named, and say what is left to choose; 1 then."""
    from csi_lib.errors import UsageError
    from csi_lib.register.people import Duty, load_roles, make_raci
    from csi_lib.register.reading import read_records
    from csi_lib.report.wording import count_words
    from csi_lib.settings import find_home, load_engagement

    if arguments.out and arguments.out.suffix not in KINDS:
        raise UsageError(f"--out {arguments.out}: the file has to end with {', '.join(KINDS)}")
    if arguments.choose:
        _choose(arguments)
    engagement, path = load_engagement(arguments.engagement)
    roles = load_roles(find_home(path.parent))
    found = make_raci(roles, read_records(engagement, path).of(Duty))  # without a register: the kit's proposal
    if arguments.out:
        _write(_lay_out(found, roles, engagement), arguments.out)
        print(f"Wrote {arguments.out}")
    print(f"{count_words(len(found.rows), 'activity', 'activities')}, {count_words(len(found.roles), 'role')}")
    for row in found.open:
        print(f"  nobody alone answers yet: {row.activity}; choose {' or '.join(row.choose)}: --choose ROLE --why TEXT")
    return 1 if found.open else 0


def _choose(arguments: argparse.Namespace) -> None:
    """Write the duty that settles what the kit leaves open."""
    from csi_lib.errors import UsageError
    from csi_lib.register.change import Change
    from csi_lib.register.making import make_record
    from csi_lib.register.people import Duty, load_roles, make_raci

    if not arguments.why:
        raise UsageError("--choose needs --why", do="Say why this role was chosen")
    place = open_place(arguments)
    roles = load_roles(place.home)
    register = place.store.read()
    row = next((item for item in make_raci(roles, ()).rows if item.choose), None)
    title = roles.name(arguments.choose)
    if row is None or title not in row.choose:
        ways = " or ".join(f"'{name}'" for name in (row.choose if row else ()))
        raise UsageError(f"'{arguments.choose}' cannot be chosen", do=f"Choose {ways}")
    given = {
        "version": 1,
        "id": row.id,
        "activity": row.activity,
        "responsible": [name for name, letter in row.letters.items() if "R" in letter],
        "accountable": title,
        "consulted": [name for name, letter in row.letters.items() if letter == "C"],
        "informed": [name for name, letter in row.letters.items() if letter == "I"],
        "reason": arguments.why,
    }
    entry = register.entry(Duty.KIND, row.id)
    change = Change(make_record(Duty, given), entry.revision if entry else 0)
    after = place.store.write([change], by=find_author(arguments), why=arguments.why)
    print(f"{title} answers for: {row.activity}; {say_head(after)}")


def _lay_out(found: Raci, roles: Roles, engagement: Engagement) -> Document:
    from csi_lib.report.export.document import Document, Heading, Page
    from csi_lib.report.meta import Meta
    from csi_lib.report.sections.people.roles import lay_duties, lay_raci

    items = (
        Heading(2, "Who does what"), lay_raci(found),
        Heading(2, "What each role is there for"), lay_duties(roles),
    )  # fmt: skip
    page = Page("raci", f"Roles of {engagement.client}", (), items)
    day = str(engagement.as_of or "")
    return Document(Meta(engagement.client, engagement.id, day, "", author=engagement.author), (page,))


def _write(document: Document, path: Path) -> None:
    from csi_lib.errors import UsageError
    from csi_lib.files import write_whole
    from csi_lib.project.markdown import write_markdown
    from csi_lib.report.export.formats import check_formats, export

    if not path.parent.is_dir():
        raise UsageError(f"--out {path}: no such folder")
    if path.suffix == ".md":
        write_whole(path, write_markdown(document).encode("utf-8"))
        return
    check_formats([path.suffix[1:]])
    export(document, [path.suffix[1:]], path.parent, path.stem)
