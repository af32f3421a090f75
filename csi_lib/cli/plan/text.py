"""Put the own words of a section into the register, with the role that wrote them and why."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from csi_lib.cli.register.places import add_day, add_who, find_author, find_day, open_place, say_head

if TYPE_CHECKING:
    from csi_lib.register.plans import OwnText


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi plan text``."""
    verb.add_argument("engagement", metavar="ENGAGEMENT", help="id or file")
    verb.add_argument("section", metavar="SECTION", help="as executive-summary; csi plan check names all")
    verb.add_argument("--file", metavar="FILE", required=True, help="plain text; a blank line begins a paragraph")
    verb.add_argument("--initiative", metavar="ID", default="", help="of a SIP: whose plan it is")
    verb.add_argument("--author", metavar="ROLE", required=True, help="the role that answers for the words")
    verb.add_argument(
        "--because", metavar="KIND/ID", action="append", default=[], help="what asked for it, as feedback/vpn-mornings"
    )
    add_day(verb)
    add_who(verb)


def execute(arguments: argparse.Namespace) -> int:
    """Write the text and say which version of it this is."""
    from csi_lib.register.change import Change

    body = _read(Path(arguments.file))
    place = open_place(arguments)
    register = place.store.read()
    document = "sip" if arguments.initiative else "plan"
    name = "-".join(part for part in (document, arguments.initiative, arguments.section) if part)[:63]
    entry = register.entry("text", name)
    edit = {
        "on": find_day(arguments, place.engagement),
        "author": arguments.author,
        "reason": arguments.why,
        "because_of": arguments.because,
    }
    before = [item.model_dump() for item in entry.record.edits] if entry else []  # type: ignore[attr-defined]
    record = _make(name, document, arguments, body, [*before, edit])
    change = Change(record, entry.revision if entry else 0)
    after = place.store.write([change], by=find_author(arguments), why=arguments.why)
    print(f"Version {len(record.edits)} of the section '{arguments.section}' of the {document}; {say_head(after)}")
    return 0


def _read(path: Path) -> str:
    from csi_lib.errors import UsageError

    try:
        text = path.read_text(encoding="utf-8-sig").strip()
    except UnicodeDecodeError:
        raise UsageError("this is not UTF-8 text", where=str(path), do="Save the file as UTF-8") from None
    if not text:
        raise UsageError("the file is empty", where=str(path), do="Write what the section is to say")
    return text


def _make(name: str, document: str, arguments: argparse.Namespace, body: str, edits: list[object]) -> OwnText:
    from csi_lib.register.making import make_record
    from csi_lib.register.plans import OwnText

    given = {
        "version": 1,
        "id": name,
        "document": document,
        "section": arguments.section,
        "initiative": arguments.initiative,
        "body": body,
        "edits": edits,
    }
    return make_record(OwnText, given)
