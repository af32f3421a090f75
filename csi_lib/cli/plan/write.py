"""Write the CSI plan, a SIP or the page for the board, and the list of who gets it."""

from __future__ import annotations

import argparse

from csi_lib.cli.plan.making import add_making, make_document


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi plan write``."""
    verb.add_argument("engagement", metavar="ENGAGEMENT", help="id or file")
    verb.add_argument("--document", choices=("plan", "sip", "board"), default="plan", help="default: plan")
    verb.add_argument("--initiative", metavar="ID", default="", help="of a SIP: the only one (default: all)")
    add_making(verb)


def execute(arguments: argparse.Namespace) -> int:
    """Make the document and say where it is."""
    from csi_lib.errors import UsageError

    if arguments.initiative and arguments.document != "sip":
        raise UsageError("--initiative is of a SIP", do="Add --document sip")
    if arguments.initiative:
        _check_initiative(arguments)
    name = "-".join(part for part in (arguments.document, arguments.initiative) if part)
    parameters = {"initiative": arguments.initiative} if arguments.initiative else {}
    return make_document(arguments, arguments.document, name, parameters)


def _check_initiative(arguments: argparse.Namespace) -> None:
    """Refuse an id that is none before the exports are read."""
    from csi_lib.errors import UsageError, suggest
    from csi_lib.register import Initiative
    from csi_lib.register.reading import read_records
    from csi_lib.settings import load_engagement

    known = [item.id for item in read_records(*load_engagement(arguments.engagement)).of(Initiative)]
    if arguments.initiative not in known:
        raise UsageError(f"no initiative is called '{arguments.initiative}'", do=suggest(arguments.initiative, known))
