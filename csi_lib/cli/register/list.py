"""List the records of a register, all or of one kind."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from csi_lib.cli.register.places import add_engagement, read_place, say_head

if TYPE_CHECKING:
    import pandas as pd

    from csi_lib.register.record import Record
    from csi_lib.register.register import Register

COLUMNS = ("kind", "id", "state", "title", "revision", "raised", "changed")


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi register list``."""
    add_engagement(verb)
    verb.add_argument("kind", metavar="KIND", nargs="?", default="", help="of this kind alone")
    verb.add_argument("--state", metavar="STATE", default="", help="in this state alone")
    verb.add_argument("--csv", metavar="FILE", help="write the list, a line a record")


def execute(arguments: argparse.Namespace) -> int:
    """Print the list, or write it."""
    from csi_lib.cli.frame import write_frame
    from csi_lib.register.kinds import find_kind
    from csi_lib.report.wording import count_words

    if arguments.kind:
        find_kind(arguments.kind)
    if arguments.state:
        _refuse_unknown(arguments.kind, arguments.state)
    engagement, _, _, register = read_place(arguments)
    frame = _tabulate(register, arguments.kind, arguments.state)
    if arguments.csv:
        write_frame(frame, Path(arguments.csv))
        print(f"Wrote {count_words(len(frame), 'record')} to {arguments.csv}")
        return 0
    for kind, rows in frame.groupby("kind", sort=False):
        print(f"{kind}: {len(rows)}")
        for row in rows.to_dict("records"):
            print(f"  {row['id']:<28} {row['state']:<14} {row['title']}".rstrip())
    kept = f"; {say_head(register)}" if register.source == "database" else ", kept as files"
    print(f"{engagement.id}: {count_words(len(frame), 'record')}{kept}")
    return 0


def _refuse_unknown(kind: str, state: str) -> None:
    from csi_lib.errors import UsageError
    from csi_lib.register.kinds import KINDS

    kinds = [KINDS[kind]] if kind else KINDS.values()
    known = {"withdrawn"}.union(*map(list_states, kinds))
    if state not in known:
        about = f"kind '{kind}'" if kind else "any kind of record"
        raise UsageError(f"'{state}' is no state of {about}", do=f"Known: {', '.join(sorted(known))}")


def list_states(kind: type[Record]) -> tuple[str, ...]:
    """List the states that records of a kind may be in; empty where it has none."""
    field = kind.model_fields.get(kind.MACHINE.key if kind.MACHINE else "status")
    return tuple(getattr(field.annotation, "__args__", ())) if field else ()


def _tabulate(register: Register, kind: str, state: str) -> pd.DataFrame:
    import pandas as pd

    rows = [
        [item.record.KIND, item.record.id, find_state(item.record), find_title(item.record), item.revision]
        + [moment.strftime("%Y-%m-%d") if moment else "" for moment in (item.raised, item.changed)]
        for item in register.entries
        if kind in ("", item.record.KIND) and state in ("", find_state(item.record))
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def find_state(record: Record) -> str:
    """Return the state of a record: that of its machine, or ``withdrawn``; empty where it has none."""
    if record.withdrawn:
        return "withdrawn"
    machine = record.MACHINE
    return str(getattr(record, machine.key if machine else "status", ""))


def find_title(record: Record) -> str:
    """Return what a reader knows a record by, on one line; empty where it has only its id."""
    from csi_lib.errors import one_line

    named = (getattr(record, key, "") for key in ("title", "name", "what", "group", "activity"))
    said = next((text for text in named if isinstance(text, str) and text), "")
    return one_line("".join(letter if letter.isprintable() else " " for letter in said))
