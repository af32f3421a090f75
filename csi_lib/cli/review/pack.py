"""Make the pack of a review: contract measures, improvements to decide on and actions, of one service or supplier."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from csi_lib.cli.register.places import add_engagement, read_place

if TYPE_CHECKING:
    from csi_lib.register.record import Record
    from csi_lib.register.register import Register
    from csi_lib.study import Scope

RecordT = TypeVar("RecordT", bound="Record")

AUDIENCE = "review"


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi review pack``."""
    add_engagement(verb)
    about = verb.add_mutually_exclusive_group()
    about.add_argument("--service", metavar="NAME", default="", help="of this service alone")
    about.add_argument("--supplier", metavar="ID", default="", help="of this supplier's services; nobody has to attend")
    about.add_argument("--review", metavar="ID", default="", help="of what this review is about")
    verb.add_argument(
        "--format", action="append", metavar="NAME", default=[], help="docx, pptx, pdf or xlsx beside the pages"
    )
    verb.add_argument("--language", choices=("en", "de"), default="", help="of the words (default: as the engagement)")
    verb.add_argument("--out", metavar="DIR", help="folder of all packs (default: reports/<engagement>/reviews)")


def execute(arguments: argparse.Namespace) -> int:
    """Run the pack's pages and say where they are."""
    from csi_lib.cli.run import report_run
    from csi_lib.run import run_engagement

    begin = time.monotonic()
    engagement, _, home, register = read_place(arguments)
    scope = choose_scope(register, arguments.service, arguments.supplier, arguments.review)
    options = {"audience": AUDIENCE, "language": arguments.language}
    made = run_engagement(
        arguments.engagement,
        # a place of its own: a pack of two pages takes no whole report's place
        out=Path(arguments.out) if arguments.out else home / "reports" / engagement.id / "reviews",
        workers=os.cpu_count() or 1,
        formats=arguments.format,
        scope=scope,
        options=options,
    )
    return report_run(made, time.monotonic() - begin)


def choose_scope(register: Register, service: str, supplier: str, review: str) -> Scope:
    """Return what a pack is about; the whole where nothing is named.

    Raises
    ------
    UsageError
        When there is no such review or supplier; the message names the nearest.
    """
    from csi_lib.register.reviews import Review, Supplier
    from csi_lib.study import WHOLE, Scope

    if review:
        found = pick(register, Review, review)
        service, supplier = found.service, "" if found.service else found.supplier
    if supplier:
        item = pick(register, Supplier, supplier)
        return Scope(item.title, "service", tuple(item.services))
    return Scope(service, "service", (service,)) if service else WHOLE


def pick(register: Register, kind: type[RecordT], name: str) -> RecordT:
    """Return a record by class and id.

    Raises
    ------
    UsageError
        When there is none; the message names the nearest.
    """
    from csi_lib.errors import UsageError, suggest

    found = register.get(kind, name)
    if found is None:
        raise UsageError(f"there is no {kind.KIND} '{name}'", do=suggest(name, [item.id for item in register.of(kind)]))
    return found
