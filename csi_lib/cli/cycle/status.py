"""Say where the open cycle stands: what is concluded, what goes on, and what keeps it from being closed."""

from __future__ import annotations

import argparse

from csi_lib.cli.register.places import add_engagement, read_place


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi cycle status``."""
    add_engagement(verb)


def execute(arguments: argparse.Namespace) -> int:
    """Print it; 1 where it cannot be closed yet."""
    from csi_lib.cli.cycle.open import find_baseline
    from csi_lib.register.closing import find_open, say_left_open, say_lines, sort_initiatives
    from csi_lib.register.cycle import Cycle, SipEntry

    engagement, _, home, register = read_place(arguments)
    for item in register.of(Cycle):
        if item.status == "closed" and item.ended:
            print(f"{item.id}: closed on {item.closed}, from '{item.began.id}' to '{item.ended.id}', "
                  f"{len(item.sip)} in the Service Improvement Programme")  # fmt: skip
    cycle = find_open(register)
    if cycle is None:
        print("No cycle is open: csi cycle open begins one.")
        return 1
    baseline = find_baseline(cycle.began.id, engagement, home)
    held = "as it was" if baseline.digest == cycle.began.digest else "NOT THE ONE IT BEGAN FROM"
    print(f"{cycle.id}: open since {cycle.opened}, from baseline '{baseline.id}' ({held})")
    found = sort_initiatives(register)
    print("\n".join(say_lines(found)) if found.all else "  no initiative beyond an idea")
    print(f"{len(register.of(SipEntry))} in the Service Improvement Programme so far")
    for line in say_left_open(register):
        print(line)
    if found.blocking or not found.concluded:
        print("Cannot be closed yet" + ("." if found.blocking else ": no initiative is concluded."))
        return 1
    print(f"Can be closed: csi cycle close {engagement.id} --baseline … --from … --to … --author … --reason … --next …")
    return 0
