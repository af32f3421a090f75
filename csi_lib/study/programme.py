"""The six questions of the programme, each with the artefacts that answer it; a profile says how many are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from csi_lib.register import Initiative
from csi_lib.register.cycle import Cycle, SipEntry
from csi_lib.register.objective import Objective
from csi_lib.register.programme import PROFILES, Profile, Programme
from csi_lib.study.study import Study

Find = Callable[[Study], tuple[str, str]]  # what is there, and what is missing; no lack: it is answered

TRIED = ("planned", "running", "live", "evaluated", "standardised", "restarted")
WENT_LIVE = ("live", "evaluated", "standardised", "restarted", "closed")


@dataclass(frozen=True)
class Artefact:
    """One artefact that answers a question of the programme.

    Parameters
    ----------
    question : int
        From 1 to 6.
    what : str
        The artefact.
    profile : str
        The smallest profile that asks for it.
    find : callable
        Looks for it in a study.
    """

    question: int
    what: str
    profile: Profile
    find: Find


@dataclass(frozen=True)
class Answered:
    """One artefact, looked for.

    Parameters
    ----------
    question : int
        From 1 to 6.
    what, shown, lacks : str
        The artefact, what is there of it, and what is missing; no lack: it is whole.
    profile : str
        The smallest profile that asks for it.
    """

    question: int
    what: str
    shown: str
    lacks: str
    profile: Profile

    @property
    def whole(self) -> bool:
        """Whether nothing of it is missing."""
        return not self.lacks


@dataclass(frozen=True)
class Standing:
    """Where the programme stands.

    Parameters
    ----------
    programme : Programme or None
        The record; None where none is written down.
    profile : str
        How much is asked for.
    artefacts : tuple of Answered
        Those that the profile asks for, by question.
    """

    programme: Programme | None
    profile: Profile
    artefacts: tuple[Answered, ...]

    @property
    def complete(self) -> tuple[int, int]:
        """How many artefacts are whole, and how many are asked for."""
        return _count_whole(self.artefacts)

    def about(self, question: int) -> tuple[Answered, ...]:
        """Return the artefacts that answer one of the six questions."""
        return tuple(item for item in self.artefacts if item.question == question)

    def count(self, question: int) -> tuple[int, int]:
        """Return how many artefacts of one question are whole, and how many are asked for."""
        return _count_whole(self.about(question))


def _count_whole(artefacts: tuple[Answered, ...]) -> tuple[int, int]:
    return sum(item.whole for item in artefacts), len(artefacts)


def judge_programme(study: Study) -> Standing:
    """Look for every artefact that the profile of the programme asks for.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    Standing
        In the order of the six questions.
    """
    programme = find_programme(study)
    profile = programme.profile if programme else "standard"
    return Standing(programme, profile, tuple(_look(study, item) for item in choose_artefacts(profile)))


def find_programme(study: Study) -> Programme | None:
    """Return the programme of a study, or None."""
    return next(iter(study.records.of(Programme)), None)


def choose_artefacts(profile: Profile) -> tuple[Artefact, ...]:
    """Return what a profile asks for: a larger one asks for all that a smaller one does, and more."""
    wanted = PROFILES[: PROFILES.index(profile) + 1]
    return tuple(item for item in ARTEFACTS if item.profile in wanted)


def _look(study: Study, item: Artefact) -> Answered:
    shown, lacks = item.find(study)
    return Answered(item.question, item.what, shown, lacks, item.profile)


def _tried(study: Study) -> tuple[Initiative, ...]:
    return tuple(item for item in study.initiatives if item.status in TRIED)


def _live(study: Study) -> tuple[Initiative, ...]:
    return tuple(item for item in study.initiatives if item.status in WENT_LIVE)


def _find_text(key: str, noun: str) -> Find:
    def find(study: Study) -> tuple[str, str]:
        programme = find_programme(study)
        text = str(getattr(programme, key)) if programme else ""
        return text, "" if text else f"no {noun} written down"

    return find


def _find_goals(study: Study) -> tuple[str, str]:
    programme = find_programme(study)
    goals = programme.goals if programme else []
    loose = [aim.id for aim in goals if not aim.objectives and not aim.kpis]
    if not goals:
        return "", "no goal written down"
    return _count(len(goals), "goal"), f"without objective or KPI: {', '.join(loose)}" if loose else ""


def _find_tailoring(study: Study) -> tuple[str, str]:
    programme = find_programme(study)
    said = programme.tailoring if programme else None
    lacks = [name for name in ("size", "complexity", "maturity") if said is None or not getattr(said, name)]
    shown = ", ".join(
        getattr(said, name) for name in ("size", "complexity", "maturity") if said and getattr(said, name)
    )
    return shown, f"not noted: {', '.join(lacks)}" if lacks else ""


def _find_baseline(study: Study) -> tuple[str, str]:
    found = study.baseline
    return (f"'{found.id}', {found.first} to {found.last}", "") if found else ("", "no frozen baseline")


def _find_data(study: Study) -> tuple[str, str]:
    ledger = study.ingested.ledger
    return f"{_count(len(ledger), 'file')}, {int(ledger['rows'].sum()):,} rows, each file with its hash", ""


def _find_maturity(study: Study) -> tuple[str, str]:
    found = len(study.ratings)
    return (_count(found, "process", "processes"), "") if found else ("", "no questionnaire answered")


def _find_objectives(study: Study) -> tuple[str, str]:
    written = [item for item in study.engagement.objectives if item.target is not None and item.by is not None]
    kept = [item for item in study.records.of(Objective) if item.status != "dropped"]
    found = len(written) + len(kept)
    if not found:
        return "", "no objective with target and day"
    return f"{_count(found, 'objective')} with target and day", ""


def _find_measured(study: Study) -> tuple[str, str]:
    wanted = {item.kpi for item in study.engagement.objectives} | {item.kpi for item in study.records.of(Objective)}
    known = set(study.totals.loc[study.totals["value"].notna(), "kpi"])
    if not wanted:
        return "", "no objective names a KPI"
    lacks = sorted(wanted - known)
    return _count(len(wanted & known), "KPI"), f"no value: {', '.join(lacks)}" if lacks else ""


def _find_each(
    what: str, asked: Callable[[Study], tuple[Initiative, ...]], has: Callable[[Initiative], object]
) -> Find:
    def find(study: Study) -> tuple[str, str]:
        items = asked(study)
        if not items:
            return "", "no initiative to look at"
        lacks = [item.id for item in items if not has(item)]
        done = len(items) - len(lacks)
        return f"{done} of {_count(len(items), 'initiative')}", f"no {what}: {', '.join(lacks)}" if lacks else ""

    return find


def _find_tried(study: Study) -> tuple[str, str]:
    found = len(_tried(study))
    return (_count(found, "initiative"), "") if found else ("", "no initiative beyond an idea")


def _find_verdicts(study: Study) -> tuple[str, str]:
    items = _live(study)
    if not items:
        return "", "nothing is live"
    lacks = [item.id for item in items if study.verdict_of(item.id) is None]
    done = len(items) - len(lacks)
    return f"{done} of {_count(len(items), 'initiative')}", f"no verdict: {', '.join(lacks)}" if lacks else ""


def _find_kind(kind: str, noun: str, plural: str = "") -> Find:
    def find(study: Study) -> tuple[str, str]:
        found = sum(kind == item.record.KIND for item in study.records.entries)
        return (_count(found, noun, plural), "") if found else ("", f"no {noun} recorded")

    return find


def _find_cycle(study: Study) -> tuple[str, str]:
    cycles = study.records.of(Cycle)
    running = next((item for item in cycles if item.status == "open"), None)
    closed = sum(item.status == "closed" for item in cycles)
    if running is None:
        return (f"{closed} closed" if closed else ""), "no cycle is open"
    return f"'{running.id}' is open since {running.opened}" + (f", {closed} closed" if closed else ""), ""


def _find_sip(study: Study) -> tuple[str, str]:
    found = len(study.records.of(SipEntry))
    return (_count(found, "entry", "entries"), "") if found else ("", "no cycle has been closed yet")


def _count(number: int, noun: str, plural: str = "") -> str:
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def _list_artefacts() -> Iterator[Artefact]:
    yield Artefact(1, "Vision", "small", _find_text("vision", "vision"))
    yield Artefact(1, "Mission", "standard", _find_text("mission", "mission"))
    yield Artefact(1, "Goals that lead to a KPI", "small", _find_goals)
    yield Artefact(1, "Why the programme has this size", "large", _find_tailoring)
    yield Artefact(2, "Frozen baseline", "small", _find_baseline)
    yield Artefact(2, "Data with their hashes", "standard", _find_data)
    yield Artefact(2, "Maturity of the processes", "large", _find_maturity)
    yield Artefact(3, "Objectives with target and day", "small", _find_objectives)
    yield Artefact(3, "A value for every KPI of an objective", "standard", _find_measured)
    yield Artefact(3, "Agreed service levels", "large", _find_kind("sla", "agreement"))
    yield Artefact(4, "Initiatives", "small", _find_tried)
    yield Artefact(
        4, "Options weighed, and a decision", "standard", _find_each("decision", _tried, lambda item: item.decision)
    )
    yield Artefact(4, "Milestones", "standard", _find_each("milestone", _tried, lambda item: item.milestones))
    yield Artefact(4, "Risks with an owner", "large", _find_each("risk", _tried, lambda item: item.risks))
    yield Artefact(4, "Who answers for what", "large", _find_kind("duty", "duty", "duties"))
    yield Artefact(5, "Before and after", "small", _find_verdicts)
    yield Artefact(
        5,
        "Evaluation with what people say",
        "standard",
        _find_each("evaluation", _live, lambda item: item.evaluations or item.status == "closed"),
    )
    yield Artefact(5, "Guard KPI", "standard", _find_each("guard KPI", _tried, lambda item: item.guards))
    yield Artefact(5, "Benefits and what they rest on", "large", _find_kind("benefit", "benefit"))
    yield Artefact(6, "Cycle", "small", _find_cycle)
    yield Artefact(6, "Calendar of reviews", "standard", _find_kind("review", "review"))
    yield Artefact(6, "Service Improvement Programme", "standard", _find_sip)
    yield Artefact(6, "How the momentum is kept", "large", _find_text("momentum", "word on the momentum"))
    yield Artefact(6, "Feedback and answers", "large", _find_kind("feedback", "feedback", "pieces of feedback"))


ARTEFACTS = tuple(_list_artefacts())
