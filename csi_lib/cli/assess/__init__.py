"""Look after the question bank and its answers: check it, compare two editions, list it, collect, plan.

One module a sub-verb, as in ``csi_lib.cli``.
"""

from __future__ import annotations

import argparse

from csi_lib.cli.verbs import add_verbs, find_verb

# In the order a consultant meets them.
VERBS = ("bank", "lint", "diff", "plan", "export", "import", "roadmap", "close")


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the sub-verbs of ``csi assess``."""
    add_verbs(verb, __name__, VERBS)


def execute(arguments: argparse.Namespace) -> int:
    """Run the sub-verb and return its exit code."""
    return int(find_verb(__name__, arguments.part).execute(arguments))
