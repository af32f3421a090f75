"""Settings of the generated engagement: copied beside its data where they are not there yet."""

from __future__ import annotations

from pathlib import Path

from csi_lib.settings import find_kit

SETTINGS = ("engagements/demo.yml", "register/demo", "notes/demo", "batches/demo.yml")


def copy_settings(folder: Path) -> list[Path]:
    """Copy the kit's demo settings into a project; a file that exists is never overwritten.

    Parameters
    ----------
    folder : Path
        The project's root.

    Returns
    -------
    list of Path
        The files that were new.
    """
    # No project is asked for its own copy: one that holds other engagements would hide the kit's.
    kit = find_kit("params", home=Path(__file__))
    sources = [path for name in SETTINGS for path in _list_files(kit / name)]
    targets = [folder / "params" / path.relative_to(kit) for path in sources]
    written = []
    for source, target in zip(sources, targets, strict=True):
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
            written.append(target)
    return written


def _list_files(path: Path) -> list[Path]:
    return sorted(path.rglob("*.yml")) if path.is_dir() else [path]
