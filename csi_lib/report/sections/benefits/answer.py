"""The answer on benefits, and what there is to decide about each initiative."""

from __future__ import annotations

from csi_lib.register.benefits.ledger import Ledger, Total
from csi_lib.register.benefits.line import UNATTRIBUTED
from csi_lib.register.benefits.returns import Return
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.sections.benefits.words import (
    KINDS,
    name_initiative,
    say_amount,
    say_chance,
    say_money,
    say_nothing,
)
from csi_lib.report.wording import count_words, say_value
from csi_lib.study import Study
from csi_lib.study.worth import value_benefits, value_returns


def benefits_answer(study: Study) -> Blocks:
    """Say how much is realised, what it returns, how sure that is, and which promises nothing bears out."""
    ledger = value_benefits(study)
    if not ledger.lines and not ledger.costs:
        return say_nothing(study, "answer")
    blocks: list[Block] = [Text(_say_total(total, ledger), role="answer") for total in ledger.totals()]
    blocks += [Text(said, role="answer") for said in _say_return(study)]
    open_ones = _list_unborne(ledger)
    if open_ones:
        named = "; ".join(name_initiative(study, name) for name in open_ones)
        body = f"Money was promised and none is evidenced of {count_words(len(open_ones), 'initiative')}: {named}."
        blocks.append(Text(body, role="answer"))
    apart = dict.fromkeys(line.initiative for line in ledger.lines if line.state == UNATTRIBUTED)
    if apart:
        named = "; ".join(name_initiative(study, name) for name in apart)
        body = f"Evidenced by a paper, not attributed, in no sum and in no return, for no verdict claims it: {named}."
        blocks.append(Text(body, role="answer"))
    return Blocks(blocks)


def _say_total(total: Total, ledger: Ledger) -> str:
    promised = f"{say_amount(total.promised_to_date, total.currency)} were promised by then"
    if not total.realised.base:
        return f"Realised by {ledger.as_of} as {KINDS[total.counts_as]}: nothing; {promised}."
    realised = say_money(total.realised, total.currency)
    return f"Realised by {ledger.as_of} as {KINDS[total.counts_as]}: {realised}; {promised}."


def _say_return(study: Study) -> list[str]:
    found = [item for item in value_returns(study) if isinstance(item, Return)]
    item = next((one for one in found if not one.about and one.reading == "evidenced" and not one.cash), None)
    if item is None:
        return []
    if not item.benefit:
        return [f"Nothing comes back yet on {say_amount(item.cost, item.currency)} of cost, as far as is evidenced."]
    low, high = say_value(100 * item.roi.lo, "%"), say_value(100 * item.roi.hi, "%")
    return [
        "Counting only what is evidenced, the return of everything together on its cost is "
        f"{say_value(100 * item.base, '%')} within {count_words(study.engagement.horizon, 'year')} from go-live "
        f"(5 to 95 %: {low} to {high}); the chance that more comes back than was spent is "
        f"{say_chance(item.roi.above_zero)}."
    ]


def _list_unborne(ledger: Ledger) -> list[str]:
    """List the initiatives with promised money and no evidence for any of it."""
    money = [line for line in ledger.lines if line.is_money and line.counted]
    names = list(dict.fromkeys(line.initiative for line in money))
    return [name for name in names if all(line.state == "claimed" for line in money if line.initiative == name)]


def benefit_decisions(study: Study) -> Blocks:
    """Show what is to be decided about the benefits of every initiative."""
    ledger = value_benefits(study)
    columns = (
        Column("title", "Initiative"),
        Column("proposal", "Proposal to decide on"),
        Column("decision", "Decision (filled in at the review)"),
    )
    names = dict.fromkeys(line.initiative for line in ledger.lines if line.is_money)
    lines = tuple(
        {"title": name_initiative(study, name), "proposal": _propose(ledger, name), "decision": ""} for name in names
    )
    return Blocks([Table("What to decide about benefits", columns, lines)]) if lines else say_nothing(study)


def _propose(ledger: Ledger, name: str) -> str:
    money = [line for line in ledger.lines_of(name) if line.is_money and line.counted]
    if not [cost for cost in ledger.costs_of(name) if cost.counted]:
        return "State what it costs: without a cost nothing can be said of a return."
    if any(line.is_borne for line in money):
        left = [line.title for line in money if line.state == "claimed"]
        rest = f"; find evidence for, or withdraw: {', '.join(left)}" if left else ""
        return f"Report what is realised with its bounds, and plan with the lower one{rest}."
    if any(line.state == UNATTRIBUTED for line in money):
        return (
            "Show that the initiative brought what its paper shows, or report it elsewhere; until then plan without it."
        )
    if all(line.rests_on in ("none", "booking") for line in money):
        return "Say what the promise rests on: a verdict, an invoice or a survey; until then plan without it."
    return "Withdraw the promise or wait for a verdict that bears it out; until then plan without it."
