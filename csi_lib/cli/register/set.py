"""Change keys of a record; one that shall not count any more is withdrawn: withdrawn="reason"."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING

from csi_lib.cli.register.places import add_engagement, add_who, find_author, open_place, say_head
from csi_lib.cli.register.values import HELP, put_values

if TYPE_CHECKING:
    from csi_lib.register.register import Entry, Register


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi register set``."""
    add_engagement(verb)
    verb.add_argument("kind", metavar="KIND", help="what it is: initiative, csip, action, …")
    verb.add_argument("id", metavar="ID", help="which one")
    verb.add_argument("words", metavar="KEY=VALUE", nargs="+", help=HELP)
    verb.add_argument(
        "--revision", metavar="N", type=int, help="the one you saw: anything newer is a conflict (default: the newest)"
    )
    add_who(verb)


def execute(arguments: argparse.Namespace) -> int:
    """Write it and say what became of it."""
    return change(arguments, arguments.words, arguments.revision)


def change(arguments: argparse.Namespace, words: Iterable[str], revision: int | None = None) -> int:
    """Put words into a record, write it and say what became of it."""
    from csi_lib.register.change import Change
    from csi_lib.register.kinds import find_kind
    from csi_lib.register.making import make_record
    from csi_lib.register.record import say_body

    model = find_kind(arguments.kind)
    place = open_place(arguments)
    entry = find_entry(place.store.read((arguments.kind, arguments.id)), arguments.kind, arguments.id)
    record = make_record(model, put_values(say_body(entry.record), words, model))
    if record.id != entry.record.id:
        from csi_lib.errors import UsageError

        raise UsageError("an id is never changed", do="Add a record with the new id, and withdraw or end this one")
    seen = entry.revision if revision is None else revision
    register = place.store.write([Change(record, seen)], by=find_author(arguments), why=arguments.why)
    now = find_entry(register, arguments.kind, arguments.id)
    print(_say(entry, now) + f"; {say_head(register)}")
    return 0


def find_entry(register: Register, kind: str, name: str) -> Entry:
    """Return a record with its history's figures.

    Raises
    ------
    UsageError
        When there is none; the message names the nearest.
    """
    from csi_lib.errors import UsageError, suggest

    found = register.entry(kind, name)
    if found is None:
        known = [item.record.id for item in register.entries if kind == item.record.KIND]
        raise UsageError(f"there is no {kind} '{name}'", do=suggest(name, known))
    return found


def _say(before: Entry, after: Entry) -> str:
    from csi_lib.register.store.writing import say_what

    name = f"{after.record.KIND} '{after.record.id}'"
    if before.revision == after.revision:
        return f"{name}: nothing changed, revision {after.revision}"
    return f"{name}: {say_what(before.record, after.record)}, revision {after.revision}"
