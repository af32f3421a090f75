"""What every record of the register is: a kind, an id, what it points at, and whose service it is about."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import model_validator

from csi_lib.register.plausible import check_values, join_lines
from csi_lib.settings import Id, Settings

if TYPE_CHECKING:
    from csi_lib.register.change import Occasion
    from csi_lib.register.machine import Machine
    from csi_lib.register.register import Register


@dataclass(frozen=True)
class Reference:
    """What a record points at.

    Parameters
    ----------
    kind : str
        A kind of the register, or ``kpi``, ``baseline``, ``service``.
    id : str
        Which one.
    key : tuple of (str or int)
        The way to the value in the record, for the message.
    """

    kind: str
    id: str
    key: tuple[str | int, ...]


class Record(Settings):
    """One thing that the register keeps; the fields of each kind stand in its own class."""

    KIND: ClassVar[str] = ""  # in the singular, as commands name it: ``csip``
    FOLDER: ClassVar[str] = ""  # where its files lie; empty: in the register's own folder
    TITLE: ClassVar[str] = ""  # in the plural, as a reader knows it
    MACHINE: ClassVar[Machine | None] = None  # its states and the steps between them, where it has any

    version: Literal[1]
    id: Id
    withdrawn: str = ""  # why it does not count any more; nothing is ever deleted, and kinds with states end by these

    @model_validator(mode="before")
    @classmethod
    def _write_line_ends_alike(cls, value: Any) -> Any:
        return join_lines(value)

    @model_validator(mode="after")
    def _holds_plausible_values(self) -> Self:
        check_values(self)
        return self

    @property
    def references(self) -> tuple[Reference, ...]:
        """What has to be there for this record to make sense; none unless its kind says so."""
        return ()

    @property
    def concerns(self) -> tuple[str, ...]:
        """Services that this record alone is about, by name or by slice; none: it is of the whole engagement."""
        service = getattr(self, "service", "") or getattr(self, "where", {}).get("service", "")
        return (service,) if service else ()

    def check(self, register: Register) -> tuple[str, ...]:
        """Find what contradicts the other records; nothing unless its kind says so.

        Parameters
        ----------
        register : Register
            All records, this one too.

        Returns
        -------
        tuple of str
            One clause each; empty when all is well.
        """
        return ()

    def check_change(self, was: Record) -> tuple[str, ...]:
        """Find what of the record as it was may not be changed; nothing unless its kind says so.

        Parameters
        ----------
        was : Record
            The record before, of the same kind and id.

        Returns
        -------
        tuple of str
            One clause each; empty when all is well.
        """
        return ()

    def check_occasion(self, was: Record | None, occasion: Occasion) -> tuple[str, ...]:
        """Find what may not be written on this occasion; nothing unless its kind says so.

        Parameters
        ----------
        was : Record or None
            The record before; None: it is new.
        occasion : Occasion
            Who writes it, and on which day.

        Returns
        -------
        tuple of str
            One clause each; empty when all is well.
        """
        return ()


def say_body(record: Record) -> dict[str, Any]:
    """Return a record as plain values of JSON; what stands at its default is left out, so that new keys change nothing.

    Returns
    -------
    dict
        Keys in the order of the class, ``version`` and ``id`` always in.
    """
    plain = record.model_dump(mode="json", exclude_defaults=True)
    return {"version": record.version, "id": record.id, **plain}


def canonical(body: Any) -> str:
    """Return plain values as the one text that is hashed: sorted keys, no white space, UTF-8 as it is."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(body: Any) -> str:
    """Return the SHA-256 of plain values, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(body).encode()).hexdigest()
