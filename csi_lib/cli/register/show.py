"""Show one record: its values, what it points at, and what points at it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from csi_lib.cli.register.places import add_engagement, read_place

if TYPE_CHECKING:
    from csi_lib.register.register import Entry, Register


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi register show``."""
    add_engagement(verb)
    verb.usage = "%(prog)s [-h] ENGAGEMENT [KIND] ID"
    verb.add_argument("words", metavar="[KIND] ID", nargs="+", help="which one; the kind where two share an id")


def execute(arguments: argparse.Namespace) -> int:
    """Print every record of that name as its file would say it."""
    from csi_lib.register.files import write_text

    _, _, _, register = read_place(arguments)
    for entry in _find(register, arguments.words):
        record = entry.record
        times = f", revision {entry.revision}, changed {entry.changed:%Y-%m-%d}" if entry.changed else ""
        print(f"# {record.KIND} '{record.id}'{times}")
        print(write_text(record), end="")
        for reference in record.references:
            print(f"# points at {reference.kind} '{reference.id}'")
        for other in register.entries:
            if any((item.kind, item.id) == (record.KIND, record.id) for item in other.record.references):
                print(f"# {other.record.KIND} '{other.record.id}' points at it")
    return 0


def _find(register: Register, words: list[str]) -> list[Entry]:
    from csi_lib.cli.register.set import find_entry
    from csi_lib.errors import UsageError, suggest
    from csi_lib.register.kinds import KINDS, find_kind

    ids = {item.record.id for item in register.entries}
    if len(words) > 2 or (len(words) == 2 and words[0] not in KINDS and words[0] in ids):
        raise UsageError("one record at a time", do="Name its id, or a kind and an id")
    if len(words) == 2:
        find_kind(words[0])
        return [find_entry(register, *words)]
    found = [item for item in register.entries if item.record.id == words[0]]
    if not found:
        known = [item.record.id for item in register.entries]
        raise UsageError(f"there is no record '{words[0]}'", do=suggest(words[0], known))
    return found
