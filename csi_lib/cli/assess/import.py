"""Read filled-in questionnaires, check them, and write one answer file per respondent: all of them or none."""

from __future__ import annotations

import argparse
import os
import sys
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csi_lib.maturity.collect.importing import Imported
    from csi_lib.maturity.collect.tally import Tally

BAD_INPUT = 2
_COUNTS = ("asked", "answered", "dont_know", "not_applicable", "blank")


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi assess import``."""
    verb.add_argument("engagement", metavar="ENGAGEMENT", help="id or file")
    verb.add_argument("files", metavar="FILE", nargs="+", help="forms that came back (.xlsx, .json), or their folder")
    verb.add_argument("--out", metavar="DIR", required=True, help="folder of the answer files")
    verb.add_argument("--questions", metavar="DIR", help="what the forms were made of: a folder or a kept edition")
    verb.add_argument(
        "--prefer",
        choices=("newer", "given"),
        default="",
        help="where two answers differ: the one saved on the later day, or that of the forms; "
        "what gives way is listed in replaced.csv (default: differing answers stop the import)",
    )


def execute(arguments: argparse.Namespace) -> int:
    """Import and count; with faults, list them all and write nothing."""
    from csi_lib.cli.assess.export import find_asked, make_hider
    from csi_lib.maturity.collect.importing import import_forms
    from csi_lib.settings import find_home, load_engagement
    from csi_lib.study.answering import load_asked

    engagement, path = load_engagement(arguments.engagement)
    home = find_home(path.parent)
    found = import_forms(
        [Path(item) for item in arguments.files],
        Path(arguments.out),
        load_asked(engagement, path, home, find_asked(arguments.questions)),
        engagement.id,
        make_hider(engagement.id, home),
        arguments.prefer,
    )
    for line in _say_tallies(found.tallies):
        print(line)
    for remark in found.remarks:
        print(f"note: {remark}")
    if found.faults:
        return _say_faults(found)
    for line in (*_say_written(found), *_say_unread(found, engagement.answers, path.parent)):
        print(line)
    return 0


def _say_tallies(tallies: Sequence[Tally]) -> list[str]:
    """Lay out what stands in every form: the last four numbers of a row add up to the first."""
    if not tallies:
        return []
    names = [f"{item.file} ({item.respondent}, {item.group})" for item in tallies]
    width = max(len("all forms"), *map(len, names))
    head = f"{'':<{width}}  asked = answered + don't know + not applicable + blank"
    rows = [
        _say_row(name, [getattr(item, key) for key in _COUNTS], width)
        for name, item in zip(names, tallies, strict=True)
    ]
    sums = [sum(getattr(item, key) for item in tallies) for key in _COUNTS]
    return [head, *rows, _say_row("all forms", sums, width)]


def _say_row(name: str, counts: Sequence[int], width: int) -> str:
    asked, answered, unknown, na, blank = counts
    return f"{name:<{width}}  {asked:>5}   {answered:>8}   {unknown:>10}   {na:>14}   {blank:>5}"


def _say_faults(found: Imported) -> int:
    for fault in found.faults:
        print(f"csi assess import: {fault}", file=sys.stderr)
    count = len(found.faults)
    faults = f"{count} fault{'s' if count > 1 else ''}"
    print(f"csi assess import: {faults}; nothing was written, the forms are as they were", file=sys.stderr)
    return BAD_INPUT


def _say_written(found: Imported) -> list[str]:
    lines = [f"written: {path}" for path in found.written]
    lines += [f"as before: {name}" for name in found.unchanged]
    lines += [
        f"replaced: {row.respondent}, {row.question}: {row.other} ({row.other_file}) by {row.kept} ({row.kept_file})"
        for row in found.replaced
    ]
    return lines


def _say_unread(found: Imported, patterns: Sequence[str], folder: Path) -> list[str]:
    """Say when the engagement does not read what was written."""
    read = {Path(item).resolve() for pattern in patterns for item in glob(str(folder / pattern), recursive=True)}
    unread = [path for path in found.written if path.suffix == ".yml" and path.resolve() not in read]
    if not unread:
        return []
    place = Path(os.path.relpath(unread[0].parent.resolve(), folder.resolve())).as_posix()
    return [f"note: the engagement does not read them yet; to do so, add '{place}/*.yml' to 'answers' in its file"]
