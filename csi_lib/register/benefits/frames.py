"""The ledger of benefits and its returns as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from csi_lib.register.benefits.ledger import Ledger
from csi_lib.register.benefits.line import CostLine, Line
from csi_lib.register.benefits.returns import Return

LEDGER_COLUMNS = (
    "side", "id", "what", "initiative", "source", "type", "counts_as", "saves", "rests_on", "kpi", "state", "counted",
    "currency", "rhythm", "promised_low", "promised", "promised_high", "to_date", "realised_low", "realised",
    "realised_high", "monthly_low", "monthly", "monthly_high", "first", "last", "guards", "why",
)  # fmt: skip
RETURN_COLUMNS = (
    "about", "reading", "cash", "currency", "first", "last", "benefit", "cost", "roi", "roi_median", "roi_low",
    "roi_high", "chance_above_zero", "npv_median", "npv_low", "npv_high", "payback_months", "payback_low",
    "payback_high", "chance_paid_back", "driver", "draws", "seed",
)  # fmt: skip


def ledger_frame(ledger: Ledger) -> pd.DataFrame:
    """Return every line of the ledger, benefits and costs.

    Parameters
    ----------
    ledger : Ledger
        As it was worked out.

    Returns
    -------
    DataFrame
        ``LEDGER_COLUMNS``. ``to_date`` is what was promised, or has fallen due as a cost, by the last day of the data;
        ``first`` and ``last`` are the days between which realised money fell due. Amounts in ``currency``.
    """
    rows = [*(_say_benefit(line) for line in ledger.lines), *(_say_cost(line) for line in ledger.costs)]
    return pd.DataFrame(rows, columns=list(LEDGER_COLUMNS))


def _say_benefit(line: Line) -> dict[str, object]:
    names = ("id", "initiative", "source", "type", "counts_as", "saves", "rests_on", "kpi", "state", "counted",
             "currency", "rhythm", "why")  # fmt: skip
    plain: dict[str, object] = {name: getattr(line, name) for name in names}
    plain |= {"side": "benefit", "what": line.title}
    plain["guards"] = "; ".join(f"{kpi} {answer}" for kpi, answer in line.guards)
    if not line.is_money:
        return plain
    realised = line.realised
    plain |= {"to_date": line.promised_to_date, "realised_low": realised.low, "realised": realised.base}
    plain |= {"realised_high": realised.high}
    for name, money in (("promised", line.promised), ("monthly", line.monthly)):
        if money is not None:
            plain |= {f"{name}_low": money.low, name: money.base, f"{name}_high": money.high}
    if line.months:
        plain |= {"first": line.months[0].end, "last": line.months[-1].end}
    return plain


def _say_cost(line: CostLine) -> dict[str, object]:
    return {
        "side": "cost", "id": line.id, "what": line.what, "initiative": line.initiative, "source": line.source,
        "type": line.category, "counts_as": "cash" if line.is_cash else "internal", "counted": line.counted,
        "currency": line.currency, "rhythm": line.rhythm, "promised_low": line.payment.low,
        "promised": line.payment.base, "promised_high": line.payment.high, "to_date": line.to_date.base,
    }  # fmt: skip


def returns_frame(returns: Iterable[Return]) -> pd.DataFrame:
    """Return returns on investment as a table.

    Returns
    -------
    DataFrame
        ``RETURN_COLUMNS``; ``roi`` is a fraction, 0.4 brings back the cost and 40 % more; ``_low`` and ``_high`` are
        the quantiles .05 and .95 of the draws, payback in months and infinite where the money does not come back.
    """
    return pd.DataFrame(list(_say_returns(returns)), columns=list(RETURN_COLUMNS))


def _say_returns(returns: Iterable[Return]) -> Iterator[dict[str, object]]:
    for item in returns:
        yield {
            "about": item.about, "reading": item.reading, "cash": item.cash, "currency": item.currency,
            "first": item.first, "last": item.last, "benefit": item.benefit, "cost": item.cost, "roi": item.base,
            "roi_median": item.roi.median, "roi_low": item.roi.lo, "roi_high": item.roi.hi,
            "chance_above_zero": item.roi.above_zero, "npv_median": item.npv.median, "npv_low": item.npv.lo,
            "npv_high": item.npv.hi, "payback_months": item.payback.median, "payback_low": item.payback.lo,
            "payback_high": item.payback.hi, "chance_paid_back": item.payback.finite,
            "driver": item.drivers[0].label if item.drivers else "", "draws": item.draws, "seed": item.seed,
        }  # fmt: skip
