"""From a workbook to changes of the register: every rule is asked, and every conflict is a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from csi_lib.register.change import Change, find_day
from csi_lib.register.exchange.answers import Answers, check_names
from csi_lib.register.exchange.compare import Compared, compare
from csi_lib.register.exchange.draft import Draft, Name
from csi_lib.register.exchange.listing import Line, Listing
from csi_lib.register.exchange.returned import read_workbook
from csi_lib.register.exchange.seal import Seal
from csi_lib.register.exchange.snapshot import say_whole
from csi_lib.register.kinds import KINDS
from csi_lib.register.known import Known
from csi_lib.register.record import Record, say_body
from csi_lib.register.register import Entry, Register
from csi_lib.register.rules import Fault, list_faults


@dataclass(frozen=True)
class Proposal:
    """What a workbook comes to.

    Parameters
    ----------
    changes : tuple of Change
        To be written together.
    lines : tuple of Line
        Changes, questions, faults and remarks, sheet by sheet.
    answers : Answers
        To the questions.
    """

    changes: tuple[Change, ...]
    lines: tuple[Line, ...]
    answers: Answers

    @property
    def open(self) -> tuple[Line, ...]:
        """What stands in the way: faults, and questions without an answer; while there is one, nothing is written."""
        return tuple(
            line
            for line in self.lines
            if line.sort == "fault" or (line.sort == "question" and self.answers.of(line.name) is None)
        )


def propose(
    data: bytes, engagement: str, register: Register, known: Known, answers: Answers | None = None, why: str = ""
) -> Proposal:
    """Read a workbook that came back and say what it would change.

    Parameters
    ----------
    data : bytes
        The file.
    engagement : str
        Id of the engagement.
    register : Register
        As it stands now.
    known : Known
        What records may point at.
    answers : Answers, optional
        To the questions; default none.
    why : str
        The reason, for records that are withdrawn.

    Returns
    -------
    Proposal
        Nothing is written by this.

    Raises
    ------
    UsageError
        When an answer is given to what is not asked.
    """
    listing, answers = Listing(), answers or Answers()
    returned = read_workbook(data, engagement, listing)
    if returned is None:
        return Proposal((), tuple(listing.lines), answers)
    compared = compare(returned, listing)
    _tell_age(returned.seal, register, listing)
    _ask_entries(compared, listing, answers)
    changes = dict(_make_changes(compared, returned.seal, register, listing, answers))
    changes |= dict(_ask_deleted(compared, register, listing, answers, why))
    check_names(answers, (line.name for line in listing.of("question")))
    _ask_rules(changes, compared, register, known, listing)
    lines = sorted(listing.lines, key=lambda line: _ORDER.index(line.sort))
    return Proposal(tuple(changes.values()), tuple(lines), answers)


_ORDER = ("change", "remark", "question", "fault")


def _tell_age(seal: Seal, register: Register, listing: Listing) -> None:
    newer = register.changes - seal.changes
    if seal.head and newer > 0 and seal.head != register.head:
        what = f"the register has had {newer:,} change{'s' * (newer != 1)} since the workbook was written"
        listing.remark("", "", what)


def _ask_entries(compared: Compared, listing: Listing, answers: Answers) -> None:
    """Ask about every entry whose row is gone, and take those out that are answered for."""
    for gone in compared.gone:
        kind, name = gone.draft.name
        left = []
        for place in gone.places:
            question = gone.question(place)
            what = f"entry {place} of {' '.join(gone.path)} of {kind} '{name}' is not there any more"
            do = f"--accept {question} takes it out, --keep {question} leaves it"
            listing.add(Line("question", gone.sheet, "", what, do, question, gone.draft.name))
            if answers.of(question):
                left.append(place)
        if left:
            entries = [item for place, item in enumerate(gone.entries, 1) if place not in left]
            gone.draft.lists[gone.path] = entries
            compared.drafts[gone.draft.name] = gone.draft


def _make_changes(
    compared: Compared, seal: Seal, register: Register, listing: Listing, answers: Answers
) -> Iterator[tuple[Name, Change]]:
    faulty = listing.faulty()
    standing = {(item.record.KIND, item.record.id): item for item in register.entries}
    for name, draft in sorted(compared.drafts.items()):
        entry, went_out = standing.get(name), seal.by_name.get(name)
        if name not in faulty and entry is not None and _is_there(draft, entry):
            what = f"{name[0]} '{name[1]}': the register says so already"
            listing.remark(*draft.find(()), what)
            continue
        for line in draft.lines:
            listing.add(line)
        if went_out is None and entry is not None:
            what = f"somebody wrote a {name[0]} '{name[1]}' into the register meanwhile"
            listing.fault(*draft.find(("id",)), what, "Give the new one another id", name)
        elif went_out is not None and entry is None:
            listing.fault(
                *draft.find(()), f"the register has no {name[0]} '{name[1]}'", "Is it another register?", name
            )
        elif name in faulty or not draft.says_something:
            continue
        elif entry is not None and went_out is not None and _is_other(entry, went_out.body):
            if _ask_meanwhile(draft, entry, went_out.body, listing, answers):
                yield from _make_change(draft, entry, listing)
        else:
            yield from _make_change(draft, entry, listing)


def _is_there(draft: Draft, entry: Entry) -> bool:
    """Tell whether a record is as the draft would make it."""
    body = draft.put_on(say_body(entry.record))
    try:
        return say_body(type(entry.record).model_validate(body)) == say_body(entry.record)
    except ValidationError:
        return False


def _is_other(entry: Entry, body: Mapping[str, Any]) -> bool:
    """Tell whether a record is another than it was when it went out; keys that came with a new version do not count."""
    now = say_whole(entry.record)
    return any(now.get(key) != value for key, value in body.items())


def _ask_meanwhile(draft: Draft, entry: Entry, body: Mapping[str, Any], listing: Listing, answers: Answers) -> bool:
    kind, name = draft.name
    now = say_whole(entry.record)
    theirs = [key for key, value in body.items() if now.get(key) != value]
    both = sorted(draft.keys & set(theirs))
    question = f"{kind}/{name}"
    clash = f"; both changed {', '.join(both)}" if both else ""
    what = (
        f"{kind} '{name}' was changed in the register meanwhile ({', '.join(theirs)}) "
        f"and in the workbook ({', '.join(sorted(draft.keys))}){clash}"
    )
    do = (
        f"--accept {question} lays the workbook's cells over what stands there now, "
        f"--keep {question} leaves the register as it is"
    )
    listing.add(Line("question", *draft.find(()), what, do, question, draft.name))
    return bool(answers.of(question))


def _make_change(draft: Draft, entry: Entry | None, listing: Listing) -> Iterator[tuple[Name, Change]]:
    kind, name = draft.name
    body = draft.put_on(say_body(entry.record) if entry else {"version": 1, "id": name})
    try:
        record = KINDS[kind].model_validate(body)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            key = ".".join(str(part + 1 if isinstance(part, int) else part) for part in fault["loc"])
            what = f"{kind} '{name}'{f', {key}' if key else ''}: {_say(fault)}"
            listing.fault(*draft.find(fault["loc"]), what, _DO, draft.name)
        return
    if entry is None or say_body(entry.record) != say_body(record):
        yield draft.name, Change(record, entry.revision if entry else 0)


_DO = "Correct the cell"


def _say(fault: Any) -> str:
    if fault["type"] == "missing":
        return "it is empty, and needed"
    said = str(fault["msg"]).removeprefix("Value error, ")
    return said[0].lower() + said[1:]


def _ask_deleted(
    compared: Compared, register: Register, listing: Listing, answers: Answers, why: str
) -> Iterator[tuple[Name, Change]]:
    for name, sheet in compared.deleted.items():
        entry = register.entry(*name)
        if entry is None or entry.record.withdrawn:
            continue  # it is gone in the register, too
        question, machine = "/".join(name), entry.record.MACHINE
        what = f"the row of {name[0]} '{name[1]}' is gone"
        way = "" if machine is None else f"; to end it, put the row back and set its {machine.key}"
        accept = f"--accept {question} withdraws it, with the reason of --why; " if machine is None else ""
        do = f"{accept}--keep {question} leaves it as it is{way}"
        listing.add(Line("question", sheet, "", what, do, question, name))
        if answers.of(question):
            body = {**say_body(entry.record), "withdrawn": why or "its row was deleted in a workbook"}
            yield name, Change(type(entry.record).model_validate(body), entry.revision)


def _ask_rules(
    changes: Mapping[Name, Change], compared: Compared, register: Register, known: Known, listing: Listing
) -> None:
    """Ask the rules that hold for every change, wherever it comes from, and point at the cells."""
    for fault in list_faults(register, tuple(changes.values()), known, day=find_day()):
        draft = compared.drafts.get((fault.kind, fault.id))
        place = draft.find(_read_key(fault, register, changes)) if draft else (_sheet_of(fault, compared), "")
        listing.fault(*place, str(fault), fault.do, (fault.kind, fault.id))


def _read_key(fault: Fault, register: Register, changes: Mapping[Name, Change]) -> tuple[str | int, ...]:
    """Read a fault's key, whose places count from 1; a step's fault points at the state."""
    if fault.key:
        return tuple(int(part) - 1 if part.isdecimal() else part for part in fault.key.split("."))
    record: Record = changes[fault.kind, fault.id].record if (fault.kind, fault.id) in changes else None  # type: ignore[assignment]
    machine = record.MACHINE
    entry = register.entry(fault.kind, fault.id)
    if machine is None or (entry and getattr(entry.record, machine.key) == getattr(record, machine.key)):
        return ()
    return (machine.key,)


def _sheet_of(fault: Fault, compared: Compared) -> str:
    return compared.deleted.get((fault.kind, fault.id), "")
