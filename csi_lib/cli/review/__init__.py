"""Hold reviews: the calendar, the pack before, the decisions in it, the minutes after.

One module a sub-verb, as in ``csi_lib.cli``.
"""

from __future__ import annotations

import argparse

from csi_lib.cli.verbs import add_verbs, find_verb

# In the order of a review.
VERBS = ("calendar", "pack", "record", "minutes")


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the sub-verbs of ``csi review``."""
    add_verbs(verb, __name__, VERBS)


def execute(arguments: argparse.Namespace) -> int:
    """Run the sub-verb and return its exit code."""
    return int(find_verb(__name__, arguments.part).execute(arguments))
