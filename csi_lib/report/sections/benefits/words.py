"""Words that the tables of benefits share."""

from __future__ import annotations

from csi_lib.register.benefits.line import Money
from csi_lib.report.blocks import Blocks, Text
from csi_lib.report.sections.part import choose_words
from csi_lib.report.wording import say_value
from csi_lib.study import Study

KINDS = {"cash": "cash", "revenue": "revenue", "avoided": "cost avoided", "quality": "quality, no money"}
LEAST = 0.001  # what so many draws still tell from no chance at all
NOTHING = (
    "No benefit and no cost of an initiative is noted yet.",
    "No benefit and no cost of an initiative for this {part} alone is noted yet.",
)


def say_nothing(study: Study, role: str = "note") -> Blocks:
    """Say that there is nothing to show."""
    return Blocks([Text(choose_words(study, *NOTHING), role=role)])  # type: ignore[arg-type]


def say_chance(share: float) -> str:
    """Say a chance in percent; draws know no 0 and no 100 %."""
    if share < LEAST:
        return f"below {100 * LEAST:g} %"
    return f"above {100 * (1 - LEAST):g} %" if share > 1 - LEAST else say_value(100 * share, "%")


def name_initiative(study: Study, name: str) -> str:
    """Return the title of an initiative, or its id where the register does not hold it."""
    return next((item.title for item in study.initiatives if item.id == name), name)


def say_amount(value: float, currency: str) -> str:
    """Say an amount in whole units of its currency."""
    return say_value(round(value), currency)


def say_money(money: Money, currency: str) -> str:
    """Say an amount with its bounds, where it has some."""
    if round(money.low) == round(money.high):
        return say_amount(money.base, currency)
    return f"{say_amount(money.base, currency)} ({say_value(round(money.low))} to {say_value(round(money.high))})"
