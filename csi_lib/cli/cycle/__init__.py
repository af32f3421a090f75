"""Walk the improvement cycle: open one on a frozen baseline, see what it lacks, close it with the next baseline.

One module a sub-verb, as in ``csi_lib.cli``.
"""

from __future__ import annotations

import argparse

from csi_lib.cli.verbs import add_verbs, find_verb

VERBS = ("open", "status", "close")


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the sub-verbs of ``csi cycle``."""
    add_verbs(verb, __name__, VERBS)


def execute(arguments: argparse.Namespace) -> int:
    """Run the sub-verb and return its exit code."""
    return int(find_verb(__name__, arguments.part).execute(arguments))
