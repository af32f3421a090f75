"""Take in YAML files, one a record, or an edited workbook (.xlsx): all of it or nothing, conflicts listed."""

from __future__ import annotations

import argparse
from pathlib import Path

from csi_lib.cli.register.places import add_engagement, add_who, find_author, open_place, say_head


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi register import``."""
    add_engagement(verb)
    verb.add_argument("place", metavar="PLACE", help="a folder of files, or a workbook that csi register export wrote")
    verb.add_argument("--dry-run", action="store_true", help="say what would be written, and write nothing")
    for name, what in (
        ("accept", "where PLACE and register contradict each other, take what PLACE says"),
        ("keep", "for a workbook, the opposite: leave the register as it is"),
    ):
        where = "everywhere, or in the one conflict of a workbook that --list calls NAME; may be given again"
        verb.add_argument(f"--{name}", metavar="NAME", nargs="?", const="all", action="append", help=f"{what}: {where}")
    verb.add_argument("--list", metavar="FILE", help="of a workbook: the list of changes and conflicts as CSV")
    add_who(verb)


def execute(arguments: argparse.Namespace) -> int:
    """Write it, or list the conflicts and write nothing (exit code 1)."""
    place = Path(arguments.place)
    if place.suffix.lower() == ".xlsx":
        from csi_lib.cli.register.workbook import read_book

        return int(read_book(arguments, place))
    if place.is_file():
        from csi_lib.errors import UsageError

        raise UsageError("this is neither a folder nor a workbook .xlsx", where=str(place), do="Save it as .xlsx")
    return _read_files(arguments, place)


def _read_files(arguments: argparse.Namespace, folder: Path) -> int:
    from csi_lib.errors import UsageError
    from csi_lib.register.change import find_day
    from csi_lib.register.files import renew_index, take_in
    from csi_lib.register.rules import check_changes
    from csi_lib.report.wording import count_words

    if arguments.keep or arguments.list or set(arguments.accept or ()) - {"all"}:
        do = "Of a folder say --accept alone, or take the files in conflict out of it"
        raise UsageError("--keep, --list and names of conflicts are for workbooks", where=str(folder), do=do)
    place = open_place(arguments)
    register = place.store.read()
    taken = take_in(register, folder)
    for line in taken.lines:
        print(line)
    said = f"{count_words(len(taken.changes), 'record')} to write, {taken.same:,} the same"
    if taken.conflicts and not arguments.accept:
        count = count_words(len(taken.conflicts), "conflict")
        print(f"{said}; {count}, nothing was written. --accept takes what the files say")
        return 1
    if arguments.dry_run:
        check_changes(register, taken.changes, place.known, source="elsewhere", day=find_day())
        print(f"{said}; nothing was written (--dry-run)")
        return 0
    after = place.store.write(taken.changes, by=find_author(arguments), why=arguments.why, source="elsewhere")
    renew_index(after, folder)
    print(f"{said}; {say_head(after)}")
    return 0
