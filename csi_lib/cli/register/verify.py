"""Prove the history: every hash worked again, every record compared with its newest entry and held to the rules."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from csi_lib.cli.register.places import add_engagement, open_place, read_place

if TYPE_CHECKING:
    from pathlib import Path

    from csi_lib.register.register import Register
    from csi_lib.settings import Engagement


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi register verify``."""
    add_engagement(verb)
    verb.add_argument(
        "--head",
        metavar="HASH",
        default="",
        help="a head that was noted earlier, e.g. in a report's manifest.json, or its first 8 digits: "
        "it has to be in the history still",
    )


def execute(arguments: argparse.Namespace) -> int:
    """Print what was found; 1 when something does not hold."""
    from csi_lib.errors import UsageError
    from csi_lib.register.store import find_place
    from csi_lib.register.store.verify import SHORTEST
    from csi_lib.report.wording import count_words
    from csi_lib.settings import load_engagement

    if arguments.head and len(arguments.head) < SHORTEST:
        raise UsageError(f"--head {arguments.head}: too short", do=f"Give at least {SHORTEST} digits")
    engagement, path = load_engagement(arguments.engagement)
    if find_place(engagement, path) and _say_history(arguments):
        return 1  # a register that was changed past its history is not read any further
    engagement, path, home, register = read_place(arguments)
    if register.source != "database":
        if arguments.head:
            raise UsageError("a folder of files has no history", do=f"csi register init {engagement.id} begins one")
        kept = count_words(len(register.entries), "record")
        print(f"{engagement.id}: {kept}, kept as files, which have no history")
    return _say_rules(engagement, path, home, register)


def _say_history(arguments: argparse.Namespace) -> int:
    """Prove the history first: also of a register whose records this kit cannot read."""
    from csi_lib.report.wording import count_words

    place = open_place(arguments)
    found = place.store.verify(arguments.head)
    for fault in found.faults:
        print(fault)
    counts = f"{count_words(found.changes, 'entry', 'entries')}, {count_words(found.records, 'record')}"
    said = "the history is as it was written" if found.ok else count_words(len(found.faults), "fault")
    print(f"{place.engagement.id}: {counts}: {said}")
    if found.noted:
        print(f"The noted head is entry {found.noted}; nothing up to it was changed")
    print(f"head {found.head or 'none'}")
    return 0 if found.ok else 1


def _say_rules(engagement: Engagement, path: Path, home: Path, register: Register) -> int:
    """Hold every record to the rules as if it came in now: what it points at may be gone, a file may claim too much."""
    from dataclasses import replace

    from csi_lib.register.change import Change
    from csi_lib.register.known import know
    from csi_lib.register.register import Register
    from csi_lib.register.reviews.twice import list_twice
    from csi_lib.register.rules import list_faults

    standing = [entry.record for entry in register.entries if not entry.record.withdrawn]
    changes = [Change(record) for record in standing]
    known = know(engagement, path, home)
    if not known.baselines:  # before the first freeze nothing can be pointed at: that is no fault of a record
        named = {item.id for record in standing for item in record.references if item.kind == "baseline"}
        known = replace(known, baselines=frozenset(named))
        for name in sorted(named):
            print(f"Note: baseline '{name}' is not frozen yet: csi freeze {engagement.id} {name} makes it")
    for said in list_twice(register):
        print(f"Note: {said}")
    faults = list_faults(Register(), changes, known, source="elsewhere")
    for fault in faults:
        print(f"{fault}. {fault.do}".rstrip(". "))
    return 1 if faults else 0
