"""Keep the improvement register: add, change, move, list, show, prove its history, take in and give out.

One module a sub-verb, as in ``csi_lib.cli``.
"""

from __future__ import annotations

import argparse

from csi_lib.cli.mixed import Mixed
from csi_lib.cli.verbs import add_verbs, find_verb

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


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the sub-verbs of ``csi register``."""
    add_verbs(verb, __name__, VERBS, parser_class=Mixed)


def execute(arguments: argparse.Namespace) -> int:
    """Run the sub-verb and return its exit code."""
    return int(find_verb(__name__, arguments.part).execute(arguments))
