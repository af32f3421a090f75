"""Forms out: a workbook or a page for every person, all of them or none, and none over one that may be filled in."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from csi_lib.errors import UsageError, did_you_mean
from csi_lib.maturity.collect.packet import Packet
from csi_lib.maturity.collect.page import write_page
from csi_lib.maturity.collect.workbook import check_writer, write_workbook

Writer = Callable[[Packet, Path, dt.date | None], None]
WRITERS: dict[str, Writer] = {"xlsx": write_workbook, "html": write_page}
FORMATS = tuple(WRITERS)


@dataclass(frozen=True)
class Exported:
    """One form that was written, and for whom."""

    path: Path
    packet: Packet


def check_formats(names: Sequence[str]) -> None:
    """Refuse a format that is unknown or whose package is missing, before any work.

    Raises
    ------
    UsageError
        Naming the format, and the extra to install.
    """
    for name in names:
        if name not in WRITERS:
            raise UsageError(f"unknown format '{name}'", where="--format", do=did_you_mean(name, FORMATS).capitalize())
    if "xlsx" in names:
        check_writer()


def export_forms(
    packets: Sequence[Packet], formats: Sequence[str], out: Path, day: dt.date | None = None
) -> tuple[Exported, ...]:
    """Write the forms of all people.

    Parameters
    ----------
    packets : sequence of Packet
        What is asked of whom.
    formats : sequence of str
        ``xlsx``, ``html`` or both.
    out : Path
        Folder; made if it is not there.
    day : date, optional
        The day the files say they were made on.

    Returns
    -------
    tuple of Exported
        In the order of the packets.

    Raises
    ------
    UsageError
        When a format is unknown, two packets would share a file, or a file is there already; nothing is written then.
    OSError
        When the folder cannot be written; nothing is left behind then.
    """
    check_formats(formats)
    found = [Exported(out / f"{packet.stem}.{name}", packet) for packet in packets for name in dict.fromkeys(formats)]
    _refuse_taken([item.path for item in found])
    out.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".export-", dir=out))
    done: list[Path] = []
    try:
        for item in found:
            WRITERS[item.path.suffix[1:]](item.packet, aside / item.path.name, day)
        for item in found:
            os.replace(aside / item.path.name, item.path)
            done.append(item.path)
    except BaseException:
        for path in done:
            path.unlink(missing_ok=True)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return tuple(found)


def _refuse_taken(paths: Sequence[Path]) -> None:
    twice = [path for place, path in enumerate(paths) if path in paths[:place]]
    if twice:
        raise UsageError(f"two forms would be named {twice[0].name}", do="Name each person and each group once")
    taken = [path for path in paths if path.exists()]
    if taken:
        more = f" and {len(taken) - 1} more" if len(taken) > 1 else ""
        what = f"a form is there already{more}; it may be filled in"
        raise UsageError(what, where=str(taken[0]), do="Name another folder with --out, or move it away first")
