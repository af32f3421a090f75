"""Everything serves something: practices, work products, questions, attributes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from csi_lib.errors import did_you_mean
from csi_lib.maturity.bank.files import BankFile
from csi_lib.maturity.bank.lint.finding import Fault
from csi_lib.maturity.bank.process import Generic, Process
from csi_lib.maturity.bank.question import Question
from csi_lib.maturity.framework import Framework

FEWEST, MOST = 4, 7  # outcomes of a process on level 1: contract of the bank


def check_structure(file: BankFile) -> Iterator[Fault]:
    """Find practices and work products that serve nothing, and questions that nothing serves."""
    ids = [question.id for question in file.questions]
    for name, key in (("practices", "serves"), ("work_products", "shows")):
        for place, part in enumerate(getattr(file.model, name)):
            given = getattr(part, key)
            if not given:
                do = f"List under '{key}' the questions it {key}, or take it out"
                yield Fault("orphan", (name, place, "id"), f"{key} no question", do)
            for order, question in enumerate(given):
                if question not in ids:
                    path = (name, place, key, order)
                    yield Fault("unknown-question", path, f"no question '{question}' here", _near(question, ids))
    if file.model.practices:
        served = {question for part in file.model.practices for question in part.serves}
        for place, name in enumerate(ids):
            if name not in served:
                do = "Name the question in the practice that brings it about, or write that practice down"
                yield Fault("unserved", ("questions", place, "id"), "no practice serves this question", do)
    elif _is_rated(file):
        yield Fault("gap", ("practices",), "no practices", "Write down what people do, and which questions it serves")
    if _is_rated(file) and not file.model.work_products:
        yield Fault("gap", ("work_products",), "no work products", "Write down what can be picked up and looked at")


def _is_rated(file: BankFile) -> bool:
    return not (isinstance(file.model, Process) and file.model.kind == "checklist")


def check_groups(file: BankFile) -> Iterator[Fault]:
    """Find questions whose list of groups names one twice, and processes where a whole side is never asked."""
    for place, question in enumerate(file.questions):
        twice = [name for name, times in Counter(question.groups).items() if times > 1]
        if twice:
            do = "Name each group once"
            yield Fault("groups", ("questions", place, "groups"), f"group '{twice[0]}' stands twice", do)


def check_ids(files: Collection[BankFile]) -> Iterator[tuple[BankFile, Fault]]:
    """Find ids that stand twice in the bank, and ids without their process's prefix."""
    seen: dict[str, str] = {}
    for file in files:
        prefix = f"{file.model.prefix}-" if isinstance(file.model, Process) else ""
        for name in ("questions", "practices", "work_products"):
            for place, part in enumerate(getattr(file.model, name)):
                path = (name, place, "id")
                if part.id in seen:
                    says = f"id '{part.id}' stands also in {seen[part.id]}"
                    yield file, Fault("id", path, says, "Give this one an id of its own")
                elif not part.id.startswith(prefix):
                    yield file, Fault("id", path, f"id '{part.id}' lacks the prefix '{prefix}'", f"Begin with {prefix}")
                seen.setdefault(part.id, file.path.name)
    yield from _find_twice(files)


def _find_twice(files: Collection[BankFile]) -> Iterator[tuple[BankFile, Fault]]:
    for key in ("process", "prefix"):
        seen: dict[str, str] = {}
        for file in files:
            if not isinstance(file.model, Process):
                continue
            value = getattr(file.model, key)
            if value in seen:
                says = f"{key} '{value}' stands also in {seen[value]}"
                yield file, Fault("id", (key,), says, f"Each file needs a {key} of its own")
            seen.setdefault(value, file.path.name)


def check_coverage(file: BankFile, joined: Mapping[str, Process], framework: Framework) -> Iterator[Fault]:
    """Find attributes of the framework that nobody is asked about, and processes with too few or many outcomes.

    Parameters
    ----------
    file : BankFile
        One file.
    joined : mapping of str to Process
        Every process with its generic questions.
    framework : Framework
        Whose attributes count.

    Yields
    ------
    Fault
        An attribute that lacks in every process is reported once, at the generic questions.
    """
    if isinstance(file.model, Generic):
        for item in framework.attributes:
            if not any(_asks(process.questions, item.id) for process in joined.values()):
                says = f"nobody is asked about {item.id} ({item.title}), so no process can reach level {item.level}"
                yield Fault("gap", ("questions",), says, f'Add a question with attribute "{item.id}"')
        return
    if file.model.kind == "checklist":
        return
    process = joined[file.model.process]
    anywhere = {question.attribute for other in joined.values() for question in other.rated}
    for item in framework.attributes:
        if item.id in anywhere and not _asks(process.questions, item.id):
            says = f"nobody is asked about {item.id} ({item.title}), so level {item.level} cannot be reached"
            yield Fault("gap", ("questions",), says, f'Add a question with attribute "{item.id}"')
    first = {item.id for item in framework.attributes if item.level == 1}
    count = sum(question.attribute in first for question in file.questions)
    if not FEWEST <= count <= MOST:
        says = f"{count} outcomes on level 1"
        yield Fault("outcomes", ("questions",), says, f"A process has {FEWEST} to {MOST}: add, join or part some")


def check_attributes_known(file: BankFile, framework: Framework) -> Iterator[Fault]:
    """Find questions on an attribute that the framework does not have."""
    known = [item.id for item in framework.attributes]
    for place, question in enumerate(file.questions):
        if question.attribute and question.attribute not in known:
            says = f"attribute '{question.attribute}' is not in framework '{framework.id}'"
            yield Fault("unknown-attribute", ("questions", place, "attribute"), says, _near(question.attribute, known))


def _asks(questions: Collection[Question], attribute: str) -> bool:
    return any(question.attribute == attribute for question in questions)


def _near(name: str, known: Collection[str]) -> str:
    said = did_you_mean(name, known)
    return said[0].upper() + said[1:]
