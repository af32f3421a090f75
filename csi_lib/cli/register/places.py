"""Which register a command is about, who changes it and why, and which day it is."""

from __future__ import annotations

import argparse
import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csi_lib.register.known import Known
    from csi_lib.register.register import Register
    from csi_lib.register.store import Store
    from csi_lib.settings import Engagement

USER = "CSI_USER"


@dataclass(frozen=True)
class Place:
    """One engagement and the register it keeps.

    Parameters
    ----------
    engagement : Engagement
        The settings.
    path, home : Path
        Their file, and the project's root.
    store : Store
        The register; nothing is read yet.
    """

    engagement: Engagement
    path: Path
    home: Path
    store: Store

    @property
    def known(self) -> Known:
        """KPIs and baselines that records may point at."""
        return self.store.known


def add_engagement(verb: argparse.ArgumentParser) -> None:
    """Declare whose register it is."""
    verb.add_argument("engagement", metavar="ENGAGEMENT", help="id or file")


def add_who(verb: argparse.ArgumentParser) -> None:
    """Declare ``--by`` and ``--why``, which every change needs."""
    verb.add_argument(
        "--by",
        metavar="NAME",
        default="",
        help=f"who changes it (default: {USER}, else the login); only a keyed pseudonym is kept",
    )
    verb.add_argument("--why", metavar="TEXT", required=True, help="the reason, kept for ever: name roles, not people")


def add_day(verb: argparse.ArgumentParser) -> None:
    """Declare ``--on``, the day that counts as today."""
    verb.add_argument(
        "--on", metavar="DATE", type=read_day, help="the day that counts as today (default: the engagement's as_of)"
    )


def read_day(text: str) -> dt.date:
    """Read a day as argparse does: a fault is one of usage."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date like 2025-03-31") from None


def open_place(arguments: argparse.Namespace) -> Place:
    """Open the register that a command changes.

    Raises
    ------
    CsiError
        When there is no such engagement, or its register is a folder of files.
    """
    from csi_lib.register.store import open_store
    from csi_lib.settings import find_home, load_engagement

    engagement, path = load_engagement(arguments.engagement)
    home = find_home(path.parent)
    return Place(engagement, path, home, open_store(engagement, path, home))


def read_place(arguments: argparse.Namespace) -> tuple[Engagement, Path, Path, Register]:
    """Read a register that a command only looks at: a database or a folder of files.

    Returns
    -------
    tuple of (Engagement, Path, Path, Register)
        The settings, their file, the project's root, all records.
    """
    from csi_lib.errors import UsageError
    from csi_lib.register.reading import read_records
    from csi_lib.settings import find_home, load_engagement

    engagement, path = load_engagement(arguments.engagement)
    if not engagement.records and not engagement.initiatives:
        do = f"Name a database, e.g. records: ../../data/{engagement.id}.register.db"
        raise UsageError("this engagement keeps no register", where=str(path), do=do)
    return engagement, path, find_home(path.parent), read_records(engagement, path)


def find_author(arguments: argparse.Namespace) -> str:
    """Return who makes the change: ``--by``, else ``CSI_USER``, else the login; empty where none is known."""
    import getpass

    if arguments.by:
        return str(arguments.by)
    if os.environ.get(USER):
        return os.environ[USER]
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such account, as in some containers
        return ""


def find_day(arguments: argparse.Namespace, engagement: Engagement) -> dt.date:
    """Return the day that counts as today: ``--on``, else the engagement's ``as_of``, else the clock's."""
    return arguments.on or engagement.as_of or dt.date.today()


def say_head(register: Register) -> str:
    """Say how long the history is and what its newest hash begins with."""
    return f"history {register.changes:,}, head {register.head[:16] or 'none'}"
