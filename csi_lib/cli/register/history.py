"""Print who changed what, when and why; people are keyed pseudonyms."""

from __future__ import annotations

import argparse
from pathlib import Path

from csi_lib.cli.register.places import add_engagement, open_place


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi register history``."""
    add_engagement(verb)
    verb.add_argument("kind", metavar="KIND", nargs="?", default="", help="of this kind alone")
    verb.add_argument("id", metavar="ID", nargs="?", default="", help="of this record alone")
    verb.add_argument("--csv", metavar="FILE", help="write it, a line an entry")


def execute(arguments: argparse.Namespace) -> int:
    """Print it oldest first, or write it."""
    from csi_lib.cli.frame import write_frame
    from csi_lib.cli.register.set import find_entry
    from csi_lib.register.kinds import find_kind
    from csi_lib.report.wording import count_words

    place = open_place(arguments)
    if arguments.kind:
        find_kind(arguments.kind)
    if arguments.id:
        find_entry(place.store.read(), arguments.kind, arguments.id)
    frame = place.store.history(arguments.kind, arguments.id)
    if arguments.csv:
        write_frame(frame, Path(arguments.csv))
        print(f"Wrote {count_words(len(frame), 'entry', 'entries')} to {arguments.csv}")
        return 0
    for row in frame.to_dict("records"):
        keys = f" ({row['keys']})" if row["keys"] else ""
        print(
            f"{row['seq']:>6}  {row['at']:%Y-%m-%d %H:%M:%S}  {row['who']}  {row['kind']} '{row['id']}' "
            f"{row['revision']}  {row['what']}{keys}: {row['why']}"
        )
    return 0
