"""The course of an initiative, from idea to its end: every legal step, and what each needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from csi_lib.register.machine import Machine, Need, Step
from csi_lib.register.register import Register

if TYPE_CHECKING:
    from csi_lib.register.initiatives.initiative import Initiative

Ask = Callable[["Initiative", Register], str]


def _need(ask: Ask) -> Need:
    """Let a question about an initiative be asked of any record: a machine knows records alone."""
    return lambda after, register: ask(cast("Initiative", after), register)


@_need
def objective(item: Initiative, register: Register) -> str:
    """Improvement serves something: without an objective it is haphazard."""
    if not item.objective:
        return "'objective' is missing: the id of an objective of the register, with KPI, baseline, target and date"
    return "" if register.entry("objective", item.objective) else f"there is no objective '{item.objective}'"


@_need
def target(item: Initiative, register: Register) -> str:
    """What was promised."""
    return "" if item.target else "'target' is missing: {value, unit, by}"


@_need
def options(item: Initiative, register: Register) -> str:
    """At least one way to do it, weighed."""
    return "" if item.options else "'options' is missing: at least one with id, what, type, benefit, effort and risk"


@_need
def decision(item: Initiative, register: Register) -> str:
    """Which of them, why, and who said so."""
    return "" if item.decision else "'decision' is missing: {chosen, reason, by, on}"


@_need
def declared(item: Initiative, register: Register) -> str:
    """What is measured is laid down before anybody can know the result."""
    return (
        "" if item.declared else "'declared' is missing: the day on which KPI, target and worthwhile change were noted"
    )


@_need
def date(item: Initiative, register: Register) -> str:
    """Nothing can be compared before and after without the day between."""
    return "" if item.date else "'date' is missing: the day of go-live"


@_need
def tests(item: Initiative, register: Register) -> str:
    """It works, and somebody has looked."""
    if not item.tests:
        return "'tests' is missing: at least one {what, result, on}"
    newest = {test.what: test for test in sorted(item.tests, key=lambda test: test.on)}
    failed = [test.what for test in newest.values() if test.result == "failed"]
    return f"failed last time: {', '.join(failed)}" if failed else ""


@_need
def training(item: Initiative, register: Register) -> str:
    """The people who work with it know how."""
    hint = "where none is needed, kind 'none needed' and why under 'what'"
    return "" if item.training else f"'training' is missing: at least one {{who, what, on}}; {hint}"


@_need
def evaluation(item: Initiative, register: Register) -> str:
    """A run has compared before and after."""
    return "" if item.evaluations else "'evaluations' is empty: csi register evaluate adds one"


@_need
def no_evidence(item: Initiative, register: Register) -> str:
    """Back to waiting only while nobody can tell."""
    newest = item.evaluation
    if newest is not None and newest.state != "not enough evidence":
        return f"the evaluation of {newest.as_of} says '{newest.state}': there is nothing to wait for"
    return ""


@_need
def success(item: Initiative, register: Register) -> str:
    """Nothing is called a success that the evidence does not show, unless somebody signs for it."""
    newest, closing = item.evaluation, item.closing
    if (newest is not None and newest.state == "achieved") or (closing is not None and closing.override):
        return ""
    said = f"the evaluation of {newest.as_of} says '{newest.state}'" if newest else "there is no evaluation"
    return f"{said}; 'closing' needs 'override': {{reason, by, on}}, and every report prints it"


def _closing(result: str) -> Need:
    @_need
    def closing(item: Initiative, register: Register) -> str:
        if item.closing is None:
            return f"'closing' is missing: {{result: {result}, reason, by, on}}"
        return "" if item.closing.result == result else f"'closing' says '{item.closing.result}' and not '{result}'"

    return closing


@_need
def lessons(item: Initiative, register: Register) -> str:
    """What the next one begins with."""
    return "" if item.lessons else "'lessons' is missing: what to do differently next time"


_stop = (_closing("stopped"), lessons)
INITIATIVE_COURSE = Machine(
    "status",
    ("idea",),
    (
        Step("idea", "planned", (target, objective)),
        Step("planned", "running", (options, decision, declared)),
        Step("running", "live", (date, tests, training)),
        Step("live", "evaluated", (evaluation,)),
        Step("evaluated", "live", (no_evidence,)),
        Step("evaluated", "standardised", (success, _closing("standardised"), lessons)),
        Step("evaluated", "restarted", (_closing("restarted"), lessons)),
        *(Step(source, "stopped", _stop) for source in ("idea", "planned", "running", "live", "evaluated")),
    ),
    taken=("planned", "running", "live", "closed"),  # files of the first issue know no options, tests or training
    whole=("evaluated", "standardised", "restarted", "stopped"),  # nothing ends, or is about to, past its course
)
