"""Say what a word means here: the one term, its other names, and how each framework calls it."""

from __future__ import annotations

import argparse


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi glossary``."""
    verb.add_argument("term", metavar="TERM", nargs="*", help="a term, an alias or a label (default: all terms)")
    verb.add_argument("--framework", choices=("itil-v3", "itil-4", "none"), default="", help="only this label set")


def execute(arguments: argparse.Namespace) -> int:
    """Print the terms."""
    from csi_lib.register.glossary import load_glossary, say_term
    from csi_lib.settings import find_home

    glossary = load_glossary(find_home())
    name = " ".join(arguments.term)
    found = glossary.look_up(name) if name else tuple(glossary.terms)
    shown = {"frameworks": (arguments.framework,)} if arguments.framework else {}
    print("\n\n".join(say_term(item, **shown) for item in found))
    return 0
