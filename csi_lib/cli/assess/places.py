"""Where the question bank is, and how a table of it is written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass

QUESTIONS = "params/maturity/questions"
EDITIONS = "params/maturity/editions"  # what was asked before, a folder an edition


def find_bank(given: str | None) -> Path:
    """Return the folder that was named, else the project's, else the kit's.

    Raises
    ------
    UsageError
        When the folder that was named is not there.
    """
    from csi_lib.errors import UsageError
    from csi_lib.settings import find_home, find_kit

    if not given:
        return find_kit(QUESTIONS, find_home())
    folder = Path(given)
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}", do="Name a folder of question files")
    return folder


def find_edition(given: str) -> Path:
    """Return a folder or file of questions, by its path or by the name of an edition that is kept.

    Raises
    ------
    UsageError
        When there is neither; the message names the nearest edition.
    """
    from csi_lib.errors import UsageError, suggest

    path = Path(given)
    if path.is_dir() or path.is_file():
        return path
    kept = _list_editions()
    if given not in kept:
        raise UsageError(f"there is no folder, file or kept edition '{given}'", do=suggest(given, kept))
    return kept[given]


def latest_edition() -> Path | None:
    """Return the last edition that is kept; None where none is."""
    kept = _list_editions()
    return kept[max(kept, key=_sort_key)] if kept else None


def _list_editions() -> dict[str, Path]:
    from csi_lib.settings import find_home, find_kit

    return {item.name: item for item in find_kit(EDITIONS, find_home()).iterdir() if item.is_dir()}


def _sort_key(name: str) -> tuple[int, str]:
    return (int(name), name) if name.isdigit() else (0, name)
