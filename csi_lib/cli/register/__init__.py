"""Keep the improvement register: add, change, move, list, show, prove its history, take in and give out.

One module a sub-verb, as in ``csi_lib.cli``.
"""

from __future__ import annotations

import argparse
from importlib import import_module
from types import ModuleType

from csi_lib.cli.mixed import Mixed

# In the order a consultant meets them.
VERBS = (
    "init",
    "add",
    "set",
    "move",
    "transfer",
    "screen",
    "suggest",
    "evaluate",
    "list",
    "show",
    "history",
    "verify",
    "import",
    "export",
    "take",
    "articles",
    "index",
    "priority",
)
EPILOG = "Exit codes: 0 done, 1 something was found or failed, 2 bad input or usage."


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the sub-verbs of ``csi register``."""
    verb.epilog = EPILOG
    parts = verb.add_subparsers(dest="part", required=True, metavar="WHAT", parser_class=Mixed)
    for name in VERBS:
        module = _module_of(name)
        summary = (module.__doc__ or "").strip().splitlines()[0]
        part = parts.add_parser(name, help=summary, description=summary, epilog=EPILOG, allow_abbrev=False)
        module.add_arguments(part)


def execute(arguments: argparse.Namespace) -> int:
    """Run the sub-verb and return its exit code."""
    return int(_module_of(arguments.part).execute(arguments))


def _module_of(part: str) -> ModuleType:
    return import_module(f"csi_lib.cli.register.{part.replace('-', '_')}")
