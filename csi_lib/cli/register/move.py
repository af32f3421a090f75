"""Move a record to another state; an illegal step says which there are, an early one what is missing."""

from __future__ import annotations

import argparse

from csi_lib.cli.register.places import add_engagement, add_who
from csi_lib.cli.register.set import add_revision, change
from csi_lib.cli.register.values import HELP


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi register move``."""
    add_engagement(verb)
    verb.add_argument("kind", metavar="KIND", help="what it is: initiative, csip, action, …")
    verb.add_argument("id", metavar="ID", help="which one")
    verb.add_argument("state", metavar="STATE", help="where to")
    verb.add_argument("words", metavar="KEY=VALUE", nargs="*", help=f"what the step needs: {HELP}")
    add_revision(verb)
    add_who(verb)


def execute(arguments: argparse.Namespace) -> int:
    """Take the step and say it."""
    from csi_lib.errors import UsageError
    from csi_lib.register.kinds import find_kind

    machine = find_kind(arguments.kind).MACHINE
    if machine is None:
        do = f"csi register set {arguments.engagement} {arguments.kind} {arguments.id} KEY=VALUE changes it"
        raise UsageError(f"a {arguments.kind} has no states", do=do)
    return change(arguments, [*arguments.words, f"{machine.key}={arguments.state}"], arguments.revision)
