"""Evaluate initiatives that are live: verdict, effect and interval of a study, with what people say of the change."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from csi_lib.cli.register.places import add_engagement, add_who, find_author, open_place, say_head

if TYPE_CHECKING:
    from csi_lib.register import Initiative
    from csi_lib.register.evaluation import Evaluation

SURE = ("improved", "worse", "no clear change")  # what moves an initiative from live to evaluated


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi register evaluate``."""
    add_engagement(verb)
    verb.add_argument("initiative", metavar="INITIATIVE", nargs="*", help="its id (default: every one that is live)")
    verb.add_argument("--customers", metavar="TEXT", required=True, help="what customers say of the change")
    verb.add_argument("--employees", metavar="TEXT", required=True, help="what employees say of it")
    add_who(verb)


def execute(arguments: argparse.Namespace) -> int:
    """Run the study, append an evaluation to each, and say what it found."""
    from csi_lib.errors import UsageError
    from csi_lib.register import Initiative
    from csi_lib.register.change import Change
    from csi_lib.register.evaluation import Heard
    from csi_lib.study import gather
    from csi_lib.study.evaluating import evaluate, is_repeated

    place = open_place(arguments)
    register = place.store.read()
    live = [item.id for item in register.of(Initiative) if item.status == "live"]
    names = list(dict.fromkeys(arguments.initiative)) or live
    if not names:
        raise UsageError("no initiative is live", do="Only a change that went live can be evaluated")
    study = gather(place.path)
    heard = Heard(customers=arguments.customers, employees=arguments.employees)
    found = {name: evaluate(study, name, heard) for name in names}
    changes = []
    for name, said in found.items():
        entry = register.entry("initiative", name)
        assert entry is not None and isinstance(entry.record, Initiative)
        if not is_repeated(entry.record, said):
            changes.append(Change(_append(entry.record, said), entry.revision))
    if changes:
        register = place.store.write(changes, by=find_author(arguments), why=arguments.why, source="evaluation")
    for name, said in found.items():
        item = register.get(Initiative, name)
        assert item is not None
        print(f"{name}: {said.verdict}, target {said.state}; status {item.status}")
        print(f"  {_say_effect(item)}{said.reason}")
    print(f"Study {study.fingerprint[:16]} of {study.as_of}; {len(changes)} appended; {say_head(register)}")
    return 0


def _append(item: Initiative, said: Evaluation) -> Initiative:
    status = "evaluated" if said.verdict in SURE else item.status
    plain = item.model_dump() | {"status": status}
    plain["evaluations"] = [*plain["evaluations"], said.model_dump()]
    return type(item).model_validate(plain)


def _say_effect(item: Initiative) -> str:
    from csi_lib.register.closing import say_effect

    text = say_effect(item)
    return f"{text}; " if text else ""
