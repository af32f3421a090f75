"""Where things are: the project, what the kit ships, and an engagement's file."""

from __future__ import annotations

import os
from pathlib import Path

from csi_lib.errors import SettingsError, suggest
from csi_lib.settings.door import load
from csi_lib.settings.engagement import Engagement


def find_home(start: Path | None = None) -> Path:
    """Find the project's root: ``CSI_HOME``, else the nearest folder upwards that holds ``params/engagements``.

    Parameters
    ----------
    start : Path, optional
        Where to begin; default the working directory.

    Returns
    -------
    Path
        The root; the working directory where there is none.
    """
    named = os.environ.get("CSI_HOME")
    if named:
        return Path(named).resolve()
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "params" / "engagements").is_dir():
            return folder
    return Path.cwd().resolve()


def find_kit(name: str, home: Path | None = None) -> Path:
    """Find a folder that the kit ships: the project's own copy first, else the installed one.

    Parameters
    ----------
    name : str
        ``params/kpi``, ``notebooks`` or ``reports/templates``.
    home : Path, optional
        The project's root.

    Returns
    -------
    Path
        The folder.
    """
    own = (home or find_home()) / name
    found = next((folder for folder in (own, *_shipped(name)) if folder.is_dir()), None)
    if found is None:
        raise SettingsError(f"the folder '{name}' is nowhere to be found", where=str(own), do="Reinstall the kit")
    return found


def list_kit(name: str, suffix: str, home: Path | None = None) -> dict[str, Path]:
    """List the files of a kind that a project can use: those the kit ships, and its own, which win by name.

    Parameters
    ----------
    name : str
        ``params/kpi``, ``params/sources`` or ``notebooks``.
    suffix : str
        ``.yml`` or ``.ipynb``.
    home : Path, optional
        The project's root.

    Returns
    -------
    dict of str to Path
        Stem of the file -> file, in alphabetical order.
    """
    shipped = next((folder for folder in _shipped(name) if folder.is_dir()), None)
    folders = [*([shipped] if shipped else []), (home or find_home()) / name]
    found = {path.stem: path for folder in folders for path in folder.glob(f"*{suffix}")}
    return dict(sorted(found.items()))


def _shipped(name: str) -> tuple[Path, Path]:
    """Where an installed kit keeps a folder, and where the source tree does (an editable install)."""
    package = Path(__file__).parents[1]
    return package / "_kit" / name, package.parent / name


def find_engagement(engagement: str | Path) -> Path:
    """Turn an engagement's id or path into the path of its file.

    Raises
    ------
    SettingsError
        When there is no such file; the message names the nearest id.
    """
    given = Path(engagement)
    if given.suffix in {".yml", ".yaml"} or len(given.parts) > 1:
        if not given.is_file():
            raise SettingsError("engagement file not found", where=str(given), do="Check the path")
        return given.resolve()
    folders = [find_home() / "params" / "engagements"]
    for folder in folders:
        found = folder / f"{engagement}.yml"
        if found.is_file():
            return found
    known = [item.stem for folder in folders if folder.is_dir() for item in folder.glob("*.yml")]
    none = "This folder is no project: go to one, or make one with 'csi new'; 'csi demo' generates one to look at"
    do = suggest(str(engagement), known) if known else none
    raise SettingsError(f"no engagement '{engagement}'", where=str(folders[0]), do=do)


def load_engagement(engagement: str | Path) -> tuple[Engagement, Path]:
    """Load an engagement by id or path.

    Returns
    -------
    tuple of (Engagement, Path)
        The settings and the file they came from.
    """
    path = find_engagement(engagement)
    return load(path, Engagement), path
