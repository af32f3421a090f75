"""What the check of the bank found: where, by which rule, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from csi_lib.maturity.bank.files import BankFile, KeyPath

# Rules that a file may set aside with a reason under `meant`; the others are faults whatever the reason.
MAY_BE_MEANT = (
    "double-barrelled",
    "leading",
    "vague",
    "jargon",
    "long",
    "form",
    "twin",
    "orphan",
    "unserved",
    "gap",
    "outcomes",
    "bands",
    "reused",
)


@dataclass(frozen=True, order=True)
class Finding:
    """One thing to mend.

    Parameters
    ----------
    file : str
        Name of the file.
    line : int
        1-based.
    key : str
        The question, practice or key it is about.
    rule : str
        Short name of the rule.
    says, do : str
        What is wrong, and what to do.
    """

    file: str
    line: int
    key: str
    rule: str
    says: str
    do: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}, {self.key}: {self.says}. {self.do} [{self.rule}]"


@dataclass(frozen=True)
class Fault:
    """A finding before the file had its say: the key path tells the line and whose ``meant`` counts."""

    rule: str
    path: KeyPath
    says: str
    do: str


def place_faults(file: BankFile, faults: Iterable[Fault]) -> list[Finding]:
    """Give each fault its line and name, and leave out those that the file says are meant.

    Returns
    -------
    list of Finding
        In the order of the lines; a ``meant`` that sets nothing aside is a finding itself.
    """
    given = list(faults)
    used: set[tuple[KeyPath, str]] = set()
    found = []
    for fault in given:
        owner = _owner(fault.path)
        if fault.rule in MAY_BE_MEANT and fault.rule in _meant_of(file, owner):
            used.add((owner, fault.rule))
            continue
        found.append(_place(file, fault))
    found += [_place(file, fault) for fault in _find_idle(file, used)]
    return sorted(found)


def _owner(path: KeyPath) -> KeyPath:
    return path[:2] if len(path) > 1 and isinstance(path[1], int) else ()


def _meant_of(file: BankFile, owner: KeyPath) -> Mapping[str, str]:
    part = getattr(file.model, str(owner[0]))[owner[1]] if owner else file.model
    meant: Mapping[str, str] = part.meant
    return meant


def _place(file: BankFile, fault: Fault) -> Finding:
    owner = _owner(fault.path)
    names = [getattr(file.model, str(owner[0]))[owner[1]].id] if owner else []
    names += [str(part) for part in fault.path[len(owner) :]]
    return Finding(
        file.path.name, file.find_line(fault.path), ".".join(names) or file.process, fault.rule, fault.says, fault.do
    )


def _find_idle(file: BankFile, used: set[tuple[KeyPath, str]]) -> list[Fault]:
    """Find excuses for what is not so, or for what cannot be excused."""
    owners: list[KeyPath] = [()]
    for name in ("questions", "practices", "work_products"):
        owners += [(name, place) for place in range(len(getattr(file.model, name)))]
    idle = []
    for owner in owners:
        for rule in _meant_of(file, owner):
            if rule not in MAY_BE_MEANT:
                says = f"'{rule}' cannot be set aside"
                idle.append(Fault("meant", (*owner, "meant", rule), says, f"Known: {', '.join(MAY_BE_MEANT)}"))
            elif (owner, rule) not in used:
                says = f"'{rule}' is said to be meant, and the rule finds nothing here"
                idle.append(Fault("meant", (*owner, "meant", rule), says, "Take the line out"))
    return idle
