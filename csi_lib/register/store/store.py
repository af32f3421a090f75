"""The store: everything that stands, read at one moment, and the one way to change it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Container, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from csi_lib.errors import SettingsError, UsageError, one_line
from csi_lib.register.change import Change, Source, find_day
from csi_lib.register.kinds import find_kind
from csi_lib.register.known import Known, know
from csi_lib.register.making import make_record, make_unread
from csi_lib.register.record import Record, say_body
from csi_lib.register.register import Entry, Register
from csi_lib.register.rules import check_changes, sort_entries
from csi_lib.register.store.conflict import refuse
from csi_lib.register.store.place import Place, find_place, refuse_emptied
from csi_lib.register.store.verify import Verified
from csi_lib.settings import Engagement

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection, Engine, Row

HISTORY_COLUMNS = ("seq", "at", "who", "kind", "id", "revision", "what", "why", "keys", "hash")


class Store:
    """A register in a database.

    Parameters
    ----------
    place : Place
        Which database.
    know : callable
        Gives what records may point at; asked when something is written.
    hide : callable
        Turns the name of a person into a keyed pseudonym.
    """

    def __init__(self, place: Place, know: Callable[[], Known], hide: Callable[[str], str]) -> None:
        self.place = place
        self._know, self._hide = know, hide
        self._known: Known | None = None
        self._entries: dict[tuple[str, str], Entry] = {}
        self._head = (0, "")
        self._unread: dict[tuple[str, str], SettingsError] = {}
        self._engines: dict[bool, Engine] = {}

    @property
    def known(self) -> Known:
        """What records may point at; gathered once."""
        if self._known is None:
            self._known = self._know()
        return self._known

    def read(self, repair: tuple[str, str] | None = None) -> Register:
        """Return everything that stands, at one moment.

        Parameters
        ----------
        repair : tuple of (str, str), optional
            Kind and id of a record that may be what its kind refuses: it comes as it says, to be mended.

        Returns
        -------
        Register
            Every record with its revision.

        Raises
        ------
        CsiError
            When there is no register, it cannot be read, or a record is not what its kind should be.
        """
        from csi_lib.register.store.connect import begin

        with begin(self._engine(write=False), self.place) as connection:
            register = self._refresh(connection)
        self._refuse_unread({repair})
        return register

    def write(
        self,
        changes: Sequence[Change],
        *,
        by: str,
        why: str,
        at: dt.datetime | None = None,
        source: Source = "hand",
    ) -> Register:
        """Write changes: all of them or none.

        Parameters
        ----------
        changes : sequence of Change
            Each a whole record and the revision it was made on; one that changes nothing gets no entry.
        by : str
            Who; only a keyed pseudonym of it is kept.
        why : str
            The reason, for the history.
        at : datetime, optional
            With its zone; default now.
        source : {"hand", "elsewhere", "evaluation", "cycle", "screening"}
            What they come from; ``Occasion`` says what each may write.

        Returns
        -------
        Register
            As it stands now.

        Raises
        ------
        ConflictError
            When something was changed since it was seen; lists all of it.
        UsageError
            When a rule is broken, or name or reason are missing.
        """
        from csi_lib.register.store.connect import begin
        from csi_lib.register.store.untouched import refuse_writing_over
        from csi_lib.register.store.writing import append, find_conflicts, leave_out_same

        who, why = self._hide(_check_name(by)), _check_reason(why)
        changes = [replace(change, record=_check_again(change.record)) for change in changes]
        known, moment = self.known, _check_moment(at or dt.datetime.now(dt.UTC))
        try:
            with begin(self._engine(write=True), self.place) as connection:
                before = self._refresh(connection, lock=True)
                self._refuse_unread({(change.record.KIND, change.record.id) for change in changes})
                # Conflicts first: two who count the same number up want the same record, and one has to look again.
                conflicts = find_conflicts(self._entries, changes)
                if conflicts:
                    raise refuse(conflicts)
                changes = leave_out_same(self._entries, changes)
                if not changes:
                    return before
                refuse_writing_over(connection, self.place, changes)
                check_changes(before, changes, known, source=source, day=find_day(moment))
                append(connection, self._head, self._entries, changes, who=who, why=why, at=moment, source=source)
                after = self._refresh(connection)
        except BaseException:
            self._entries, self._head, self._unread = {}, (0, ""), {}  # what was read may have been rolled back
            raise
        return after

    def history(self, kind: str = "", name: str = "") -> pd.DataFrame:
        """Return the history, oldest first.

        Parameters
        ----------
        kind, name : str
            Of this kind, of this id alone; empty: all.

        Returns
        -------
        DataFrame
            Columns ``HISTORY_COLUMNS``: ``at`` a UTC stamp, ``keys`` what differs from the revision before.
        """
        import pandas as pd

        from csi_lib.register.store.connect import begin
        from csi_lib.register.store.history import list_history
        from csi_lib.register.store.migrate import check_form

        with begin(self._engine(write=False), self.place) as connection:
            check_form(connection, self.place)
            rows = list_history(connection, kind, name)
        frame = pd.DataFrame(rows, columns=list(HISTORY_COLUMNS))
        return frame.assign(at=pd.to_datetime(frame["at"], utc=True))

    def verify(self, head: str = "") -> Verified:
        """Work every hash again and compare the records with the history.

        Parameters
        ----------
        head : str
            A hash that was noted earlier, or its first digits: it has to be in the chain.

        Returns
        -------
        Verified
            Faults listed, none: the history is as it was written.
        """
        from csi_lib.register.store.connect import begin
        from csi_lib.register.store.migrate import check_form
        from csi_lib.register.store.verify import verify

        with begin(self._engine(write=False), self.place) as connection:
            check_form(connection, self.place)
            return verify(connection, self.place.engagement, head)

    def _engine(self, *, write: bool) -> Engine:
        from csi_lib.register.store.connect import open_engine

        if not self.place.exists:
            do = f"csi register init {self.place.engagement} makes it"
            raise UsageError("there is no register here yet", where=str(self.place), do=do)
        refuse_emptied(self.place)
        if write not in self._engines:
            self._engines[write] = open_engine(self.place, write=write)
        return self._engines[write]

    def _refresh(self, connection: Connection, *, lock: bool = False) -> Register:
        """Read what was written since the last look; what was read before is kept."""
        from sqlalchemy import select

        from csi_lib.register.store.connect import tell_waiting
        from csi_lib.register.store.migrate import check_form
        from csi_lib.register.store.schema import HEAD, RECORD
        from csi_lib.register.store.untouched import refuse_touched

        if not self._head[1]:
            check_form(connection, self.place)
        wanted = select(HEAD.c.seq, HEAD.c.hash)
        with tell_waiting(self.place):  # a server makes a writer wait here
            seq, head = connection.execute(wanted.with_for_update() if lock else wanted).one()
        refuse_touched(connection, self.place, self._head[0])
        newer = connection.execute(select(RECORD).where(RECORD.c.seq > self._head[0])).all()
        read = {(row.kind, row.id): self._read_entry(row) for row in newer}
        self._entries, self._head = {**self._entries, **read}, (int(seq), str(head))
        return Register(sort_entries(self._entries.values()), "database", int(seq), str(head) if seq else "")

    def _read_entry(self, row: Row[tuple[object, ...]]) -> Entry:
        from csi_lib.register.store.writing import read_stamp

        name, plain = (row.kind, row.id), json.loads(row.body)
        self._unread.pop(name, None)
        try:
            record = make_record(find_kind(row.kind), plain, f"{self.place}, {row.kind} '{row.id}'")
        except SettingsError as error:
            self._unread[name], record = error, make_unread(row.kind, plain)
        return Entry(record, int(row.revision), read_stamp(row.raised), read_stamp(row.changed))

    def _refuse_unread(self, mended: Container[tuple[str, str] | None]) -> None:
        """Refuse a register that holds records their kinds refuse, but for those that are being mended."""
        for (kind, name), error in self._unread.items():
            if (kind, name) not in mended:
                do = f"Mend it with csi register set {self.place.engagement} {kind} {name} KEY=VALUE"
                raise SettingsError(error.what, where=error.where, do=do)


def _check_again(record: Record) -> Record:
    """Let a record through its own checks, which a copy with other values has not seen."""
    return make_record(find_kind(record.KIND), say_body(record))


def open_store(engagement: Engagement, path: Path, home: Path) -> Store:
    """Open the register of an engagement.

    Parameters
    ----------
    engagement : Engagement
        Its key ``records`` names the database.
    path, home : Path
        Its file, and the project's root.

    Returns
    -------
    Store
        Nothing is read yet.

    Raises
    ------
    UsageError
        When the engagement keeps no register, or keeps it as files.
    """
    place = find_place(engagement, path)
    if place is None:
        raise UsageError(*_say_why_not(engagement), where=str(path), do=_say_what_to_do(engagement))
    return make_store(place, engagement, path, home)


def create_store(place: Place, engagement: Engagement, path: Path, home: Path) -> tuple[Store, bool]:
    """Make the tables of a register, or bring them up to date.

    Returns
    -------
    tuple of (Store, bool)
        The store, and whether anything had to be done.

    Raises
    ------
    CsiError
        When the place cannot be written, or holds something else.
    """
    from csi_lib.register.store.create import create

    return make_store(place, engagement, path, home), create(place)


def open_database(place: Place) -> Store:
    """Return a store that is only read: it knows neither the rules nor the key of an engagement."""

    def refuse_to_write(*_: str) -> str:
        raise UsageError("this register was opened to be read", where=str(place))

    return Store(place, Known, refuse_to_write)


def make_store(place: Place, engagement: Engagement, path: Path, home: Path) -> Store:
    """Return the store of a place with the rules and the key of an engagement."""

    def hide(name: str) -> str:
        from csi_lib.ingest.people import hide_person, load_key

        return hide_person(name, load_key(engagement.id, home))

    return Store(place, lambda: know(engagement, path, home), hide)


def _say_why_not(engagement: Engagement) -> tuple[str]:
    if engagement.records or engagement.initiatives:
        return ("this register is a folder of files, which commands only read",)
    return ("this engagement keeps no register",)


def _say_what_to_do(engagement: Engagement) -> str:
    if engagement.records or engagement.initiatives:
        return f"csi register init {engagement.id} makes a database of it"
    return f"Name a database, e.g. records: ../../data/{engagement.id}.register.db"


def _check_name(by: str) -> str:
    if not by.strip():
        raise UsageError("a change needs who makes it", do="Say --by, or set CSI_USER")
    return by


def _check_moment(at: dt.datetime) -> dt.datetime:
    if at.tzinfo is None:
        raise UsageError(f"the moment {at} has no time zone", do="Say it in UTC")
    return at


def _check_reason(why: str) -> str:
    said = one_line("".join(letter if letter.isprintable() else " " for letter in why))
    if not said:
        raise UsageError("a change needs its reason", do="Say --why")
    if "@" in said:
        raise UsageError("the reason names an address", do="Name a role: the history is kept for ever")
    return said
