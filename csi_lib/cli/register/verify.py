"""Prove the history: every hash worked again, every record compared with its newest entry."""

from __future__ import annotations

import argparse

from csi_lib.cli.register.places import add_engagement, open_place


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
    from csi_lib.register.store.verify import SHORTEST
    from csi_lib.report.wording import count_words

    if arguments.head and len(arguments.head) < SHORTEST:
        raise UsageError(f"--head {arguments.head}: too short", do=f"Give at least {SHORTEST} digits")
    place = open_place(arguments)
    found = place.store.verify(arguments.head)
    for fault in found.faults:
        print(fault)
    counts = f"{count_words(found.changes, 'entry', 'entries')}, {count_words(found.records, 'record')}"
    said = "the history is as it was written" if found.ok else count_words(len(found.faults), "fault")
    print(f"{place.engagement.id}: {counts}: {said}")
    if found.noted:
        print(f"The noted head is entry {found.noted}; nothing up to it was changed")
    print(f"head {found.head}")
    return 0 if found.ok else 1
