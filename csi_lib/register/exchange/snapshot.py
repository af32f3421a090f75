"""What goes into a workbook: the kinds that were asked for, their sheets, and the lists to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from csi_lib.register.exchange.columns import Column, Form, list_forms, say_words
from csi_lib.register.exchange.seal import Layout, Seal, Sealed
from csi_lib.register.kinds import CLASSES, KINDS, find_kind
from csi_lib.register.known import Known
from csi_lib.register.record import Record
from csi_lib.register.register import Entry, Register

ALL = "all"
SHEET_NAME = 31  # letters, as Excel counts them (Microsoft: Excel specifications and limits)


def say_whole(record: Record) -> dict[str, Any]:
    """Return a record as plain values of JSON, with what stands at its default."""
    return record.model_dump(mode="json", by_alias=True)


@dataclass(frozen=True)
class Snapshot:
    """A register on its way into a workbook.

    Parameters
    ----------
    engagement, client : str
        Whose it is.
    kinds : tuple of type of Record
        Those that get sheets.
    register : Register
        All of it.
    seal : Seal
        What the hidden sheet says.
    lists : mapping of str to tuple of str
        ``kpi``, ``baseline``, ``service`` and kinds of records -> names to choose from.
    """

    engagement: str
    client: str
    kinds: tuple[type[Record], ...]
    register: Register
    seal: Seal
    lists: Mapping[str, tuple[str, ...]]

    @property
    def forms(self) -> tuple[Form, ...]:
        """Every sheet of records, in order."""
        return tuple(form for kind in self.kinds for form in list_forms(kind))

    def entries(self, kind: str) -> tuple[Entry, ...]:
        """Return what is kept of a kind, withdrawn records too."""
        return tuple(item for item in self.register.entries if kind == item.record.KIND)

    def sheet(self, form: Form) -> str:
        """Return the name of a form's sheet."""
        return next(item.sheet for item in self.seal.layouts if item.form == form.name)

    def choices(self, column: Column) -> tuple[str, ...]:
        """Return the names that a column may be filled from; none where it holds something else."""
        word = column.path[-1]
        return self.lists.get(word, self.lists.get(word.removesuffix("s"), ()))


def take_snapshot(
    engagement: str, client: str, register: Register, known: Known, kinds: Iterable[str] = ()
) -> Snapshot:
    """Put together what goes into a workbook.

    Parameters
    ----------
    engagement, client : str
        Whose it is.
    register : Register
        As it stands.
    known : Known
        KPIs, baselines and services.
    kinds : iterable of str
        Kinds that get sheets, ``all`` for every one; default those that hold a record.

    Returns
    -------
    Snapshot
        Sheets in the order of the kinds.

    Raises
    ------
    UsageError
        When there is no such kind.
    """
    wanted = list(kinds)
    named = {find_kind(name).KIND for name in wanted if name != ALL}
    held = {item.record.KIND for item in register.entries}
    chosen = [kind for kind in CLASSES if ALL in wanted or kind.KIND in (named if wanted else held)]
    kept = [item for item in register.entries if type(item.record) in chosen]
    seal = Seal(
        engagement,
        register.changes,
        register.head,
        register.digest,
        tuple(_lay_out(chosen)),
        tuple(Sealed(item.record.KIND, item.record.id, item.revision, say_whole(item.record)) for item in kept),
    )
    return Snapshot(engagement, client, tuple(chosen), register, seal, _list_names(register, known))


def _lay_out(kinds: Iterable[type[Record]]) -> list[Layout]:
    taken: set[str] = {"read me", "lists", "csi", "history"}  # Excel keeps "History" to itself
    found = []
    for kind in kinds:
        for form in list_forms(kind):
            title = kind.TITLE if len(kind.TITLE) <= SHEET_NAME else say_words(kind.KIND)
            if form.path:
                title = f"{say_words(kind.KIND)} {' '.join(form.path).replace('_', ' ')}"
            found.append(Layout(form.name, _name_sheet(title, taken), form.headings))
    return found


def _name_sheet(title: str, taken: set[str]) -> str:
    name, number = title[:SHEET_NAME].strip(), 2
    while name.casefold() in taken:
        tail = f" ({number})"
        name, number = title[: SHEET_NAME - len(tail)].strip() + tail, number + 1
    taken.add(name.casefold())
    return name


def _list_names(register: Register, known: Known) -> dict[str, tuple[str, ...]]:
    kept = {
        kind: tuple(
            item.record.id for item in register.entries if kind == item.record.KIND and not item.record.withdrawn
        )
        for kind in KINDS
    }
    services = {getattr(item.record, "name", "") for item in register.entries if item.record.KIND == "service"}
    names = {
        "kpi": tuple(sorted(known.kpis)),
        "guards": tuple(sorted(known.kpis)),
        "baseline": tuple(sorted(known.baselines)),
        "service": tuple(sorted((known.services | services) - {""})),
    }
    return {name: found for name, found in {**kept, **names}.items() if found}
