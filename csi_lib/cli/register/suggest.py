"""Suggest actions for missed promises and breach rates over their line; none of them is an improvement."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from csi_lib.cli.register.places import add_engagement, find_author, open_place, read_place, say_head

if TYPE_CHECKING:
    from csi_lib.study.suggesting import Suggestion


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi register suggest``."""
    add_engagement(verb)
    verb.add_argument(
        "--accept", metavar="ID", action="append", default=[], help="write this one as an action; may be repeated"
    )
    verb.add_argument("--csv", metavar="FILE", help="write the suggestions, a line each")
    verb.add_argument("--by", metavar="NAME", default="", help="who accepts (default: CSI_USER, else the login)")
    verb.add_argument("--why", metavar="TEXT", default="Suggested by the figures", help="the reason, kept for ever")


def execute(arguments: argparse.Namespace) -> int:
    """Print the suggestions, or write those that were accepted."""
    from csi_lib.study.reading import read_figures
    from csi_lib.study.suggesting import suggest_actions

    engagement, _, _, register = read_place(arguments)
    found = suggest_actions(read_figures(arguments.engagement), register)
    if arguments.accept:
        return _accept(arguments, found)
    if arguments.csv:
        _write(found, Path(arguments.csv))
        return 0
    for item in found:
        known = f" (action '{item.known}' is open)" if item.known else ""
        print(f"{item.action.id}{known}\n  {item.action.title}\n  {item.action.seen}")
    new = sum(not item.known for item in found)
    print(f"{engagement.id}: {new:,} new; csi register suggest {arguments.engagement} --accept ID writes one")
    return 0


def _accept(arguments: argparse.Namespace, found: tuple[Suggestion, ...]) -> int:
    from csi_lib.errors import UsageError, suggest
    from csi_lib.register.change import Change

    by_id = {item.action.id: item for item in found}
    for name in arguments.accept:
        if name not in by_id:
            raise UsageError(f"--accept {name}: no such suggestion", do=suggest(name, by_id))
        if by_id[name].known:
            what = f"--accept {name}: action '{by_id[name].known}' on the same KPI and service is open"
            raise UsageError(
                what, do=f"csi register set {arguments.engagement} action {by_id[name].known} … changes it"
            )
    place = open_place(arguments)
    changes = [Change(by_id[name].action) for name in dict.fromkeys(arguments.accept)]
    register = place.store.write(changes, by=find_author(arguments), why=arguments.why)
    for change in changes:
        print(f"action '{change.record.id}': added")
    print(say_head(register))
    return 0


def _write(found: tuple[Suggestion, ...], path: Path) -> None:
    import pandas as pd

    from csi_lib.cli.frame import write_frame
    from csi_lib.report.wording import count_words

    keys = ("id", "title", "service", "supplier", "kpi", "seen", "evidence", "raised", "owner", "due")
    rows = [{**{key: getattr(item.action, key) for key in keys}, "known": item.known} for item in found]
    write_frame(pd.DataFrame(rows, columns=[*keys, "known"]), path)
    print(f"Wrote {count_words(len(rows), 'suggestion')} to {path}")
