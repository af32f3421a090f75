"""The register as YAML files, one record a file: written for git, read back with what was changed on both sides."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from csi_lib.errors import SettingsError, UsageError
from csi_lib.files import write_whole
from csi_lib.register.change import Change
from csi_lib.register.folder import read_folder
from csi_lib.register.kinds import CLASSES
from csi_lib.register.record import Record, digest, say_body
from csi_lib.register.register import Entry, Register

INDEX = "register.json"  # beside the files: which revision each was written from
Name = tuple[str, str]  # kind and id
Index = dict[Name, tuple[int, str]]  # revision that a file was written from, and the digest of what it said


@dataclass(frozen=True)
class Line:
    """What becomes of one record at an import.

    Parameters
    ----------
    kind, id : str
        The record.
    what : {"new", "changed", "conflict", "gone"}
        ``conflict``: the register has something else than the file was written from; ``gone``: the file was removed.
    text : str
        One sentence.
    """

    kind: str
    id: str
    what: str
    text: str

    def __str__(self) -> str:
        return f"{self.what}: {self.kind} '{self.id}': {self.text}"


@dataclass(frozen=True)
class Taken:
    """What an import would write.

    Parameters
    ----------
    changes : tuple of Change
        New and changed records; those in conflict too, on the revision that stands.
    lines : tuple of Line
        What is told; records that are the same are not in it.
    same : int
        Records that are the same.
    """

    changes: tuple[Change, ...]
    lines: tuple[Line, ...]
    same: int

    @property
    def conflicts(self) -> tuple[Line, ...]:
        """The lines that somebody has to decide on."""
        return tuple(line for line in self.lines if line.what == "conflict")


def write_text(record: Record) -> str:
    """Return a record as the text of its file: what stands at its default is left out."""
    import yaml

    plain = record.model_dump(mode="python", exclude_defaults=True)
    body = {"version": record.version, "id": record.id, **plain}
    return str(yaml.dump(body, Dumper=_make_dumper(), sort_keys=False, allow_unicode=True, width=120))


def _make_dumper() -> Any:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Tuples and sets are lists in a file, and nothing is named twice by a mark."""

        def ignore_aliases(self, data: Any) -> bool:
            return True

    def write_str(dumper: yaml.SafeDumper, data: str) -> yaml.ScalarNode:
        # written plainly, these ends of lines of other alphabets are read again as a space
        style = '"' if any(end in data for end in "\x85\u2028\u2029") else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", data, style=style)

    Dumper.add_representer(str, write_str)
    Dumper.add_representer(tuple, lambda dumper, data: dumper.represent_list(list(data)))
    return Dumper


def write_folder(register: Register, folder: Path, *, overwrite: bool = False) -> tuple[Path, ...]:
    """Write every record as a file, and an index of the revisions beside them.

    Parameters
    ----------
    register : Register
        What to write.
    folder : Path
        New, or written before: files of the same records are replaced, others left alone.
    overwrite : bool
        Replace files that were edited since, too.

    Returns
    -------
    tuple of Path
        The files, in order.

    Raises
    ------
    UsageError
        When files were edited since they were written; nothing is replaced.
    CsiError
        When the folder holds what is no register.
    """
    found = _find_files(folder)
    if not overwrite:
        _refuse_edited(register, folder, found)
    written = []
    for entry in register.entries:
        record = entry.record
        path = found.get((record.KIND, record.id)) or folder / record.FOLDER / f"{record.id}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, write_text(record).encode())
        written.append(path)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / INDEX, _say_index(register).encode())
    return tuple(written)


def _say_index(register: Register) -> str:
    index = {name: (entry.revision, digest(say_body(entry.record))) for name, entry in _name_entries(register).items()}
    return _lay_out(register, index)


def _lay_out(register: Register, index: Index) -> str:
    records = {"/".join(name): list(index[name]) for name in sorted(index)}
    said = {"version": 1, "changes": register.changes, "head": register.head, "records": records}
    return json.dumps(said, indent=1) + "\n"


def _find_files(folder: Path) -> dict[Name, Path]:
    """Find the file of every record that a folder holds already, whatever it is called."""
    from csi_lib.settings.door import read_yaml

    found: dict[Name, Path] = {}
    for kind in CLASSES:
        for path in sorted((folder / kind.FOLDER).glob("*.yml")):
            data, _ = read_yaml(path)
            if isinstance(data, dict) and "id" in data:
                found.setdefault((kind.KIND, str(data["id"])), path)
    return found


def _refuse_edited(register: Register, folder: Path, found: dict[Name, Path]) -> None:
    if not found:
        return
    index = _read_index(folder)
    stands = {name: digest(say_body(entry.record)) for name, entry in _name_entries(register).items()}
    edited = [
        found[name]
        for name, record in _name_entries(read_folder(folder)).items()
        if digest(say_body(record.record)) not in (index.get(name, (0, ""))[1], stands.get(name))
    ]
    if edited:
        named = ", ".join(str(path.relative_to(folder)) for path in edited[:5])
        do = "Take them in with csi register import, or give up what they say with --overwrite"
        raise UsageError(f"edited since they were written, or never taken in: {named}", where=str(folder), do=do)


def take_in(register: Register, folder: Path) -> Taken:
    """Compare a folder of files with the register.

    Parameters
    ----------
    register : Register
        What stands.
    folder : Path
        As ``write_folder`` leaves it, or files of any origin, which know no revision.

    Returns
    -------
    Taken
        Nothing is written.

    Raises
    ------
    CsiError
        When a file cannot be read.
    """
    index, stands = _read_index(folder), _name_entries(register)
    given = _name_entries(read_folder(folder))
    changes: list[Change] = []
    lines: list[Line] = []
    same = 0
    for name, entry in given.items():
        seen, was = index.get(name, (0, ""))
        here = stands.get(name)
        said = digest(say_body(entry.record))
        if said == was or (here and said == digest(say_body(here.record))):
            same += 1  # nobody edited the file, or the register says so already
            continue
        changes.append(Change(entry.record, here.revision if here else 0))
        lines.append(_say_line(name, entry.record, here, seen))
    lines += [_say_gone(name, stands[name]) for name in index if name not in given and name in stands]
    return Taken(tuple(changes), tuple(lines), same)


def renew_index(register: Register, folder: Path) -> None:
    """Note the revisions that stand now for the files that say the same; without an index there is none to renew."""
    index = _read_index(folder)
    if not (folder / INDEX).is_file():
        return
    stands = _name_entries(register)
    kept = {
        name: (stands[name].revision, said) if name in stands and said == digest(say_body(stands[name].record)) else old
        for name, said, old in _list_files(folder, index)
    }
    write_whole(folder / INDEX, _lay_out(register, kept).encode())


def _list_files(folder: Path, index: Index) -> Iterator[tuple[Name, str, tuple[int, str]]]:
    for name, entry in _name_entries(read_folder(folder)).items():
        yield name, digest(say_body(entry.record)), index.get(name, (0, ""))


def _say_line(name: Name, record: Record, here: Entry | None, seen: int) -> Line:
    if here is None:
        if seen:
            return Line(*name, "conflict", f"written from revision {seen}, and the register has none")
        return Line(*name, "new", "not in the register yet")
    keys = ", ".join(_list_differing(say_body(here.record), say_body(record)))
    if seen == here.revision:
        return Line(*name, "changed", keys)
    since = f"written from revision {seen}, " if seen else "of an unknown revision, "
    return Line(*name, "conflict", f"the file is {since}revision {here.revision} stands; they differ in {keys}")


def _say_gone(name: Name, entry: Entry) -> Line:
    return Line(*name, "gone", f"its file was removed; revision {entry.revision} stays, nothing is ever deleted")


def _list_differing(one: dict[str, Any], other: dict[str, Any]) -> Iterator[str]:
    missing = object()
    return (key for key in {**one, **other} if one.get(key, missing) != other.get(key, missing))


def _name_entries(register: Register) -> dict[Name, Entry]:
    return {(item.record.KIND, item.record.id): item for item in register.entries}


def _read_index(folder: Path) -> Index:
    path = folder / INDEX
    if not path.is_file():
        return {}
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["records"]
        split = {tuple(name.split("/", 1)): (int(revision), str(said)) for name, (revision, said) in rows.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        do = "Remove it: every file that differs is a conflict then"
        raise SettingsError("this index of revisions is damaged", where=str(path), do=do) from None
    return {(name[0], name[-1]): value for name, value in split.items()}
