"""The files of a source: patterns resolved from the engagement's file, each file with its hash."""

from __future__ import annotations

import glob
import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from csi_lib.errors import AbsentError, SettingsError, SourceError, did_you_mean
from csi_lib.settings import Source, find_home

DATA_VARIABLE = "CSI_DATA"  # the only variable a file pattern may hold
DATA_DEFAULT = "../shared/data"  # from the project's root

_VARIABLE = re.compile(r"\$\{(\w*)\}")
_BLOCK = 1 << 20


@dataclass(frozen=True)
class SourceFile:
    """One file of a source: where it lies, what it is called in every record, and its hash."""

    path: Path
    name: str
    sha256: str


def find_files(source: Source, engagement_path: Path) -> tuple[SourceFile, ...]:
    """List the files of a source in the order in which later ones win.

    Parameters
    ----------
    source : Source
        Patterns, relative to the engagement's file; ``${CSI_DATA}`` is expanded and nothing else.
    engagement_path : Path
        The engagement's file.

    Returns
    -------
    tuple of SourceFile
        Pattern by pattern, sorted by name within one; a file named twice comes once. Empty only where the
        source is not required.

    Raises
    ------
    SourceError
        When a required pattern matches no file.
    SettingsError
        When a pattern holds another variable.
    """
    paths: list[Path] = []
    for pattern in source.files:
        found = _match(_expand(pattern, engagement_path), engagement_path.parent)
        if not found and source.required:
            raise _explain_absence(pattern, engagement_path)
        paths += [path for path in found if path not in paths]
    names = _name_files(paths, engagement_path)
    return tuple(SourceFile(path, name, hash_file(path)) for path, name in zip(paths, names, strict=True))


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes as hexadecimal text."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
    except OSError as error:
        raise SourceError(f"the file cannot be read: {error.strerror}", where=str(path)) from None
    return digest.hexdigest()


def _expand(pattern: str, engagement_path: Path) -> str:
    def put(match: re.Match[str]) -> str:
        if match[1] != DATA_VARIABLE:
            raise SettingsError(
                f"'{match[0]}' in the file pattern '{pattern}' is not expanded",
                where=str(engagement_path),
                do=f"Only ${{{DATA_VARIABLE}}} is; write a path relative to the engagement's file",
            )
        return glob.escape(str(_data_folder(engagement_path)))

    return _VARIABLE.sub(put, pattern)


def _data_folder(engagement_path: Path) -> Path:
    named = os.environ.get(DATA_VARIABLE)
    return Path(named).resolve() if named else (find_home(engagement_path.parent) / DATA_DEFAULT).resolve()


def match_files(pattern: str, engagement_path: Path) -> list[Path]:
    """List what a file pattern of an engagement matches, without reading any of it."""
    return _match(_expand(pattern, engagement_path), engagement_path.parent)


def _match(pattern: str, folder: Path) -> list[Path]:
    literal = folder / pattern
    if literal.is_file():  # a name may hold brackets
        return [literal.resolve()]
    found = glob.glob(pattern, root_dir=folder, recursive=True)
    return sorted({(folder / item).resolve() for item in found if (folder / item).is_file()}, key=_by_name)


def _by_name(path: Path) -> tuple[str, str]:
    return path.name, str(path)


def _explain_absence(pattern: str, engagement_path: Path) -> SourceError:
    given = engagement_path.parent / _expand(pattern, engagement_path)
    if pattern and given.is_dir():
        return SourceError(
            f"'{pattern}' is a folder", where=str(engagement_path), do=f"Name its files: '{pattern.rstrip('/')}/*.csv'"
        )
    folder = given.parent
    names = [item.name for item in folder.iterdir() if item.is_file()] if folder.is_dir() else []
    near = f"; {did_you_mean(Path(pattern).name, names)}" if names else ""
    return AbsentError(
        f"no file matches '{pattern}'{near}",
        where=str(engagement_path),
        do="Put the export there, or set 'required: false' for this source",
    )


def _name_files(paths: list[Path], engagement_path: Path) -> list[str]:
    home, folder = find_home(engagement_path.parent), engagement_path.parent.resolve()
    short = [path.name for path in paths]
    names = []
    for path in paths:
        # A file outside the project goes by its bare name: the path of somebody's machine is no record.
        inside = path.is_relative_to(home) or path.is_relative_to(folder)
        relative = os.path.relpath(path, folder).replace(os.sep, "/")
        names.append(relative if inside or short.count(path.name) > 1 else path.name)
    return names
