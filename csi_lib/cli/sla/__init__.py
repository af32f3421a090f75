"""Hold service level agreements against the data: kept or missed, and what other targets would have meant.

One module a sub-verb, as in ``csi_lib.cli``.
"""

from __future__ import annotations

import argparse

from csi_lib.cli.verbs import add_verbs, find_verb

VERBS = ("list", "what-if")


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the sub-verbs of ``csi sla``."""
    add_verbs(verb, __name__, VERBS)


def execute(arguments: argparse.Namespace) -> int:
    """Run the sub-verb and return its exit code."""
    return int(find_verb(__name__, arguments.part).execute(arguments))
