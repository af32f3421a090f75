"""How close a page is set."""

from __future__ import annotations

from dataclasses import dataclass

from csi_lib.report.export.pdf.tables import Paper

A4 = (595.28, 841.89)  # points, ISO 216
GUTTER = 14.0  # points between sections that stand side by side


@dataclass(frozen=True)
class Density:
    """How close a page is set; all lengths in points.

    Parameters
    ----------
    body, answer, small, title, chapter, section : float
        Type sizes of texts, answers, side remarks, the report's title, and headings of level 1 and 2.
    side, top : float
        Margins.
    gap : float
        Between blocks.
    picture : float
        Width of a drawing, as a share of the line.
    tables : tuple of float
        Type sizes of tables, the most welcome first.
    close : bool
        Narrow sections stand side by side, and no page lies down.
    """

    body: float
    answer: float
    small: float
    title: float
    chapter: float
    section: float
    side: float
    top: float
    gap: float
    picture: float
    tables: tuple[float, ...]
    close: bool = False

    @property
    def paper(self) -> Paper:
        """What a table may take."""
        return Paper(A4[0] - 2 * self.side, 0 if self.close else A4[1] - 2 * self.side, self.tables)

    @property
    def half(self) -> Paper:
        """What a table may take beside another section."""
        return Paper((A4[0] - 2 * self.side - GUTTER) / 2, 0, self.tables)


# Letters of the font are 0.55 of their type size high, those of a book face 0.43: 7 points read like 9 there.
ROOMY = Density(8.5, 10.0, 7.0, 22.0, 17.0, 11.5, 51.0, 62.0, 10.0, 0.94, (7.2, 6.7, 6.2))
CLOSE = (
    Density(7.3, 8.3, 6.0, 13.0, 14.0, 9.2, 38.0, 44.0, 6.4, 1.0, (6.5, 6.2, 5.8), close=True),
    Density(7.0, 7.6, 5.7, 12.0, 13.5, 8.8, 34.0, 40.0, 4.8, 1.0, (6.3, 6.0, 5.7), close=True),
    Density(6.8, 7.1, 5.6, 11.5, 12.5, 8.4, 34.0, 40.0, 4.4, 0.95, (6.2, 5.9, 5.6), close=True),
    Density(6.5, 6.7, 5.4, 11.0, 12.0, 8.0, 32.0, 38.0, 3.8, 0.9, (6.0, 5.7, 5.4), close=True),
)
