"""Open a cycle: it begins from a frozen baseline, whose digest it keeps."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from csi_lib.cli.register.places import add_day, add_engagement, add_who, find_author, find_day, open_place, say_head

if TYPE_CHECKING:
    from pathlib import Path

    from csi_lib.baseline import Baseline
    from csi_lib.settings import Engagement


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi cycle open``."""
    add_engagement(verb)
    verb.add_argument("id", metavar="ID", help="of the new cycle")
    verb.add_argument("--title", metavar="TEXT", default="", help="default: the id in words")
    verb.add_argument("--baseline", metavar="ID", default="", help="it begins from (default: that of the reports)")
    verb.add_argument("--owner", metavar="ROLE", default="CSI manager", help="answers for it (default: CSI manager)")
    add_day(verb)
    add_who(verb)


def execute(arguments: argparse.Namespace) -> int:
    """Write the cycle."""
    from csi_lib.register.change import Change
    from csi_lib.register.cycle import Cycle
    from csi_lib.register.making import make_record

    place = open_place(arguments)
    baseline = find_baseline(arguments.baseline, place.engagement, place.home)
    plain = {
        "id": arguments.id,
        "title": arguments.title or arguments.id.replace("-", " ").capitalize(),
        "opened": find_day(arguments, place.engagement),
        "began": {"id": baseline.id, "digest": baseline.digest},
        "owner": arguments.owner,
    }
    cycle = make_record(Cycle, plain)
    register = place.store.write([Change(cycle)], by=find_author(arguments), why=arguments.why, source="cycle")
    print(f"Cycle '{cycle.id}' is open; it began from baseline '{baseline.id}', digest {baseline.digest[:16]}")
    print(say_head(register))
    return 0


def find_baseline(name: str, engagement: Engagement, home: Path) -> Baseline:
    """Return a frozen baseline by id, else the one that reports compare with.

    Raises
    ------
    UsageError
        When nothing is frozen yet.
    BaselineError
        When there is none of that id, or it was edited.
    """
    from csi_lib.baseline import baselines_folder, current_baseline, load_baseline, load_baselines
    from csi_lib.errors import UsageError

    folder = baselines_folder(home, engagement.id)
    chosen = name or engagement.baseline
    found = load_baseline(folder, chosen) if chosen else current_baseline(load_baselines(folder))
    if found is None:
        do = f"csi freeze {engagement.id} start --from … --to … --author … --reason …"
        raise UsageError("a cycle begins from a frozen baseline, and there is none", do=do)
    return found
