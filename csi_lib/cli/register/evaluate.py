"""Evaluate initiatives that are live: verdict, effect and interval of a study, with what people say of the change."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from csi_lib.cli.register.places import Place, add_engagement, add_who, find_author, open_place, say_head

if TYPE_CHECKING:
    from csi_lib.register import Initiative
    from csi_lib.register.initiatives.evaluation import Evaluation, Heard

SURE = ("improved", "worse", "no clear change")  # what moves an initiative from live to evaluated
WORDS = (
    ("customers", "TEXT", "what customers say of the changes (default: not asked)"),
    ("employees", "TEXT", "what employees say of them (default: not asked)"),
    ("by", "NAME", "who evaluates (default: CSI_USER, else the login); only a keyed pseudonym is kept"),
    ("why", "TEXT", "the reason, kept for ever (default: that this command measured)"),
)


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
    from csi_lib.register.initiatives.evaluation import Heard

    silent = next((f"--{name}" for name in ("customers", "employees") if not getattr(arguments, name)), "")
    if silent:
        raise UsageError(f"{silent} says nothing", do="Write what they say, or that nobody was asked")
    place = open_place(arguments)
    names = list(dict.fromkeys(arguments.initiative)) or _list(place, ("live",))
    if not names:
        raise UsageError("no initiative is live", do="Only a change that went live can be evaluated")
    heard = Heard(customers=arguments.customers, employees=arguments.employees)
    _append_found(place, names, heard, by=find_author(arguments), why=arguments.why)
    return 0


def add_evaluation(verb: argparse.ArgumentParser) -> None:
    """Declare ``--evaluate`` of a command that makes reports, and whose words the register keeps then."""
    verb.add_argument(
        "--evaluate",
        action="store_true",
        help="first append a dated measurement to each initiative that is live or evaluated, as csi register evaluate",
    )
    for name, metavar, text in WORDS:
        verb.add_argument(f"--{name}", metavar=metavar, default="", help=f"with --evaluate: {text}")


def evaluate_first(arguments: argparse.Namespace, engagement: str | Path, engine: str = "") -> None:
    """Append what a run finds now to each initiative that is live or evaluated, where ``--evaluate`` asks for it.

    Raises
    ------
    CsiError
        When the register is a folder of files, or refuses what was found: nothing was written then.
    """
    from csi_lib.errors import UsageError
    from csi_lib.register.initiatives.evaluation import Heard
    from csi_lib.study.evaluating import UNHEARD

    if not arguments.evaluate:
        idle = next((f"--{name}" for name, *_ in WORDS if getattr(arguments, name)), "")
        if idle:
            raise UsageError(f"{idle} without --evaluate", do="Add --evaluate, or leave it out")
        return
    if bool(arguments.customers) != bool(arguments.employees):
        raise UsageError("one of --customers and --employees is missing", do="Give both, or none: nobody was asked")
    place = open_place(argparse.Namespace(engagement=engagement))
    names = _list(place, ("live", "evaluated"))
    if not names:
        print("No initiative is live: nothing to evaluate")
        return
    heard = Heard(customers=arguments.customers, employees=arguments.employees) if arguments.customers else UNHEARD
    why = arguments.why or f"Measured by csi {arguments.verb}"
    _append_found(place, names, heard, by=find_author(arguments), why=why, engine=engine)


def _list(place: Place, states: Sequence[str]) -> list[str]:
    from csi_lib.register import Initiative

    return [item.id for item in place.store.read().of(Initiative) if item.status in states]


def _append_found(place: Place, names: Sequence[str], heard: Heard, *, by: str, why: str, engine: str = "") -> None:
    from csi_lib.register import Initiative
    from csi_lib.register.change import Change
    from csi_lib.register.initiatives.claims import say_cautions
    from csi_lib.study import gather
    from csi_lib.study.evaluating import evaluate, is_early, is_repeated

    register = place.store.read()
    study = gather(place.path, engine=engine, signals=False)
    found = {name: evaluate(study, name, heard) for name in names if not is_early(study, name)}
    changes = []
    for name, said in found.items():
        entry = register.entry("initiative", name)
        assert entry is not None and isinstance(entry.record, Initiative)
        if not is_repeated(entry.record, said):
            changes.append(Change(_append(entry.record, said), entry.revision))
    if changes:
        register = place.store.write(changes, by=by, why=why, source="evaluation")
    for name in names:
        if name not in found:
            print(f"{name}: goes live after {study.as_of}, where the data end; nothing to measure yet")
    for name, said in found.items():
        entry = register.entry("initiative", name)
        assert entry is not None and isinstance(entry.record, Initiative)
        item = entry.record
        print(f"{name}: {said.verdict}, target {said.state}; status {item.status}")
        print(f"  {_say_effect(item)}{said.reason}")
        for caution in say_cautions(item, entry.raised):
            print(f"  {caution}")
    print(f"Study {study.fingerprint[:16]} of {study.as_of}; {len(changes)} appended; {say_head(register)}")


def _append(item: Initiative, said: Evaluation) -> Initiative:
    from csi_lib.register.making import make_record

    status = "evaluated" if said.verdict in SURE else item.status
    plain = item.model_dump() | {"status": status}
    plain["evaluations"] = [*plain["evaluations"], said.model_dump()]
    return make_record(type(item), plain)


def _say_effect(item: Initiative) -> str:
    from csi_lib.register.closing import say_effect

    text = say_effect(item)
    return f"{text}; " if text else ""
