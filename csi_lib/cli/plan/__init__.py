"""Draft the CSI plan, SIPs, status reports and the page for the board; check what is empty; say who gets which file.

One module a sub-verb, as in ``csi_lib.cli``.
"""

from __future__ import annotations

import argparse

from csi_lib.cli.verbs import add_verbs, find_verb

# In the order a consultant meets them.
VERBS = ("check", "write", "status", "text", "raci")
EPILOG = "Exit codes: 0 done, 1 something is empty or failed, 2 bad input or usage."


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the sub-verbs of ``csi plan``."""
    add_verbs(verb, __name__, VERBS, epilog=EPILOG)


def execute(arguments: argparse.Namespace) -> int:
    """Run the sub-verb and return its exit code."""
    return int(find_verb(__name__, arguments.part).execute(arguments))
