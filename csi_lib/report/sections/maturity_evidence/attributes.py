"""Both ratings of every attribute, and the evidence that assessors looked at."""

from __future__ import annotations

from csi_lib.maturity.evidence import AttributeOnEvidence, OnEvidence, Weighed
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.sections.maturity.said import make_plain_number
from csi_lib.report.sections.maturity_evidence.weaknesses import say_weaknesses
from csi_lib.report.wording import count_words
from csi_lib.study import Study

GRADE_WORDS = {
    "none": "nothing",
    "statement": "a statement",
    "document": "a document",
    "record": "a record",
    "data": "data",
}


def evidence_attributes(study: Study) -> Blocks:
    """Show both ratings of every attribute that an assessor rated or that has a remark; the others are folded."""
    rows = [(item, one) for item in study.assessment.found for one in item.attributes]
    told = [(item, one) for item, one in rows if one.basis == "assessors" or one.remarks]
    rest = [(item, one) for item, one in rows if (item, one) not in told]
    blocks: list[Block] = []
    if told:
        blocks.append(_lay_attributes("Attributes by both ratings", told))
    if rest:
        blocks.append(_lay_attributes("Attributes that no assessor rated, without remarks", rest, folded=True))
    return Blocks(blocks)


def _lay_attributes(title: str, rows: list[tuple[OnEvidence, AttributeOnEvidence]], *, folded: bool = False) -> Table:
    columns = (
        Column("process", "Process"),
        Column("attribute", "PA", kind="mark"),
        Column("title", "Attribute"),
        Column("opinion", "People say", kind="mark"),
        Column("percent", "Achieved", unit="%", kind="number"),
        Column("letter", "Evidence bears", kind="mark"),
        Column("best", "Best evidence"),
        Column("until", "F stands until", kind="stamp"),
        Column("by", "Rests on"),
        Column("remarks", "Remarks"),
    )
    lines = [
        {
            "process": item.title,
            "attribute": one.attribute,
            "title": one.title,
            "opinion": one.opinion,
            "percent": make_plain_number(one.percent),
            "letter": one.letter,
            "best": GRADE_WORDS[one.best],
            "until": one.until,
            "by": _say_who(one),
            "remarks": "; ".join(text for text in one.remarks if not text.startswith("people say ")),
        }
        for item, one in rows
    ]
    # What is the same in every row is said once, below.
    raters = {str(line["by"]) for line in lines}
    empty = {key for key in ("until", "remarks") if not any(line[key] for line in lines)}
    empty |= {"by"} if len(raters) == 1 else set()
    kept = tuple(column for column in columns if column.key not in empty)
    shown = tuple({column.key: line[column.key] for column in kept} for line in lines)
    said = [f"All of them rest on: {raters.pop()}."] if len(raters) == 1 else []
    weak = ((f"{item.title} PA {one.attribute}", one.weakness) for item, one in rows)
    return Table(title, kept, shown, note=" ".join([*said, *say_weaknesses(weak)]), folded=folded)


def _say_who(item: AttributeOnEvidence) -> str:
    if not item.assessors:
        return "answers"
    return "an agreed rating" if item.agreed else ", ".join(item.assessors)


def evidence_pieces(study: Study) -> Blocks:
    """Show what the assessors looked at, and what each piece counts as."""
    pieces = [(item, one) for item in study.assessment.found for one in item.pieces]
    named = [(item, one) for item, one in pieces if one.assessor]
    answered = len(pieces) - len(named)
    if not pieces:
        return Blocks([Text("Neither an assessor nor an answer names any evidence.", role="warning")])
    blocks: list[Block] = []
    if named:
        blocks.append(_lay_pieces(named))
    if answered:
        direct = sum(one.direct for _, one in pieces if not one.assessor)
        said = count_words(answered, "answer names", "answers name")
        blocks.append(
            Text(
                f"Beside these {said} evidence of their own; {direct} of them a record or data that counts.",
                role="note",
            )
        )
    return Blocks(blocks)


def _lay_pieces(pieces: list[tuple[OnEvidence, Weighed]]) -> Table:
    columns = (
        Column("process", "Process"),
        Column("about", "Attribute or question"),
        Column("ref", "What was looked at"),
        Column("grade", "What it is"),
        Column("counts", "Counts as"),
        Column("date", "From", kind="stamp"),
        Column("until", "Counts until", kind="stamp"),
        Column("by", "Assessor"),
        Column("why", "Why it counts as less"),
    )
    ordered = sorted(pieces, key=lambda pair: (not pair[1].why, pair[0].process, pair[1].about, pair[1].by))
    lines = tuple(
        {
            "process": item.title,
            "about": one.about,
            "ref": " – ".join(part for part in (one.ref, one.note) if part),
            "grade": GRADE_WORDS[one.grade],
            "counts": GRADE_WORDS[one.counts],
            "date": one.date,
            "until": one.until,
            "by": one.by,
            "why": one.why,
        }
        for item, one in ordered
    )
    muted = tuple(place for place, (_, one) in enumerate(ordered) if one.why)
    return Table("Evidence that assessors looked at", columns, lines, folded=True, muted=muted)
