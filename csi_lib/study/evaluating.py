"""What a study says of an initiative, as the evaluation that its record keeps."""

from __future__ import annotations

import math

from csi_lib.errors import UsageError, suggest
from csi_lib.register import Initiative
from csi_lib.register.initiatives.evaluation import Evaluation, Heard, State
from csi_lib.study.study import Study

UNHEARD = Heard(customers="Not asked in this run", employees="Not asked in this run")
MEASURED = ("as_of", "verdict", "state", "effect", "lo", "hi")


def evaluate(study: Study, name: str, heard: Heard) -> Evaluation:
    """Make the evaluation of an initiative.

    Parameters
    ----------
    study : Study
        Its verdict, outcome and fingerprint.
    name : str
        Id of the initiative.
    heard : Heard
        What customers and employees say.

    Returns
    -------
    Evaluation
        To be appended to the initiative; nothing is written here.

    Raises
    ------
    UsageError
        When there is no such initiative, or it is not live.
    """
    item = next((one for one in study.initiatives if one.id == name), None)
    if item is None:
        known = [one.id for one in study.initiatives]
        raise UsageError(f"there is no initiative '{name}'", do=suggest(name, known))
    verdict, outcome = study.verdict_of(name), study.outcome_of(name)
    if item.status not in ("live", "evaluated") or verdict is None:
        raise UsageError(
            f"initiative '{name}' is '{item.status}': only a change that is live can be evaluated",
            do=f"csi register move {study.engagement.id} initiative {name} live, once it is",
        )
    state: State = "not enough evidence"
    if outcome is not None and outcome.state != "not decidable":
        state = outcome.state
    reason = verdict.reason if outcome is None or outcome.state != "not decidable" else outcome.reason
    return Evaluation(
        as_of=study.as_of,
        verdict=verdict.verdict,
        state=state,
        effect=_finite(verdict.effect),
        lo=_finite(verdict.lo),
        hi=_finite(verdict.hi),
        effect_kind=verdict.effect_kind if verdict.effect is not None else "",
        unit=verdict.unit if verdict.effect is not None else "",
        reason=reason,
        fingerprint=study.fingerprint,
        feedback=heard,
    )


def is_early(study: Study, name: str) -> bool:
    """Tell whether an initiative goes live only after the data end: there is nothing to measure yet."""
    return any(one.id == name and one.date is not None and one.date > study.as_of for one in study.initiatives)


def is_repeated(item: Initiative, said: Evaluation) -> bool:
    """Tell whether the newest evaluation says the same of the same day: nothing is to be appended then.

    A run that asked nobody repeats what was measured, whatever was heard before.
    """
    same = MEASURED if said.feedback == UNHEARD else (*MEASURED, "feedback")
    return item.evaluation is not None and all(getattr(item.evaluation, key) == getattr(said, key) for key in same)


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)
