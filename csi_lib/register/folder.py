"""A register kept as files: initiatives in the folder itself, every other kind in a folder of its name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from csi_lib.errors import SettingsError, suggest
from csi_lib.register.initiatives.initiative import load_initiatives
from csi_lib.register.kinds import CLASSES
from csi_lib.register.record import Record
from csi_lib.register.register import Entry, Register
from csi_lib.settings import load


def read_folder(folder: Path) -> Register:
    """Read a register that is kept as files.

    Parameters
    ----------
    folder : Path
        ``*.yml`` are initiatives; ``csip/*.yml``, ``actions/*.yml``, … the other kinds, one record a file.

    Returns
    -------
    Register
        Without a history.

    Raises
    ------
    SettingsError
        When the folder is absent, a file is malformed, an id stands in two files of one kind, or a folder names no
        kind.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise SettingsError("no such folder of a register", where=str(folder), do="Check the key 'records'")
    _check_folders(folder)
    records = (record for kind in CLASSES for record in _read_kind(folder, kind))
    return Register(tuple(Entry(record) for record in records), "files")


def list_record_files(folder: Path) -> tuple[Path, ...]:
    """List every file of a register that is kept as files, in order."""
    places = [folder / kind.FOLDER for kind in CLASSES]
    return tuple(path for place in places for path in sorted(place.glob("*.yml")))


def _read_kind(folder: Path, kind: type[Record]) -> Iterator[Record]:
    if not kind.FOLDER:  # the initiatives, whose checks came before the other kinds
        yield from load_initiatives(folder)
        return
    found: dict[str, tuple[Record, Path]] = {}
    for path in sorted((folder / kind.FOLDER).glob("*.yml")):
        record = load(path, kind)
        if record.id in found:
            raise SettingsError(
                f"{kind.KIND} '{record.id}' stands in two files",
                where=f"{found[record.id][1]} and {path}",
                do="Give one of them another id",
            )
        found[record.id] = (record, path)
    yield from (found[name][0] for name in sorted(found))


def _check_folders(folder: Path) -> None:
    known = {kind.FOLDER for kind in CLASSES if kind.FOLDER}
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.name.startswith(".") and path.name not in known:
            raise SettingsError("no kind of record has such a folder", where=str(path), do=suggest(path.name, known))
