"""Words that all pages on maturity share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from csi_lib.maturity import Rating
from csi_lib.maturity.evidence import OnEvidence
from csi_lib.maturity.privacy import FEWEST_PEOPLE
from csi_lib.report.wording import count_words
from csi_lib.study import Study

GROUPS_DIFFER = "groups differ"  # begins a remark that the section on groups shows by itself
NOTHING_ANSWERED = "No questionnaire has been answered yet: no level is given."
# Source: ISO/IEC 33020, rating scale of process attributes, in own words
MEANINGS = {"N": "not achieved", "P": "partly achieved", "L": "largely achieved", "F": "fully achieved"}
LETTERS = (
    "PA is a process attribute; the profile below says in words what each one asks. F: fully achieved (above 85 %), "
    "L: largely (above 50 %), P: partly (above 15 %), N: not achieved."
)
_STAGES = {
    "strategy": "Service strategy",
    "design": "Service design",
    "transition": "Service transition",
    "operation": "Service operation",
    "improvement": "Continual improvement",
}


def say_level(level: int | None, title: str = "") -> str:
    """Say a level in words."""
    if level is None:
        return "not rated"
    return f"level {level} ({title})" if title else f"level {level}"


def say_rating(item: Rating) -> str:
    """Say the level of a process in words."""
    return say_level(item.level, item.level_title)


def say_fallen(found: Iterable[OnEvidence]) -> Iterator[str]:
    """Name the processes that fall to a lower level on evidence than by the answers; nothing where none does."""
    fallen = [item for item in found if is_lower(item)]
    if fallen:
        named = ", ".join(f"{item.title} ({_bare(item.opinion_level)} to {_bare(item.level)})" for item in fallen)
        said = count_words(len(fallen), "process falls", "processes fall")
        yield f"On evidence {said} to a lower level than by the answers: {named}."


def say_looked(found: Iterable[OnEvidence]) -> Iterator[str]:
    """Say where no assessor looked, so that a level on evidence confirms nothing there; nothing where all were."""
    items = tuple(found)
    looked = sum(item.assessed > 0 for item in items)
    if looked < len(items):
        yield (
            f"Assessors looked at {looked} of {count_words(len(items), 'process', 'processes')}; "
            "the others rest on what people say, capped where no record bears it."
        )


def is_lower(item: OnEvidence) -> bool:
    """Whether a process stands lower on evidence than by the answers."""
    return item.opinion_level is not None and (item.level is None or item.level < item.opinion_level)


def _bare(level: int | None) -> str:
    return "not rated" if level is None else str(level)


def make_plain_number(value: Any) -> Any:
    """Return an exact fraction as a number for a table; everything else stays."""
    return float(value) if isinstance(value, Fraction) else value


def say_left_out(count: int, of: int) -> str:
    """Say how many rows show no number because too few people stand behind them."""
    return (
        f"Left out of {of:,} rows: {count:,}, whose numbers rest on fewer than {FEWEST_PEOPLE} people "
        "and would point at them."
    )


def find_stage(study: Study, process: str) -> str:
    """Return under which heading a process stands: its lifecycle stage, or that it is a function."""
    item = next((one for one in study.assessment.asked.processes if one.process == process), None)
    if item is None:
        return "Other processes"
    return "Functions" if item.kind == "function" else _STAGES.get(str(item.stage), "Other processes")


def find_target(study: Study, process: str) -> int | None:
    """Return the level that a process should reach, or None where nobody said."""
    block = study.assessment.settings
    return block.targets.get(process, block.target)
