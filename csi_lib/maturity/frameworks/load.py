"""Framework files of every kind, read by their name or path."""

from __future__ import annotations

from pathlib import Path

from csi_lib.maturity.framework import Framework, load_framework
from csi_lib.maturity.frameworks.models import Other, OtherFile
from csi_lib.settings import find_kit, load, read_yaml

Frame = Framework | Other


def read_frame(path: Path) -> Frame:
    """Read one framework file, of whatever kind.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    Framework or one of the other kinds
        Checked for holding together.

    Raises
    ------
    SettingsError
        When the file is absent, malformed, or of a kind that is not known.
    """
    given = read_yaml(path)[0]
    kind = given.get("kind", "ladder") if isinstance(given, dict) else "ladder"
    return load_framework(path) if kind == "ladder" else load(path, OtherFile).root


def list_frames(folder: Path | None = None) -> tuple[Frame, ...]:
    """Read every framework file of a folder, sorted by id; default the kit's ``params/maturity/frameworks``."""
    folder = find_kit("params/maturity") / "frameworks" if folder is None else folder
    return tuple(sorted((read_frame(path) for path in folder.glob("*.yml")), key=lambda frame: frame.id))
