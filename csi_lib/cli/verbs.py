"""The verbs of a command: a module each, in a package that says which there are."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

# '-6h' is a value that its option refuses, not an option; argparse itself knows '-6' alone.
_BELOW_ZERO = re.compile(r"^-\.?\d")
EPILOG = "Exit codes: 0 done, 1 something was found or failed, 2 bad input or usage."


def add_verbs(
    parser: argparse.ArgumentParser,
    package: str,
    names: Sequence[str],
    *,
    epilog: str = EPILOG,
    dest: str = "part",
    metavar: str = "WHAT",
    parser_class: type[argparse.ArgumentParser] = argparse.ArgumentParser,
) -> None:
    """Declare every verb with its options; its summary is the first line of its module.

    Parameters
    ----------
    parser : ArgumentParser
        Of the command above them.
    package : str
        Whose modules they are.
    names : sequence of str
        In the order of the help.
    epilog : str
        Below the help of the command and of each verb.
    dest, metavar : str
        What the chosen verb is called among the arguments, and in the usage.
    parser_class : type
        Of the verbs' parsers.
    """
    parser.epilog = epilog
    verbs = parser.add_subparsers(dest=dest, required=True, metavar=metavar, parser_class=parser_class)
    for name in names:
        module = find_verb(package, name)
        summary = (module.__doc__ or "").strip().splitlines()[0]
        verb = verbs.add_parser(name, help=summary, description=summary, epilog=epilog, allow_abbrev=False)
        verb._negative_number_matcher = _BELOW_ZERO
        module.add_arguments(verb)


def find_verb(package: str, name: str) -> ModuleType:
    """Load the module of a verb; what it needs beyond its options it loads when it is called."""
    return import_module(f"{package}.{name.replace('-', '_')}")
