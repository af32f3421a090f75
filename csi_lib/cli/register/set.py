"""Change keys of a record; one that shall not count any more is withdrawn: withdrawn="reason"."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from csi_lib.cli.register.places import add_engagement, add_who, find_author, open_place, say_head
from csi_lib.cli.register.values import HELP, put_values

if TYPE_CHECKING:
    from csi_lib.cli.register.places import Place
    from csi_lib.register.record import Record
    from csi_lib.register.register import Entry, Register


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi register set``."""
    add_engagement(verb)
    verb.add_argument("kind", metavar="KIND", help="what it is: initiative, csip, action, …")
    verb.add_argument("id", metavar="ID", help="which one")
    verb.add_argument("words", metavar="KEY=VALUE", nargs="+", help=HELP)
    add_revision(verb)
    add_who(verb)


def add_revision(verb: argparse.ArgumentParser) -> None:
    """Declare ``--revision``, on which the change was made."""
    verb.add_argument(
        "--revision", metavar="N", type=int, help="the one you saw: anything newer is a conflict (default: the newest)"
    )


def execute(arguments: argparse.Namespace) -> int:
    """Write it and say what became of it."""
    return change(arguments, arguments.words, arguments.revision)


def change(arguments: argparse.Namespace, words: Iterable[str], revision: int | None = None) -> int:
    """Put words into a record, write it and say what became of it."""
    from csi_lib.register.change import Change
    from csi_lib.register.kinds import find_kind
    from csi_lib.register.record import say_body

    model = find_kind(arguments.kind)
    place = open_place(arguments)
    before = place.store.read((arguments.kind, arguments.id))
    entry = find_entry(before, arguments.kind, arguments.id)
    plain = put_values(say_body(entry.record), words, model)
    seen = entry.revision if revision is None else revision
    _refuse_stale(entry, plain, seen)
    record = _make(place, before, entry.record, plain)
    if record.id != entry.record.id:
        from csi_lib.errors import UsageError

        raise UsageError("an id is never changed", do="Add a record with the new id, and withdraw or end this one")
    register = place.store.write([Change(record, seen)], by=find_author(arguments), why=arguments.why)
    now = find_entry(register, arguments.kind, arguments.id)
    print(_say(entry, now) + f"; {say_head(register)}")
    return 0


def _refuse_stale(entry: Entry, plain: dict[str, Any], seen: int) -> None:
    """Say a conflict before anything else: who saw an older revision may have nothing to mend."""
    from csi_lib.register.record import say_body
    from csi_lib.register.store.conflict import Conflict, refuse
    from csi_lib.register.store.writing import list_differing, say_stamp

    if seen != entry.revision:
        record, when = entry.record, say_stamp(entry.changed) if entry.changed else ""
        keys = list_differing(say_body(record), plain)
        raise refuse([Conflict(record.KIND, record.id, seen, entry.revision, keys, when)])


def _make(place: Place, before: Register, was: Record, plain: dict[str, Any]) -> Record:
    """Make the record; an illegal step is said first, then everything that a legal one lacks."""
    from csi_lib.errors import SettingsError
    from csi_lib.register.kinds import find_kind
    from csi_lib.register.making import make_record

    model = find_kind(was.KIND)
    machine = model.MACHINE
    if machine is None or not isinstance(was, model):
        return make_record(model, plain)
    state = getattr(was, machine.key)
    target = plain.get(machine.key, state)
    if target != state:
        machine.find_step(was, target)
    try:
        return make_record(model, plain)
    except SettingsError:
        if target != state:
            _refuse_missing(place, before, {**plain, machine.key: state}, model, {machine.key: target})
        raise


def _refuse_missing(
    place: Place, before: Register, plain: dict[str, Any], model: type[Record], step: dict[str, Any]
) -> None:
    """Name all that a step lacks, by the rules of the register: a kind alone names the first thing."""
    from csi_lib.errors import SettingsError
    from csi_lib.register.change import Change, find_day
    from csi_lib.register.making import make_record
    from csi_lib.register.rules import check_changes

    try:
        record = make_record(model, plain)
    except SettingsError:
        return
    check_changes(before, [Change(record.model_copy(update=step))], place.known, day=find_day())


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
