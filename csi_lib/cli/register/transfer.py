"""Move an entry from the CSIP to the Action Register, or back; both sides keep the reason."""

from __future__ import annotations

import argparse

from csi_lib.cli.register.places import add_day, add_engagement, add_who, find_author, find_day, open_place, say_head
from csi_lib.cli.register.values import HELP, put_values


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi register transfer``."""
    add_engagement(verb)
    verb.add_argument("kind", metavar="KIND", choices=("csip", "action"), help="where it is now: csip or action")
    verb.add_argument("id", metavar="ID", help="which one")
    verb.add_argument(
        "words", metavar="KEY=VALUE", nargs="*", help=f"what the new entry needs: owner and due, or cost_type; {HELP}"
    )
    verb.add_argument("--role", metavar="ROLE", required=True, help="the role that decided it")
    add_day(verb)
    add_who(verb)


def execute(arguments: argparse.Namespace) -> int:
    """Write both sides together, or nothing."""
    from csi_lib.register.kinds import find_kind
    from csi_lib.register.reviews.transfer import OTHER, transfer

    place = open_place(arguments)
    given = put_values({}, arguments.words, find_kind(OTHER[arguments.kind]))
    changes = transfer(
        place.store.read(),
        arguments.kind,
        arguments.id,
        reason=arguments.why,
        by=arguments.role,
        on=find_day(arguments, place.engagement),
        given=given,
    )
    register = place.store.write(changes, by=find_author(arguments), why=arguments.why)
    old, new = (change.record for change in changes)
    print(f"{old.KIND} '{old.id}' moved to {new.KIND} '{new.id}'; {say_head(register)}")
    return 0
