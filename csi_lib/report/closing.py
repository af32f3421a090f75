"""The end of every page: what was decided about it, and room for what is decided next. Numbers are for improving."""

from __future__ import annotations

from csi_lib.register.reviews import Review
from csi_lib.report.blocks import Blocks, Column, Table
from csi_lib.study import Study

CLOSING = "Decision and next step"
COLUMNS = (
    Column("what", "Decision or next step"),
    Column("owner", "Who"),
    Column("due", "Until when"),
    Column("review", "Decided in"),
)


def next_decision(study: Study, page: str) -> Blocks:
    """Show what reviews decided about a page, the newest first, and an empty line to write in.

    Parameters
    ----------
    study : Study
        Its register knows the decisions: those of a review that are about ``page``.
    page : str
        Name of the page's notebook, such as ``trends``.
    """
    reviews = sorted(study.records.of(Review), key=lambda item: (str(item.held), item.id), reverse=True)
    lines = [
        {"what": said.what, "owner": said.owner, "due": str(said.due or ""), "review": f"{item.title}, {item.held}"}
        for item in reviews
        for said in item.decisions
        if (said.about, said.id) == ("page", page)
    ]
    return Blocks([Table(CLOSING, COLUMNS, (*lines, {"what": "", "owner": "", "due": "", "review": ""}))])
