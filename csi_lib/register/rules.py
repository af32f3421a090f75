"""What every change has to keep, wherever it comes from: references, steps between states, rules of the whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from csi_lib.errors import UsageError, did_you_mean
from csi_lib.register.change import Change, Occasion, Source
from csi_lib.register.kinds import CLASSES, KINDS
from csi_lib.register.known import Known
from csi_lib.register.machine import Machine
from csi_lib.register.record import Record, Reference
from csi_lib.register.register import Entry, Register

FAR = 2.0  # a target twice as bad as the baseline is a slip of sign or unit: one that only holds a level is near it
_ORDER = {item.KIND: place for place, item in enumerate(CLASSES)}


@dataclass(frozen=True)
class Fault:
    """One thing that keeps a record out of the register.

    Parameters
    ----------
    kind, id : str
        The record.
    what : str
        What is wrong, one clause.
    do : str
        What can be done; may be empty.
    key : str
        Where in the record, ``options.1.kpi``, places from 1; empty: the whole.
    """

    kind: str
    id: str
    what: str
    do: str = ""
    key: str = ""

    def __str__(self) -> str:
        place = f", key {self.key}" if self.key else ""
        return f"{self.kind} '{self.id}'{place}: {self.what}"


def check_changes(
    before: Register,
    changes: Sequence[Change],
    known: Known,
    *,
    source: Source = "hand",
    day: dt.date | None = None,
) -> None:
    """Refuse changes that break a rule; all faults are named at once.

    Parameters
    ----------
    before : Register
        As it is.
    changes : sequence of Change
        What shall be written, all of it together.
    known : Known
        KPIs, baselines and services that records may point at.
    source : {"hand", "elsewhere", "evaluation", "cycle"}
        What they come from; ``Occasion`` says what each may write.
    day : date, optional
        The day of writing; nothing is declared for an earlier one. None: it is not asked.

    Raises
    ------
    UsageError
        Naming the records, and what is missing.
    """
    faults = list_faults(before, changes, known, source=source, day=day)
    if faults:
        do = next((fault.do for fault in faults if fault.do), "")
        raise UsageError("; ".join(map(str, faults)), do=do)


def list_faults(
    before: Register,
    changes: Sequence[Change],
    known: Known,
    *,
    source: Source = "hand",
    day: dt.date | None = None,
) -> tuple[Fault, ...]:
    """List every rule that changes break; parameters as for ``check_changes``."""
    after = put_in(before, changes)
    occasion = Occasion(source, day, empty=not before.entries)
    return tuple(_walk(before, after, changes, known, occasion))


def put_in(before: Register, changes: Iterable[Change]) -> Register:
    """Return the register with changed records in their places, in the order of kinds and ids; no history is added."""
    entries = {(item.record.KIND, item.record.id): item for item in before.entries}
    for change in changes:
        name = (change.record.KIND, change.record.id)
        entries[name] = replace(entries[name], record=change.record) if name in entries else Entry(change.record)
    return replace(before, entries=sort_entries(entries.values()))


def sort_entries(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Put entries into the order of kinds, then of ids."""
    return tuple(sorted(entries, key=lambda item: (_ORDER.get(item.record.KIND, len(_ORDER)), item.record.id)))


def _walk(
    before: Register, after: Register, changes: Sequence[Change], known: Known, occasion: Occasion
) -> Iterator[Fault]:
    names = [(change.record.KIND, change.record.id) for change in changes]
    for kind, name in sorted({item for item in names if names.count(item) > 1} if len(set(names)) < len(names) else ()):
        yield Fault(kind, name, "this record stands twice among the changes", "Keep one of the two")
    index = {(item.record.KIND, item.record.id): item.record for item in after.entries}
    earlier = {(item.record.KIND, item.record.id): item.record for item in before.entries}
    for change in changes:
        record = change.record
        was = earlier.get((record.KIND, record.id))
        yield from _check_references(record, index, known)
        yield from _check_target(was, record, known, occasion)
        yield from _check_state(was, record, after, occasion)
        yield from _check_mark(was, record, index)
        yield from _check_change(was, record, occasion)
    for record in _list_touched(names, index):
        yield from _check_whole(record, after)


def _check_references(record: Record, index: Mapping[tuple[str, str], Record], known: Known) -> Iterator[Fault]:
    if record.withdrawn:
        return
    for reference in record.references:
        key = ".".join(str(part + 1 if isinstance(part, int) else part) for part in reference.key)
        fault = _find_fault(reference, index, known)
        if fault:
            yield Fault(record.KIND, record.id, *fault, key)


def _find_fault(reference: Reference, index: Mapping[tuple[str, str], Record], known: Known) -> tuple[str, str] | None:
    kind, name = reference.kind, reference.id
    if kind in KINDS and kind != "service":  # a service is named as the tickets name it, not by its record's id
        found = index.get((kind, name))
        if found is None:
            return f"there is no {kind} '{name}'", _say_near(name, [own for of, own in index if of == kind])
        return (f"{kind} '{name}' was withdrawn: {found.withdrawn}", "Name another") if found.withdrawn else None
    names = known.of(kind)
    if names is None or name in names or (kind == "service" and name in _name_services(index)):
        return None
    if kind == "kpi":
        if name in known.catalogue:
            what = f"the KPI '{name}' exists, but the engagement does not list it under kpis"
            return what, f"Add {name} there, or name another"
        return f"no KPI is called '{name}'", _say_near(name, known.catalogue | known.kpis)
    return f"there is no {kind} '{name}'", _say_near(name, names)


def _name_services(index: Mapping[tuple[str, str], Record]) -> set[str]:
    """Every name that a record of a service goes by."""
    records = [record for (kind, _), record in index.items() if kind == "service"]
    return {name for record in records for name in (record.id, str(getattr(record, "name", "")))}


def _say_near(name: str, names: Iterable[str]) -> str:
    nearest = did_you_mean(name, names)
    return nearest[0].upper() + nearest[1:]


def _check_target(was: Record | None, record: Record, known: Known, occasion: Occasion) -> Iterator[Fault]:
    """A target is a value of its KPI; that of a register which is taken over whole stays as it was."""
    kpi, target = getattr(record, "kpi", ""), getattr(record, "target", None)
    given = getattr(target, "unit", "")
    kept = was is not None and (getattr(was, "kpi", ""), getattr(was, "target", None)) == (kpi, target)
    if not given or kept or record.withdrawn or (occasion.brings_past(was) and occasion.empty):
        return
    wanted = known.units.get(kpi, given)
    if given != wanted:
        what = f"the target is in '{given}', and the KPI '{kpi}' is in '{wanted}'"
        yield Fault(record.KIND, record.id, what, f"Write the value in '{wanted}', and unit: {wanted}", "target.unit")
        return
    better, value = known.better.get(kpi, "none"), float(getattr(target, "value", 0.0))
    baseline = getattr(record, "baseline", "")
    stood = known.stood(baseline, kpi, getattr(record, "where", {})) if better != "none" and baseline else None
    if stood is not None and stood > 0 and (value > FAR * stood if better == "lower" else value < stood / FAR):
        was_there = f"the {stood:.3g} {given} of baseline '{baseline}'"
        what = f"{value:g} {given} is far worse than {was_there}, and {better} is better"
        yield Fault(record.KIND, record.id, what, f"Name a value that is {better}", "target.value")


def _check_state(was: Record | None, record: Record, after: Register, occasion: Occasion) -> Iterator[Fault]:
    machine = record.MACHINE
    if machine is None:
        return
    if was is None:
        yield from _check_first(machine, record, after, brings_past=occasion.brings_past(was))
        return
    try:
        missing = machine.list_missing(was, record, after)
    except UsageError as error:
        yield Fault(record.KIND, record.id, error.what.removeprefix(f"{record.KIND} '{record.id}' "), error.do)
        return
    state = getattr(record, machine.key)
    yield from (Fault(record.KIND, record.id, f"for '{state}' {clause}") for clause in missing)


def _check_first(machine: Machine, record: Record, after: Register, *, brings_past: bool) -> Iterator[Fault]:
    """A new record begins at a beginning; one that is taken over needs what a step to its state would have needed."""
    state = getattr(record, machine.key)
    if state in machine.first:
        return
    if not brings_past:
        states = " or ".join(f"'{item}'" for item in machine.first)
        yield Fault(record.KIND, record.id, f"a new {record.KIND} begins as {states}, not as '{state}'")
        return
    if state in machine.taken:
        return
    ways = machine.list_ways(state)
    missing = [[clause for need in way if (clause := need(record, after))] for way in ways]
    if missing and all(missing):
        yield from (Fault(record.KIND, record.id, f"for '{state}' {clause}") for clause in min(missing, key=len))


def _check_mark(was: Record | None, record: Record, index: Mapping[tuple[str, str], Record]) -> Iterator[Fault]:
    """A withdrawn record leaves nothing that points at it; kinds with states end by a step."""
    if not record.withdrawn or (was is not None and was.withdrawn):
        return
    if was is None:
        yield Fault(record.KIND, record.id, "a new record cannot be withdrawn already", key="withdrawn")
        return
    machine = record.MACHINE
    if machine is not None:
        ends = ", ".join(f"'{step.target}'" for step in machine.steps if step.source == getattr(was, machine.key))
        do = f"From here it goes to {ends}" if ends else ""
        yield Fault(record.KIND, record.id, "it has states and ends by a step, it is not withdrawn", do, "withdrawn")
        return
    pointing = [item for item in index.values() if not item.withdrawn and _points_at(item, record)]
    if pointing:
        named = ", ".join(f"{item.KIND} '{item.id}'" for item in pointing[:5])
        yield Fault(record.KIND, record.id, f"{named} point at it", "Change these first", "withdrawn")


def _points_at(item: Record, record: Record) -> bool:
    return any((reference.kind, reference.id) == (record.KIND, record.id) for reference in item.references)


def _check_change(was: Record | None, record: Record, occasion: Occasion) -> Iterator[Fault]:
    """Ask a kind what of a record may not be changed, and what may not be written on this occasion."""
    changed = record.check_change(was) if was is not None else ()
    yield from (Fault(record.KIND, record.id, clause) for clause in (*changed, *record.check_occasion(was, occasion)))
    yield from _check_seen(was, record, occasion)


def _check_seen(was: Record | None, record: Record, occasion: Occasion) -> Iterator[Fault]:
    """Nothing was seen or received on a day that has not come anywhere yet; what was written so before stays."""
    if occasion.day is None or occasion.brings_past(was):
        return
    for key in ("raised", "received"):
        day = getattr(record, key, None)
        # occasion.day is the earliest day that it is anywhere; the latest is 26 hours ahead
        coming = isinstance(day, dt.date) and day > occasion.day + dt.timedelta(days=2)
        if coming and (was is None or getattr(was, key, None) != day):
            yield Fault(record.KIND, record.id, f"it cannot be {day}: that day has not come yet", key=key)


def _list_touched(names: list[tuple[str, str]], index: Mapping[tuple[str, str], Record]) -> Iterator[Record]:
    """Yield the changed records, then those that point at one of them."""
    changed = set(names)
    yield from (index[name] for name in dict.fromkeys(names))
    for name, record in index.items():
        if name not in changed and any((reference.kind, reference.id) in changed for reference in record.references):
            yield record


def _check_whole(record: Record, after: Register) -> Iterator[Fault]:
    if not record.withdrawn:
        yield from (Fault(record.KIND, record.id, clause) for clause in record.check(after))
