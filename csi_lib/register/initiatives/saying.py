"""Priorities and what is at stake, in words: the same on a page, in a table and on the screen."""

from __future__ import annotations

from csi_lib.register.initiatives.priority import Priority
from csi_lib.register.initiatives.stake import Stake


def say_amount(value: float) -> str:
    """Say an amount with three digits that count, thousands apart."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def say_stake(stake: Stake) -> str:
    """Say gap × volume × cost with its numbers; why not, where something is missing."""
    if stake.gap is None:
        return stake.reason
    gap = f"gap {say_amount(stake.gap)} {'percentage points' if stake.unit == '%' else stake.unit}"
    if stake.amount is None or stake.volume is None:
        return f"{gap}; {stake.reason}"
    times = "" if stake.volume == 1 else f" × {say_amount(stake.volume)} a month"
    said = f"{gap}{times} = {say_amount(stake.amount)} {stake.amount_unit} a month"
    if stake.amount_unit == stake.currency:  # a gap in money is the amount already
        return said
    if stake.money is None or stake.unit_cost is None:
        return f"{said}; what one costs is not known"
    return (
        f"{said} × {say_amount(stake.unit_cost)} {stake.currency} = {say_amount(stake.money)} {stake.currency} a month"
    )


def say_range(one: Priority) -> str:
    """Say between which places an opportunity could stand; empty without a place."""
    if one.place is None:
        return ""
    return f"{one.best}" if one.best == one.worst else f"{one.best} to {one.worst}"


def say_worked(one: Priority) -> str:
    """Say the formula with its numbers and what comes out; what is missing, where it cannot be worked."""
    return one.missing if one.score is None else f"{one.worked} = {one.score:.2f}"
