"""What each initiative needs next, in one plain sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from csi_lib.errors import UsageError, did_you_mean
from csi_lib.register.initiatives.initiative import WENT_LIVE, Initiative

DECIDED = ("achieved", "improved", "not achieved", "no clear change", "worse")
WAITING = ("not enough evidence", "")
GOOD = ("achieved", "improved")


def next_step(
    initiative: Initiative,
    verdict: str = "",
    reason: str = "",
    *,
    titles: Mapping[str, str] | None = None,
    level: str = "",
) -> str:
    """Say what an initiative needs next.

    Parameters
    ----------
    initiative : Initiative
        The initiative.
    verdict : str
        ``improved``, ``worse``, ``no clear change``, ``not enough evidence`` (as ``judge`` gives them),
        ``achieved`` or ``not achieved`` (once the target has been looked at too), or empty when there is none.
    reason : str
        Why the verdict is what it is; goes into the sentence where it tells what to wait for.
    titles : mapping of str to str, optional
        Id of a KPI -> the title that people read; without it the ids stand.
    level : str
        Where the KPI stands now, in words, for example ``mean 34.1 h in 2026-06``; empty when it is not known.

    Returns
    -------
    str
        One sentence. It never says that the initiative caused a change.

    Raises
    ------
    UsageError
        When the verdict is none of these words.
    """
    if verdict not in (*DECIDED, *WAITING):
        raise UsageError(f"unknown verdict '{verdict}'", do=did_you_mean(verdict, (*DECIDED, *WAITING)).capitalize())
    names = titles or {}
    # a copy that speaks in titles; nothing but the sentences below ever sees it
    item = initiative.model_copy(
        update={
            "kpi": names.get(initiative.kpi, initiative.kpi),
            "guards": [names.get(guard, guard) for guard in initiative.guards],
        }
    )
    return _say_step(item, verdict, reason.strip().rstrip("."), level)


def _say_step(initiative: Initiative, verdict: str, reason: str, level: str) -> str:
    if initiative.is_over:
        return _AT_THE_END[initiative.status](initiative)
    if initiative.date is None:
        return _without_date(initiative)
    if initiative.status not in WENT_LIVE and verdict in WAITING:
        return _before_go_live(initiative)
    if verdict in (*GOOD, "not enough evidence") and is_declared_late(initiative):
        return _confirm(initiative, verdict)
    if verdict == "improved":
        return _after_improved(initiative, level)
    return _BY_VERDICT[verdict](initiative, reason)


def is_declared_late(initiative: Initiative) -> bool:
    """Tell whether the measurement was laid down only after go-live, or never although it is live."""
    if initiative.date is None:
        return False
    if initiative.declared is None:
        return initiative.status in WENT_LIVE
    return initiative.declared > initiative.date


def _after_closing(item: Initiative) -> str:
    if not item.lessons:
        return "Write down what was learned ('lessons'), so that the next cycle starts from it."
    return f"Nothing to do but keep an eye on {item.kpi}."


def _after_standardising(item: Initiative) -> str:
    assert item.closing is not None
    return (
        f"Keep an eye on {item.kpi}, and freeze a new baseline beside the old one if none has been frozen since "
        f"{item.closing.on}."
    )


def _after_restarting(item: Initiative) -> str:
    return "Carry on in the cycle that follows it, with what was learned here."


def _after_stopping(item: Initiative) -> str:
    assert item.closing is not None
    return f"Nothing to do: it was stopped on {item.closing.on}."


def _without_date(item: Initiative) -> str:
    if item.status == "idea":
        return "Decide whether to plan it; if so, give it a target, a baseline and a go-live date."
    return "Set the go-live date: without it nothing can be compared before and after."


def _before_go_live(item: Initiative) -> str:
    lacking = [
        *([] if item.declared else ["note the date of declaration"]),
        *([] if item.baseline or item.objective else ["freeze a baseline"]),
    ]
    todo = f"{' and '.join(lacking).capitalize()}, then go live" if lacking else "Go live"
    return f"{todo} on {item.date}, and set the status to live that day."


def _confirm(item: Initiative, verdict: str) -> str:
    when = f"only on {item.declared}, after go-live on {item.date}" if item.declared else "never"
    if verdict == "not enough evidence":
        return (
            "Take what is seen as a hint, declare the next cycle beforehand and confirm it there, because what to "
            f"measure was laid down {when}."
        )
    return (
        f"Take '{verdict}' as a hint and confirm it in a cycle declared beforehand, "
        f"because what to measure was laid down {when}."
    )


def _say_target(item: Initiative) -> str:
    return f"{item.target.value:g} {item.target.unit}" if item.target else "no target yet"


def _after_achieved(item: Initiative, reason: str) -> str:
    provided = f", provided {_say_guards(item)}" if item.guards else ""
    return f"Make it the standard way of working, close it, and freeze a new baseline beside the old one{provided}."


def _after_improved(item: Initiative, level: str) -> str:
    if item.target is None:
        return f"Set a target for {item.kpi}, so that it can be said whether the improvement is enough."
    provided = f" and {_say_guards(item)}" if item.guards else ""
    now = f" ({level})" if level else ""
    return (
        f"Compare {item.kpi}{now} with its target of {_say_target(item)}: if it is reached{provided}, make this the "
        "standard way of working and freeze a new baseline, else start another cycle."
    )


def _say_guards(item: Initiative) -> str:
    return f"{' and '.join(item.guards)} did not get worse"


def _after_missed(item: Initiative, reason: str) -> str:
    return f"Start another cycle or agree on another target: {_say_target(item)} was not reached{_because(reason)}."


def _after_no_change(item: Initiative, reason: str) -> str:
    return (
        f"Decide at the next review: stop it, or start another cycle with another approach, because {item.kpi} "
        f"showed no clear change after {item.date}{_because(reason)}."
    )


def _after_worse(item: Initiative, reason: str) -> str:
    return (
        f"Find out now what else changed after {item.date} and be ready to take it back, because {item.kpi} "
        f"got worse{_because(reason)}."
    )


def _without_evidence(item: Initiative, reason: str) -> str:
    wait = reason or f"too few periods with enough tickets since {item.date}"
    return f"Wait with the decision and look again at the next review: {wait}."


def _without_verdict(item: Initiative, reason: str) -> str:
    return f"Compare {item.kpi} before and after {item.date}: no verdict has been made yet{_because(reason)}."


def _because(reason: str) -> str:
    """Give the reason; that it is no clear change has been said already."""
    return f" ({reason.removeprefix('that is no clear change, because ')})" if reason else ""


_AT_THE_END: dict[str, Callable[[Initiative], str]] = {
    "closed": _after_closing,
    "standardised": _after_standardising,
    "restarted": _after_restarting,
    "stopped": _after_stopping,
}
_BY_VERDICT: dict[str, Callable[[Initiative, str], str]] = {
    "achieved": _after_achieved,
    "not achieved": _after_missed,
    "no clear change": _after_no_change,
    "worse": _after_worse,
    "not enough evidence": _without_evidence,
    "": _without_verdict,
}
