"""Write a review down in one go: who decided what, what it changes in the CSIP, and the actions it raised."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from csi_lib.cli.register.places import add_engagement, add_who, find_author, open_place, read_day, say_head


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi review record``."""
    add_engagement(verb)
    verb.add_argument("review", metavar="REVIEW", help="its id; csi register add ENGAGEMENT review … plans one")
    verb.add_argument("--file", metavar="FILE", help="held, customer, attendance, deciders, decisions, … as YAML")
    verb.add_argument("--held", metavar="DATE", type=read_day, help="the day it was held")
    verb.add_argument("--decider", metavar="ROLE", action="append", default=[], help="who decided; may be repeated")
    verb.add_argument("--customer", metavar="ROLE", default="", help="who stood for the customer")
    verb.add_argument(
        "--attended", metavar="ROLE", action="append", default=[], help="who was there; nobody: a desk review"
    )
    verb.add_argument("--progress", metavar="CSIP", action="append", default=[], help="this entry goes on")
    verb.add_argument(
        "--hold", metavar=("CSIP", "DATE", "REASON"), nargs=3, action="append", default=[], help="it waits until then"
    )
    verb.add_argument(
        "--remove", metavar=("CSIP", "REASON"), nargs=2, action="append", default=[], help="it goes; kept on record"
    )
    verb.add_argument("--minutes", metavar="TEXT", default="", help="what was said")
    add_who(verb)


def execute(arguments: argparse.Namespace) -> int:
    """Write the review, the entries and the actions together, or nothing."""
    from csi_lib.register.reviews.recording import record_review

    place = open_place(arguments)
    changes = record_review(place.store.read(), arguments.review, _read_given(arguments))
    register = place.store.write(changes, by=find_author(arguments), why=arguments.why)
    for change in changes:
        item = change.record
        print(f"{item.KIND} '{item.id}': {getattr(item, 'status', '')}")
    print(say_head(register))
    return 0


def _read_given(arguments: argparse.Namespace) -> Any:
    from pydantic import ValidationError

    from csi_lib.errors import UsageError
    from csi_lib.register.reviews.recording import Given
    from csi_lib.settings import load

    said = load(Path(arguments.file), Given) if arguments.file else Given()
    decisions = [
        *({"about": "csip", "id": name, "decision": "progress"} for name in arguments.progress),
        *(
            {"about": "csip", "id": name, "decision": "hold", "again": again, "reason": reason}
            for name, again, reason in arguments.hold
        ),
        *({"about": "csip", "id": name, "decision": "remove", "reason": reason} for name, reason in arguments.remove),
    ]
    try:
        return Given.model_validate(
            said.model_dump()
            | {"decisions": [*(item.model_dump() for item in said.decisions), *decisions]}
            | {
                key: value
                for key, value in {
                    "held": arguments.held,
                    "deciders": arguments.decider,
                    "customer": arguments.customer,
                    "attendance": arguments.attended,
                    "minutes": arguments.minutes,
                }.items()
                if value
            }
        )
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise UsageError(str(first["msg"]).removeprefix("Value error, "), do="Give a date as 2026-07-09") from None
