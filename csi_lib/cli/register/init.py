"""Make the register's database, or bring it up to date; a register of files is taken into it."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from csi_lib.cli.register.places import add_engagement, find_author, say_head

if TYPE_CHECKING:
    from csi_lib.register.store import Place, Store
    from csi_lib.settings import Engagement


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi register init``."""
    add_engagement(verb)
    verb.add_argument(
        "--to", metavar="PLACE", default="", help="where to, while the settings still name a folder of files"
    )
    verb.add_argument("--by", metavar="NAME", default="", help="who takes the files in (default: CSI_USER or login)")
    verb.add_argument("--why", metavar="TEXT", default="The register's files were taken in", help="the reason")


def execute(arguments: argparse.Namespace) -> int:
    """Make it, and say what the settings have to say."""
    from csi_lib.errors import UsageError
    from csi_lib.register.reading import find_folder
    from csi_lib.register.store import create_store, find_place
    from csi_lib.settings import find_home, load_engagement

    engagement, path = load_engagement(arguments.engagement)
    home = find_home(path.parent)
    named = find_place(engagement, path)
    if named is not None and arguments.to:
        do = "Leave out --to, or change 'records' first"
        raise UsageError(f"--to: the settings name {named} already", where=str(path), do=do)
    place = named or _choose_place(arguments.to, engagement, path, home)
    store, done = create_store(place, engagement, path, home)
    print(f"{place}: {'the register is ready' if done else 'the register is up to date'}")
    folder = find_folder(engagement, path)
    if folder is not None:
        _take_in(store, folder, arguments)
    if named is None:
        instead = "in place of 'initiatives'" if engagement.initiatives else "in place of what it names now"
        print(f"Now say in {path}, {instead}: {_say_setting(place, path)}")
    return 0


def _choose_place(given: str, engagement: Engagement, path: Path, home: Path) -> Place:
    from csi_lib.address import POSTGRESQL, check_place
    from csi_lib.errors import UsageError
    from csi_lib.register.store import Place

    try:
        check_place(given)
    except ValueError as error:
        raise UsageError(f"--to: {error}") from None
    if given.startswith(POSTGRESQL):
        return Place(engagement.id, url=given)
    file = Path(given).resolve() if given else home / "data" / f"{engagement.id}.register.db"
    return Place(engagement.id, file=file)


def _take_in(store: Store, folder: Path, arguments: argparse.Namespace) -> None:
    from csi_lib.register.change import Change
    from csi_lib.register.folder import read_folder
    from csi_lib.report.wording import count_words

    register = store.read()
    if register.changes:
        print(f"It holds {count_words(len(register.entries), 'record')} already; the files were left alone")
        return
    records = [Change(entry.record) for entry in read_folder(folder).entries]
    taken = store.write(records, by=find_author(arguments), why=arguments.why, source="elsewhere")
    print(f"Took in {count_words(len(records), 'record')} from {folder}; {say_head(taken)}")


def _say_setting(place: Place, path: Path) -> str:
    if place.file is None:
        return "records: and the URL"
    return f"records: {Path(os.path.relpath(place.file, path.parent)).as_posix()}"
