"""The words by which a command is told that it is about one service or business unit."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csi_lib.study import Scope


def add_part(verb: argparse.ArgumentParser, service: str, unit: str) -> None:
    """Declare ``--service`` and ``--unit``, of which one can be given, each with its help."""
    part = verb.add_mutually_exclusive_group()
    part.add_argument("--service", metavar="NAME", default="", help=service)
    part.add_argument("--unit", metavar="NAME", default="", help=unit)


def read_part(arguments: argparse.Namespace) -> Scope:
    """Return what the command is about; the whole where neither is given."""
    from csi_lib.study import WHOLE, Scope

    name = arguments.service or arguments.unit
    return Scope(name, "service" if arguments.service else "organisation", (name,)) if name else WHOLE
