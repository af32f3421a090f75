"""Where an initiative stands in every list of steps the texts know; all of it derived, nothing of it kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from csi_lib.register.cycle import SipEntry
from csi_lib.register.initiatives.initiative import Initiative
from csi_lib.register.initiatives.review import DECIDED
from csi_lib.register.programme import Programme
from csi_lib.register.register import Register

Place = Literal["there", "missing", "now", "to come"]
View = Literal["improvement", "measurement", "programme", "pdca", "dikw"]

# In own words; two lists of seven go by one name, and the sources do not reconcile them. features.md ST01 to ST30.
# The source lost the heading of the seventh step of an improvement: its name is ours (TR09).
IMPROVEMENT = (
    "Find what could be better",
    "Set objectives",
    "Weigh solutions",
    "Put the solution in place",
    "Watch and measure",
    "Evaluate",
    "Embed or restart",
)
MEASUREMENT = (
    "What should be measured?",
    "What can be measured?",
    "Gather the data",
    "Process the data",
    "Analyse the data",
    "Present and use",
    "Correct, and begin again",
)
# The source names the first two questions only; the others are the usual ones, added here (TR10).
PROGRAMME = (
    "What is the vision?",
    "Where are we now?",
    "Where do we want to be?",
    "How do we get there?",
    "Did we get there?",
    "How do we keep the momentum going?",
)
ADDED = (3, 4, 5, 6)  # questions of the programme that the source does not spell out
PDCA = ("Plan", "Do", "Check", "Act")
DIKW = ("Data", "Information", "Knowledge", "Wisdom")
STEPS: dict[View, tuple[str, ...]] = {
    "improvement": IMPROVEMENT,
    "measurement": MEASUREMENT,
    "programme": PROGRAMME,
    "pdca": PDCA,
    "dikw": DIKW,
}
LETTERS: dict[View, str] = {"improvement": "A", "measurement": "B", "programme": "", "pdca": "", "dikw": ""}


@dataclass(frozen=True)
class Seen:
    """What a study saw of an initiative.

    Parameters
    ----------
    files, rows : int
        Files its KPI was computed from, and rows they hold.
    months : int
        Usable months of the KPI in the slice of the initiative.
    verdict, state : str
        Of the comparison and of the target; empty where there is none.
    said : str
        The verdict in one sentence.
    commented : bool
        Somebody wrote down what the KPI means.
    advice : str
        What the initiative needs next.
    title : str
        Of its KPI, for a reader; empty: its id stands for it.
    """

    files: int = 0
    rows: int = 0
    months: int = 0
    verdict: str = ""
    state: str = ""
    said: str = ""
    commented: bool = False
    advice: str = ""
    title: str = ""


NOTHING = Seen()


@dataclass(frozen=True)
class Stage:
    """One step of one list, as one initiative meets it.

    Parameters
    ----------
    view : str
        Which list.
    number : int
        Place in the list, from 1.
    title : str
        The step.
    place : {"there", "missing", "now", "to come"}
        Missing: later steps have been taken and nothing shows this one.
    shown : str
        What shows it; what it lacks where nothing does.
    """

    view: View
    number: int
    title: str
    place: Place
    shown: str

    @property
    def name(self) -> str:
        """Letter and number, as people quote it: ``A5``."""
        return f"{LETTERS[self.view]}{self.number}"


@dataclass(frozen=True)
class _Proof:
    """What shows a step, and what it lacks; without a lack it is whole."""

    shown: str
    lacks: str = ""


def view_initiative(item: Initiative, register: Register, seen: Seen = NOTHING) -> tuple[Stage, ...]:
    """Place an initiative in all five lists of steps.

    Parameters
    ----------
    item : Initiative
        The initiative; it is only read.
    register : Register
        Everything else that is recorded.
    seen : Seen
        What the study knows of it; without one, the record alone counts.

    Returns
    -------
    tuple of Stage
        Every step of every list, in the order of ``STEPS``.
    """
    return tuple(stage for view in STEPS for stage in _view(view, item, register, seen))


def find_place(stages: Iterable[Stage], view: View) -> Stage:
    """Return the step that an initiative is at: the one being worked on, else the last that is there."""
    own = [stage for stage in stages if stage.view == view]
    now = [stage for stage in own if stage.place == "now"]
    there = [stage for stage in own if stage.place == "there"]
    return (now or there[-1:] or own)[0]


def find_entry(item: Initiative, register: Register) -> SipEntry | None:
    """Return the newest entry of the Service Improvement Programme on an initiative, or None."""
    found = [entry for entry in register.of(SipEntry) if entry.initiative == item.id]
    return max(found, key=lambda entry: (entry.on, entry.id), default=None)


def _view(view: View, item: Initiative, register: Register, seen: Seen) -> list[Stage]:
    at, proofs = _AT[view](item, seen), _PROOFS[view](item, register, seen)
    ended = item.is_over
    stages = []
    for number, (title, proof) in enumerate(zip(STEPS[view], proofs, strict=True), 1):
        place = _choose(number, at, ended, whole=not proof.lacks)
        stages.append(Stage(view, number, title, place, proof.shown if not proof.lacks else _join(proof)))
    return stages


def _choose(number: int, at: int, ended: bool, *, whole: bool) -> Place:
    if number > at:
        return "to come"
    if number == at and not ended:
        return "now"
    return "there" if whole else "missing"


def _join(proof: _Proof) -> str:
    return f"{proof.shown}; {proof.lacks}" if proof.shown else proof.lacks


def _at_improvement(item: Initiative, seen: Seen) -> int:
    if item.status == "idea":
        return 3 if item.target is not None else 2
    if item.status in ("planned", "running"):
        return 4
    if item.status == "live":
        return 6 if seen.verdict in DECIDED else 5
    return 7


def _at_measurement(item: Initiative, seen: Seen) -> int:
    if item.status == "idea":
        return 2 if seen.files else 1
    if item.status in ("planned", "running"):
        return 4 if seen.months else 3
    if item.status == "live":
        return 6 if seen.verdict in DECIDED else 5
    return 7


def _at_programme(item: Initiative, seen: Seen) -> int:
    """Return the question of the programme that an initiative answers now."""
    by_status = {"idea": 3, "planned": 4, "running": 4, "live": 5, "evaluated": 5}
    return by_status.get(item.status, 6)


def _at_pdca(item: Initiative, seen: Seen) -> int:
    if item.status in ("idea", "planned"):
        return 1
    if item.status == "running":
        return 2
    return 3 if item.status == "live" and seen.verdict not in DECIDED else 4


def _at_dikw(item: Initiative, seen: Seen) -> int:
    if item.is_over:
        return 4
    if seen.verdict in DECIDED or item.status == "evaluated":
        return 4
    return 3 if seen.verdict else 2 if seen.months else 1


def _prove_improvement(item: Initiative, register: Register, seen: Seen) -> list[_Proof]:
    return [
        _Proof(f"source: {item.source}"),
        _prove_objective(item, seen),
        _prove_solution(item),
        _prove_start(item),
        _Proof(f"{seen.months} usable months" if seen.months else "", "" if seen.months else "no usable month"),
        _prove_evaluation(item, seen),
        _prove_end(item, register),
    ]


def _prove_objective(item: Initiative, seen: Seen) -> _Proof:
    kpi = seen.title or item.kpi
    target = f"{kpi}, target {item.target.value:g} {item.target.unit}" if item.target else kpi
    baseline = f", from baseline '{item.baseline}'" if item.baseline else ""
    lacks = [
        *([] if item.target else ["no target"]),
        *([] if item.target is None or item.target.by else ["no date for the target"]),
        *([] if item.baseline else ["no baseline"]),
    ]
    return _Proof(f"{target}{baseline}", ", ".join(lacks))


def _prove_solution(item: Initiative) -> _Proof:
    if not item.options:
        return _Proof("", "no options recorded")
    said = f"{len(item.options)} option{'s' * (len(item.options) != 1)} weighed"
    if item.decision is None:
        return _Proof(said, "no decision recorded")
    return _Proof(f"{said}, chosen: {item.decision.chosen}, because {item.decision.reason}")


def _prove_start(item: Initiative) -> _Proof:
    tests, training = len(item.tests), len(item.training)
    shown = ", ".join(
        [
            *([f"go-live {item.date}"] if item.date else []),
            *([f"{tests} test{'s' * (tests != 1)}"] if tests else []),
            *([f"{training} training{'s' * (training != 1)}"] if training else []),
        ]
    )
    lacks = [
        *([] if item.date else ["no go-live date"]),
        *([] if tests else ["no test recorded"]),
        *([] if training else ["no training recorded"]),
    ]
    return _Proof(shown, ", ".join(lacks))


def _prove_evaluation(item: Initiative, seen: Seen) -> _Proof:
    if item.evaluation is not None:
        return _Proof(f"recorded on {item.evaluation.as_of}: {item.evaluation.verdict}, {item.evaluation.state}")
    if seen.verdict:
        return _Proof(f"verdict: {seen.verdict}", "no evaluation recorded")
    return _Proof("", "no verdict yet")


def _prove_end(item: Initiative, register: Register) -> _Proof:
    entry = find_entry(item, register)
    if entry is not None:
        return _Proof(f"{entry.result} in cycle '{entry.cycle}', baseline '{entry.ended.id}'")
    result = item.closing.result if item.closing else item.status if item.is_over else ""
    return _Proof(result, "no entry in the Service Improvement Programme")


def _prove_measurement(item: Initiative, register: Register, seen: Seen) -> list[_Proof]:
    return [
        _Proof(f"{seen.title or item.kpi}, worthwhile from {item.worthwhile:g}"),
        _Proof(
            f"{seen.title or item.kpi} is computed" if seen.months else "", "" if seen.months else "no value of its KPI"
        ),
        _prove_files(seen),
        _Proof(f"{seen.months} usable months" if seen.months else "", "" if seen.months else "no usable month"),
        _Proof(f"verdict: {seen.verdict}" if seen.verdict else "", _lack_analysis(seen)),
        _prove_evaluation(item, seen),
        _prove_end(item, register),
    ]


def _lack_analysis(seen: Seen) -> str:
    lacks = [*([] if seen.verdict else ["no verdict yet"]), *([] if seen.commented else ["no comment of an analyst"])]
    return ", ".join(lacks)


def _prove_files(seen: Seen) -> _Proof:
    if not seen.files:
        return _Proof("", "no file read")
    return _Proof(f"{seen.files} file{'s' * (seen.files != 1)}, {seen.rows:,} rows")


def _prove_programme(item: Initiative, register: Register, seen: Seen) -> list[_Proof]:
    programme = next(iter(register.of(Programme)), None)
    vision = programme.vision if programme else ""
    return [
        _Proof(vision, "" if vision else "no vision written down"),
        _Proof(f"baseline '{item.baseline}'" if item.baseline else "", "" if item.baseline else "no baseline"),
        _prove_objective(item, seen),
        _prove_start(item),
        _prove_evaluation(item, seen),
        _prove_end(item, register),
    ]


def _prove_pdca(item: Initiative, register: Register, seen: Seen) -> list[_Proof]:
    return [_prove_objective(item, seen), _prove_start(item), _prove_evaluation(item, seen), _prove_end(item, register)]


def _prove_dikw(item: Initiative, register: Register, seen: Seen) -> list[_Proof]:
    advice = seen.advice if not item.is_over else _prove_end(item, register).shown
    return [
        _prove_files(seen),
        _Proof(
            f"{seen.title or item.kpi}, {seen.months} usable months" if seen.months else "",
            "" if seen.months else "no value",
        ),
        _Proof(seen.said, "" if seen.said else "no verdict yet"),
        _Proof(advice, "" if advice else "nothing decided"),
    ]


_AT: dict[View, Callable[[Initiative, Seen], int]] = {
    "improvement": _at_improvement,
    "measurement": _at_measurement,
    "programme": _at_programme,
    "pdca": _at_pdca,
    "dikw": _at_dikw,
}
_PROOFS: dict[View, Callable[[Initiative, Register, Seen], list[_Proof]]] = {
    "improvement": _prove_improvement,
    "measurement": _prove_measurement,
    "programme": _prove_programme,
    "pdca": _prove_pdca,
    "dikw": _prove_dikw,
}
