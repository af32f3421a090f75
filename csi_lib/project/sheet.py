"""The KPI definition sheet: what will be measured, to be signed before anything is."""

from __future__ import annotations

from collections.abc import Sequence

from csi_lib.kpi import Kpi, say_definition
from csi_lib.report.blocks import Column, Table, Text
from csi_lib.report.export.document import Document, Heading, Item, Page
from csi_lib.report.meta import Meta

AGREED = (
    "Both sides agree that the numbers of this engagement are computed as written here. A change raises the version of "
    "a definition and is printed in every report from then on."
)


def make_sheet(kpis: Sequence[Kpi], *, client: str, engagement: str, author: str, day: str) -> Document:
    """Lay out the definitions for signature.

    Parameters
    ----------
    kpis : sequence of Kpi
        Their variants settled.
    client, engagement, author : str
        For the head.
    day : str
        ISO 8601; what the sheet is dated.

    Returns
    -------
    Document
        For any exporter.
    """
    items: list[Item] = [Text(AGREED)]
    for kpi in kpis:
        items += [Heading(2, kpi.title), _lay_out(kpi)]
    items += [Heading(2, "Signatures"), _lay_signatures(client, author)]
    page = Page("kpi_sheet", f"KPI definitions for {client}", (), tuple(items))
    return Document(Meta(client, engagement, day, "", author=author), (page,))


def _lay_out(kpi: Kpi) -> Table:
    facts = {
        "Id and version": f"{kpi.id}@{kpi.version}",
        "Question": kpi.question,
        "Definition": say_definition(kpi),
        "Chosen": kpi.variant,
        "Unit": kpi.unit,
        "Good direction": {"lower": "lower is better", "higher": "higher is better", "none": "neither"}[kpi.better],
        "Read together with": ", ".join(kpi.guard),
        "Columns needed": ", ".join(kpi.needs),
        "Remark": kpi.note,
        "Owner": kpi.owner,
    }
    columns = (Column("what", "What"), Column("said", "Agreed"))
    return Table(kpi.title, columns, tuple({"what": what, "said": said} for what, said in facts.items() if said))


def _lay_signatures(client: str, author: str) -> Table:
    columns = (Column("party", "Party"), Column("name", "Name"), Column("day", "Date"), Column("sign", "Signature"))
    return Table("Signatures", columns, ({"party": client}, {"party": author}))
