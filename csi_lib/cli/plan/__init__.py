"""Draft the CSI plan, SIPs, status reports and the page for the board; check what is empty; say who gets which file.

One module a sub-verb, as in ``csi_lib.cli``.
"""

from __future__ import annotations

import argparse
from importlib import import_module
from types import ModuleType

# In the order a consultant meets them.
VERBS = ("check", "write", "status", "text", "raci")
EPILOG = "Exit codes: 0 done, 1 something is empty or failed, 2 bad input or usage."


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the sub-verbs of ``csi plan``."""
    verb.epilog = EPILOG
    parts = verb.add_subparsers(dest="part", required=True, metavar="WHAT")
    for name in VERBS:
        module = _module_of(name)
        summary = (module.__doc__ or "").strip().splitlines()[0]
        part = parts.add_parser(name, help=summary, description=summary, epilog=EPILOG, allow_abbrev=False)
        module.add_arguments(part)


def execute(arguments: argparse.Namespace) -> int:
    """Run the sub-verb and return its exit code."""
    return int(_module_of(arguments.part).execute(arguments))


def _module_of(part: str) -> ModuleType:
    return import_module(f"csi_lib.cli.plan.{part}")
