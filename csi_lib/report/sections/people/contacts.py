"""Stakeholders: what they want, how they are heard, what was said, and what they are sent."""

from __future__ import annotations

from csi_lib.register.people import Contact, Feedback, Stakeholder, follow_contacts
from csi_lib.register.people.receivers import list_receivers
from csi_lib.report.blocks import Blocks, Column, Table, Text
from csi_lib.report.sections.part import choose_words
from csi_lib.report.sections.people.answer import NOBODY
from csi_lib.study import Study

# By stake and influence, high or not. The usual grid of stakeholders, in own words.
TREAT = {
    (True, True): "take along closely",
    (False, True): "keep content",
    (True, False): "keep informed",
    (False, False): "keep an eye on",
}


def _follow(study: Study) -> tuple[Contact, ...]:
    return follow_contacts(study.records.of(Stakeholder), study.records.of(Feedback), study.as_of)


def _say_nobody(study: Study) -> Blocks:
    return Blocks([Text(choose_words(study, *NOBODY), role="note")])


def stakeholder_matrix(study: Study) -> Blocks:
    """Show every stakeholder with its interest, stake and influence, channel, frequency and owner."""
    found = study.records.of(Stakeholder)
    if not found:
        return _say_nobody(study)
    columns = (
        Column("title", "Stakeholder"),
        Column("group", "Group"),
        Column("comment", "Interest"),
        Column("stake", "Stake"),
        Column("influence", "Influence"),
        Column("treat", "So"),
        Column("category", "Channel"),
        Column("frequency", "How often"),
        Column("owner", "Kept in touch by"),
    )
    lines = tuple(
        {
            "title": item.title,
            "group": item.group,
            "comment": item.interest,
            "stake": item.stake,
            "influence": item.influence,
            "treat": TREAT[(item.stake == "high", item.influence == "high")],
            "category": item.channel,
            "frequency": item.frequency,
            "owner": item.owner,
        }
        for item in found
    )
    return Blocks([Table("Stakeholders", columns, lines)])


def contacts(study: Study) -> Blocks:
    """Show when each stakeholder was heard last, by which channel, with what result, and when it is due again."""
    found = _follow(study)
    if not found:
        return _say_nobody(study)
    columns = (
        Column("title", "Stakeholder"),
        Column("category", "Channel"),
        Column("frequency", "How often"),
        Column("last", "Heard last", kind="stamp"),
        Column("due", "Due", kind="stamp"),
        Column("overdue", "Days late", kind="number"),
        Column("talks", "Talks", kind="number"),
        Column("replies", "Feedback", kind="number"),
        Column("comment", "Last result"),
    )
    lines = tuple(
        {
            "title": item.stakeholder.title,
            "category": item.stakeholder.channel,
            "frequency": item.stakeholder.frequency,
            "last": item.last,
            "due": item.due,
            "overdue": item.overdue or None,
            "talks": len(item.talks),
            "replies": item.replies,
            "comment": item.talks[0].result if item.talks else "",
        }
        for item in found
    )
    return Blocks([Table("Channels and their last result", columns, lines)])


def talks(study: Study) -> Blocks:
    """Show what was talked about with whom, and what it led to; the newest first."""
    columns = (
        Column("on", "Day", kind="stamp"),
        Column("title", "Stakeholder"),
        Column("comment", "What was said"),
        Column("finding", "Result"),
        Column("ref", "Led to"),
    )
    lines = [
        {"on": talk.on, "title": item.stakeholder.title, "comment": talk.what, "finding": talk.result,
         "ref": ", ".join(talk.led_to)}
        for item in _follow(study)
        for talk in item.talks
    ]  # fmt: skip
    if not lines:
        return Blocks([Text("No talk with a stakeholder is in the register.", role="note")])
    lines.sort(key=lambda line: (line["on"], line["title"]), reverse=True)
    return Blocks([Table("Talks", columns, tuple(lines))])


def receivers(study: Study) -> Blocks:
    """Show which document goes to whom, how often, and which role sends it."""
    columns = (
        Column("category", "Document"),
        Column("title", "Goes to"),
        Column("group", "Group"),
        Column("frequency", "How often"),
        Column("owner", "Sent by"),
    )
    lines = tuple(
        {
            "category": item.document,
            "title": item.title,
            "group": item.group,
            "frequency": item.frequency,
            "owner": item.sender,
        }
        for item in list_receivers(study.records.of(Stakeholder))
    )
    if not lines:
        return Blocks([Text("No stakeholder is named to receive a document.", role="note")])
    return Blocks([Table("Who is sent what", columns, lines)])
