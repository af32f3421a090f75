"""What one person is asked: the questions of their group, and a fingerprint by which the form is known again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from csi_lib.errors import UsageError, suggest
from csi_lib.maturity.bank import Process
from csi_lib.maturity.collect.people import Person

FORMAT = "csi-assessment"
VERSION = 1  # of the forms; a form of another version is refused
_SHOWN = 16  # hexadecimal digits of a digest: 64 bits tell texts apart that nobody forges


@dataclass(frozen=True)
class Item:
    """One question of a form."""

    question: str
    ask: str
    look_for: str
    digest: str  # of the text that is asked


@dataclass(frozen=True)
class Part:
    """One process of a form."""

    process: str
    title: str
    purpose: str
    edition: int
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Seal:
    """What a form was made of; it travels with the form and says whether anything was changed.

    Parameters
    ----------
    engagement, group, respondent, role : str
        Whom the form was made for; respondent and role are empty when the person fills them in.
    questions : tuple of (str, str, int, str)
        Question id, process, edition of the process, digest of the text.
    """

    engagement: str
    group: str
    respondent: str
    role: str
    questions: tuple[tuple[str, str, int, str], ...]

    @property
    def fingerprint(self) -> str:
        """SHA-256 over everything, 64 hexadecimal digits."""
        data = [FORMAT, VERSION, self.engagement, self.group, self.respondent, self.role, self.questions]
        return hashlib.sha256(json.dumps(data, ensure_ascii=False).encode()).hexdigest()

    def as_data(self) -> dict[str, Any]:
        """Return what goes into a form."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "engagement": self.engagement,
            "group": self.group,
            "respondent": self.respondent,
            "role": self.role,
            "questions": [list(item) for item in self.questions],
            "fingerprint": self.fingerprint,
        }


@dataclass(frozen=True)
class Packet:
    """Everything that goes to one person, or to the people of one group.

    Parameters
    ----------
    engagement, client : str
        Id of the engagement and name of the client.
    person : Person
        Whom it is made for.
    parts : tuple of Part
        The questions, process by process.
    left_out : int
        How many more there would be, had the engagement left none out.
    """

    engagement: str
    client: str
    person: Person
    parts: tuple[Part, ...]
    left_out: int = 0

    @property
    def seal(self) -> Seal:
        """What the form is made of."""
        questions = tuple(
            (item.question, part.process, part.edition, item.digest) for part in self.parts for item in part.items
        )
        person = self.person
        return Seal(self.engagement, person.group, person.respondent, person.role, questions)

    @property
    def asked(self) -> int:
        """How many questions it holds."""
        return sum(len(part.items) for part in self.parts)

    @property
    def stem(self) -> str:
        """Name of its file without the suffix."""
        return f"{self.engagement}-{self.person.respondent or self.person.group}"


def fold(text: str) -> str:
    """Return a text on one line with single blanks, as it is asked and compared."""
    return " ".join(text.split())


def digest_text(text: str) -> str:
    """Return the digest by which a question's text is known again; white space does not count."""
    return hashlib.sha256(fold(text).encode()).hexdigest()[:_SHOWN]


def make_packets(
    engagement: str, client: str, people: Sequence[Person], processes: Iterable[Process], chosen: Sequence[str] = ()
) -> tuple[Packet, ...]:
    """Choose for every person the questions of their group.

    Parameters
    ----------
    engagement, client : str
        Id of the engagement and name of the client.
    people : sequence of Person
        Whom to ask.
    processes : iterable of Process
        The question bank.
    chosen : sequence of str
        Processes to ask about; a person's own list wins; both empty for all.

    Returns
    -------
    tuple of Packet
        One per person; a process with no question for the group is left out.

    Raises
    ------
    UsageError
        When a process is unknown, or nothing would be asked of somebody.
    """
    bank = {process.process: process for process in processes}
    wanted = [("", name) for name in chosen]
    wanted += [(person.respondent, name) for person in people for name in person.processes]
    for who, name in wanted:
        if name not in bank:
            raise UsageError(f"the questionnaire has no process '{name}'", where=who, do=suggest(name, bank))
        if not bank[name].questions:
            what = f"the engagement leaves '{name}' out ({bank[name].left_out[0].reason})"
            raise UsageError(what, where=who, do="Take it out of 'assessment.left_out', or ask about others")
    return tuple(_make_packet(engagement, client, person, bank, chosen) for person in people)


def _make_packet(
    engagement: str, client: str, person: Person, bank: dict[str, Process], chosen: Sequence[str]
) -> Packet:
    wanted = set(person.processes or chosen or bank)
    chosen_from = [process for name, process in bank.items() if name in wanted]
    parts = [_make_part(process, person.group) for process in chosen_from]
    left_out = sum(person.group in item.question.groups for process in chosen_from for item in process.left_out)
    packet = Packet(engagement, client, person, tuple(part for part in parts if part.items), left_out)
    if not packet.parts:
        raise UsageError(
            f"nothing is asked of the group '{person.group}' about {', '.join(sorted(wanted))}",
            where=person.respondent,
            do="Choose other processes, or leave the person out",
        )
    return packet


def _make_part(process: Process, group: str) -> Part:
    items = tuple(
        Item(question.id, fold(question.ask), fold(question.look_for), digest_text(question.ask))
        for question in process.questions
        if group in question.groups
    )
    return Part(process.process, fold(process.title), fold(process.purpose), process.edition, items)
