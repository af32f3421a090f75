"""The generated client's register as a database, made of the files that the kit ships."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace
from pathlib import Path

from csi_lib.errors import SettingsError
from csi_lib.register.change import Change
from csi_lib.register.folder import read_folder
from csi_lib.register.known import Known, know
from csi_lib.register.store import Place, Store, find_place
from csi_lib.settings import load_engagement

AUTHOR = "p-demo"  # nobody: the same on every machine, so that the history is, too
TAKEN = dt.datetime(2024, 1, 2, 8, tzinfo=dt.UTC)  # the first working day of the data
BASELINE = "start"  # the one that `csi freeze` makes next, as `csi demo` says
REASON = "The generated client's register"


def build_register(folder: Path) -> list[Path]:
    """Make the register of the generated client; one that somebody has written to is left alone.

    Parameters
    ----------
    folder : Path
        The project's root, settings and records in it already.

    Returns
    -------
    list of Path
        The database; empty where the settings name none, or it was left alone.

    Raises
    ------
    CsiError
        When the records do not hold together.
    """
    try:
        engagement, path = load_engagement(folder / "params" / "engagements" / "demo.yml")
    except SettingsError:  # the user's own, not finished yet: it is left alone, and so is its register
        return []
    place = find_place(engagement, path)
    if place is None or place.file is None or not _is_ours(place):
        return []
    place.file.parent.mkdir(parents=True, exist_ok=True)
    aside = place.file.with_name(f".{place.file.name}.{os.getpid()}.tmp")
    aside.unlink(missing_ok=True)
    try:
        _fill(_open(Place(place.engagement, file=aside), folder, new=True), folder)
        aside.replace(place.file)
    finally:
        aside.unlink(missing_ok=True)
    return [place.file]


def _open(place: Place, folder: Path, *, new: bool = False) -> Store:
    from csi_lib.register.store.create import create

    if new:
        create(place)
    engagement, path = load_engagement(folder / "params" / "engagements" / "demo.yml")

    def gather() -> Known:
        known = know(engagement, path, folder)
        return replace(known, baselines=known.baselines | {BASELINE})

    return Store(place, gather, lambda _: AUTHOR)


def _fill(store: Store, folder: Path) -> None:
    records = read_folder(folder / "params" / "register" / "demo").entries
    store.write([Change(entry.record) for entry in records], by="CSI kit", why=REASON, at=TAKEN, source="elsewhere")


def _is_ours(place: Place) -> bool:
    """Whether there is none yet, or nobody but this module has written to it."""
    from csi_lib.register.store import open_database

    return not place.exists or set(open_database(place).history()["who"]) <= {AUTHOR}
