"""The attribute profile of each process, in numbers."""

from __future__ import annotations

from typing import Any

from csi_lib.maturity import Rating
from csi_lib.maturity.privacy import FEWEST_PEOPLE
from csi_lib.maturity.rating import AttributeRating
from csi_lib.report.blocks import Blocks, Column, Table
from csi_lib.report.sections.maturity.said import make_plain_number, say_left_out
from csi_lib.study import Study

OF_ONE = ("lowest", "highest")  # means of single people
_FOLDED = 40  # lines above which the map beside it says it better


def levels(study: Study) -> Blocks:
    """Show the attribute profile of each process: percent, letter, answers, blanks and spread."""
    columns = (
        Column("process", "Process"),
        Column("attribute", "Attribute"),
        Column("title", "Title"),
        Column("percent", "Achieved", unit="%", kind="number"),
        Column("letter", "Rating"),
        Column("refined", "Refined"),
        Column("respondents", "Respondents", kind="number"),
        Column("answered", "Answers", kind="number"),
        Column("blank", "Blank", kind="number"),
        Column("dont_know", "Do not know", kind="number"),
        Column("not_applicable", "Not applicable", kind="number"),
        Column("lowest", "Lowest respondent", unit="%", kind="number"),
        Column("highest", "Highest respondent", unit="%", kind="number"),
    )
    lines = tuple(line for item in study.ratings for line in _lines(item, [column.key for column in columns]))
    method = sorted(
        {
            f"Framework {item.framework}, version {item.framework_version}; answers combined by method {item.method}."
            for item in study.ratings
        }
    )
    few = sum(_is_few(attribute) for item in study.ratings for attribute in item.attributes)
    said = [*method, *([f"Lowest and highest respondent: {say_left_out(few, len(lines))}"] if few else [])]
    return Blocks([Table("Process attributes", columns, lines, note=" ".join(said), folded=len(lines) > _FOLDED)])


def _is_few(attribute: AttributeRating) -> bool:
    return 0 < attribute.respondents < FEWEST_PEOPLE


def _lines(item: Rating, keys: list[str]) -> list[dict[str, Any]]:
    return [
        {"process": item.title}
        | {
            key: None if key in OF_ONE and _is_few(attribute) else make_plain_number(getattr(attribute, key))
            for key in keys
            if key != "process"
        }
        for attribute in item.attributes
    ]
