"""What a question points at has to exist: KPIs, bands of KPIs, items of other frameworks."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from csi_lib.errors import did_you_mean
from csi_lib.kpi import Kpi
from csi_lib.maturity.bank.files import BankFile
from csi_lib.maturity.bank.lint.finding import Fault
from csi_lib.maturity.bank.question import Fits, Implies

# Standards that are pointed at by clause, without a file of their own among the frameworks.
BY_CLAUSE = {"iso20000": re.compile(r"\d{1,2}(\.\d{1,2}){0,3}")}


def check_kpis(file: BankFile, kpis: Mapping[str, Kpi]) -> Iterator[Fault]:
    """Find KPIs that are not in the catalogue, and bands that do not go the KPI's way."""
    for place, question in enumerate(file.questions):
        for order, name in enumerate(question.kpis):
            if name not in kpis:
                yield Fault("unknown-kpi", ("questions", place, "kpis", order), f"no KPI '{name}'", _near(name, kpis))
        if question.implies:
            yield from _check_implies(question.implies, place, kpis)


def _check_implies(implies: Implies, place: int, kpis: Mapping[str, Kpi]) -> Iterator[Fault]:
    kpi = kpis.get(implies.kpi)
    path = ("questions", place, "implies")
    if kpi is None:
        yield Fault("unknown-kpi", (*path, "kpi"), f"no KPI '{implies.kpi}'", _near(implies.kpi, kpis))
        return
    if kpi.better == "none":
        says = f"of '{kpi.id}' neither more nor less is better, so it bears no answer out"
        yield Fault("implies", (*path, "kpi"), says, "Take 'implies' out; 'kpis' may name it")
        return
    rises = implies.F < implies.L < implies.P
    if rises != (kpi.better == "lower"):
        way = "rise" if kpi.better == "lower" else "fall"
        says = f"of '{kpi.id}' {kpi.better} is better, so the numbers must {way} from F to P"
        yield Fault("implies", path, says, "Turn them round")
    if kpi.unit == "%" and not all(0 <= value <= 100 for value in (implies.F, implies.L, implies.P)):
        yield Fault("implies", path, f"'{kpi.id}' is a percentage", "Give numbers from 0 to 100")


def check_bands(files: Collection[BankFile]) -> Iterator[tuple[BankFile, Fault]]:
    """Find questions whose numbers for a KPI are other than those of an earlier question for the same KPI."""
    first: dict[str, tuple[str, Implies]] = {}
    for file in files:
        for place, question in enumerate(file.questions):
            given = question.implies
            if given is None:
                continue
            name, other = first.setdefault(given.kpi, (question.id, given))
            if other != given:
                says = f"'{name}' has other numbers for '{given.kpi}', so one value would bear out two answers"
                do = "Give both the same, or say under 'meant' why not"
                yield file, Fault("bands", ("questions", place, "implies"), says, do)


def check_fits(file: BankFile, items: Mapping[str, Collection[str]]) -> Iterator[Fault]:
    """Find frameworks without a file, and items that their file does not have.

    Parameters
    ----------
    file : BankFile
        One file.
    items : mapping of str to collection of str
        Framework -> its items.

    Yields
    ------
    Fault
        One per framework or item that is unknown.
    """
    whole: Fits = getattr(file.model, "fits", {})
    yield from _check_items(whole, ("fits",), items)
    for place, question in enumerate(file.questions):
        yield from _check_items(question.fits, ("questions", place, "fits"), items)


def _check_items(fits: Fits, path: tuple[str | int, ...], items: Mapping[str, Collection[str]]) -> Iterator[Fault]:
    for framework, given in fits.items():
        known = items.get(framework)
        clause = BY_CLAUSE.get(framework)
        if known is None and clause is None:
            do = _near(framework, [*items, *BY_CLAUSE])
            yield Fault("unknown-fit", (*path, framework), f"no framework '{framework}'", do)
            continue
        for item in given:
            if clause is not None and not clause.fullmatch(item):
                says = f"'{item}' is no clause of {framework}"
                yield Fault("unknown-fit", (*path, framework), says, "Write a number such as 8.6.1")
            elif known is not None and item not in known:
                says = f"'{framework}' has no item '{item}'"
                yield Fault("unknown-fit", (*path, framework), says, _near(item, known))


def _near(name: str, known: Collection[str]) -> str:
    said = did_you_mean(name, known)
    return said[0].upper() + said[1:]
