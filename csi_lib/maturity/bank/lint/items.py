"""What a question or process may fit: the items of the other frameworks, as their files list them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from csi_lib.errors import SettingsError
from csi_lib.settings import read_yaml


def list_items(frameworks: Iterable[Path]) -> dict[str, tuple[str, ...]]:
    """List what a question or process may fit.

    Parameters
    ----------
    frameworks : iterable of Path
        Framework files.

    Returns
    -------
    dict of str to tuple of str
        Framework -> its items: areas, steps (and steps with the mark of a mandatory question), levels and streams,
        goals, objectives. A ladder of attributes has none: a question names its attribute instead.

    Raises
    ------
    SettingsError
        When a file is not YAML, or its lists are not of the form that its kind has.
    """
    found: dict[str, tuple[str, ...]] = {}
    for path in frameworks:
        data = read_yaml(Path(path))[0]
        try:
            items = tuple(_list_own(data))
        except (AttributeError, KeyError, TypeError):
            raise SettingsError("its items cannot be listed", where=str(path), do="See csi schema framework") from None
        if items:
            found[str(data.get("id", Path(path).stem))] = items
    return found


def _list_own(data: dict[str, Any]) -> list[str]:
    """Read the lists that are there; which of them a framework has depends on its kind."""
    if "streams" in data:
        return [f"{level['level']}{stream['id']}" for level in data["levels"] for stream in data["streams"]]
    if data.get("kind") == "mil":
        return [str(level["level"]) for level in data["levels"] if level["level"]]
    own = [str(item) for item in data.get("objectives", ())]
    own += [str(item["id"]) for name in ("areas", "goals", "steps") for item in data.get(name, ())]
    mark = data.get("mandatory")
    return own + [f"{item}{mark}" for item in own] if mark else own
