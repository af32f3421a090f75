"""Look whether a CSIP entry was raised while its KPI was in breach, and note why it is no repair."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from csi_lib.cli.register.places import (
    add_day,
    add_engagement,
    find_author,
    find_day,
    open_place,
    read_place,
    say_head,
)

if TYPE_CHECKING:
    from csi_lib.register.record import Record
    from csi_lib.register.reviews import Csip
    from csi_lib.study.screening import Look


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi register screen``."""
    add_engagement(verb)
    verb.add_argument("id", metavar="ID", nargs="?", default="", help="an entry of the CSIP; none: look at all of them")
    verb.add_argument("--answer", choices=("improvement", "repair"), default="", help="what it is")
    verb.add_argument("--reason", metavar="TEXT", default="", help="why")
    verb.add_argument("--role", metavar="ROLE", default="", help="the role that answers")
    verb.add_argument("--by", metavar="NAME", default="", help="who writes it (default: CSI_USER, else the login)")
    verb.add_argument("--why", metavar="TEXT", default="Looked whether its KPI was in breach when it was raised")
    add_day(verb)


def execute(arguments: argparse.Namespace) -> int:
    """Look at one entry and note it, or list all; 1 where a question is open."""
    if not arguments.id:
        return _list(arguments)
    return _note(arguments)


def say_question(engagement: str, item: Record) -> str:
    """Ask of a new entry what stands in its way: whether its KPI was in breach, or why it names none."""
    kpi = getattr(item, "kpi", "")
    if getattr(item, "screening", None) is not None:
        return ""
    if not kpi:
        concerned = getattr(item, "service", "") or getattr(item, "supplier", "")
        asked = concerned and not getattr(item, "unlinked", "")
        return "Which KPI should it be seen on? kpi=…, or say why none is linked: unlinked=…\n" if asked else ""
    return (
        f"Was {kpi} in breach when it was raised, so that it belongs in the Action Register? "
        f"csi register screen {engagement} {item.id} looks; until then it cannot go on\n"
    )


def _list(arguments: argparse.Namespace) -> int:
    from csi_lib.register.reviews import Csip
    from csi_lib.study.reading import read_figures
    from csi_lib.study.screening import screen_entry

    engagement, _, _, register = read_place(arguments)
    figures = read_figures(arguments.engagement)
    waiting = 0
    for item in register.of(Csip):
        if item.kpi:
            look = screen_entry(figures, register, item)
            waiting += _is_open(item, look)
            print(_say(item, look))
    print(f"{engagement.id}: {waiting:,} to be answered" if waiting else f"{engagement.id}: no question is open")
    return 1 if waiting else 0


def _is_open(item: Csip, look: Look) -> bool:
    going = item.status in ("proposed", "progress", "hold")
    return going and look.found == "in breach" and not (item.screening and item.screening.answer)


def _say(item: Csip, look: Look) -> str:
    answered = item.screening.answer if item.screening and item.screening.answer else ""
    said = f"; answered: {answered}" if answered else "; TO BE ANSWERED" if _is_open(item, look) else ""
    return f"{item.id}: {look.found} when raised on {item.raised}: {look.seen}{said}"


def _note(arguments: argparse.Namespace) -> int:
    from csi_lib.cli.register.set import find_entry
    from csi_lib.errors import UsageError
    from csi_lib.register.change import Change
    from csi_lib.register.making import make_record
    from csi_lib.register.record import say_body
    from csi_lib.register.reviews import Csip
    from csi_lib.study.reading import read_figures
    from csi_lib.study.screening import screen_entry

    if arguments.answer and not (arguments.reason and arguments.role):
        raise UsageError("an answer needs its reason and who gives it", do="Say --reason and --role")
    place = open_place(arguments)
    register = place.store.read()
    entry = find_entry(register, "csip", arguments.id)
    assert isinstance(entry.record, Csip)
    if not entry.record.kpi:
        raise UsageError(f"csip '{arguments.id}' names no KPI", do="There is nothing to look at; give it 'kpi' first")
    look = screen_entry(read_figures(arguments.engagement), register, entry.record)
    noted = {"found": look.found, "seen": look.seen, "on": find_day(arguments, place.engagement)}
    known = entry.record.screening
    if arguments.answer:
        noted |= {"answer": arguments.answer, "reason": arguments.reason, "by": arguments.role}
    elif known is not None and known.answer:  # looking again takes nobody's answer back
        noted |= {"answer": known.answer, "reason": known.reason, "by": known.by}
    made = make_record(Csip, say_body(entry.record) | {"screening": noted})
    change = Change(made, entry.revision)
    after = place.store.write([change], by=find_author(arguments), why=arguments.why, source="screening")
    print(_say(made, look))
    if _is_open(made, look):
        print("Does it belong in the Action Register? Answer: --answer improvement|repair --reason … --role …")
    elif made.screening and made.screening.answer == "repair" and made.status != "moved":
        print(f"It is a repair: csi register transfer {arguments.engagement} csip {made.id} owner=… due=… moves it")
    print(say_head(after))
    return 1 if _is_open(made, look) else 0
