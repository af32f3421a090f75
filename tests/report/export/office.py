"""Small reports for the tests of office files, and the LibreOffice that opens them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from csi_lib.report import Column, Number, Picture, Table, Text
from csi_lib.report.brand import Brand
from csi_lib.report.chart import Chart, Line
from csi_lib.report.export.document import Document, Heading, Item, Numbers, Page, Paragraph, Run
from csi_lib.report.meta import Meta

META = Meta(
    client="Acme & Söhne", engagement="acme", as_of="2026-06-30", fingerprint="3f9c1b2a7d5e", author="A. Analyst"
)
AWKWARD = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(A1)",
    '<b>bold</b> & "quoted"',
    "_x0041_",
    "http://example.invalid",
    "00123",
    "line\none",
    "🖨️ Büro",
)
CONTROL_LINES = (
    Line("value", "value"),
    Line("center", "centre", "center"),
    Line("lower", "lower limit", "limit"),
    Line("upper", "upper limit", "limit"),
)
MONTHS = ("2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01")
CONTROL = Picture(
    "Hours to resolve",
    "Four months, the third outside.",
    "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='3'/>",
    tuple(
        {"period_start": month, "value": value, "enough": value != 4.5, "outside": value > 9, "signal": ""}
        | {"center": 5.0, "lower": 2.0, "upper": 9.0}
        for month, value in zip(MONTHS, (4.125, 5.0, 9.75, 4.5), strict=True)
    ),
    Chart("line", "period_start", CONTROL_LINES, "h", (("2026-02-01", "=go-live"),), 4.0),
)
EFFECTS = Picture(
    "Effects",
    "One improved, one not known.",
    "<svg/>",
    (
        {"label": "A", "verdict": "improved", "effect": 0.8, "lo": 0.7, "hi": 0.9, "effect_kind": "ratio", "unit": "h"},
        {"label": "B", "verdict": "not enough evidence", "effect": None, "lo": None, "hi": None}
        | {"effect_kind": "ratio", "unit": "h"},
        {"label": "C", "verdict": "worse", "effect": 2.5, "lo": 1.0, "hi": 4.0}
        | {"effect_kind": "percentage points", "unit": "%"},
    ),
    Chart(
        "intervals", "label", (Line("effect", "effect"), Line("lo", "95 % from", "low"), Line("hi", "95 % to", "high"))
    ),
)
BARS = Picture(
    "Tickets by team",
    "Two teams.",
    "<svg/>",
    ({"name": "=Desk", "value": 30, "cumulative": 75.0}, {"name": "Net", "value": 10, "cumulative": 100.0}),
    Chart("bars", "name", (Line("value", "tickets"), Line("cumulative", "together, %", "reached")), "tickets"),
)
LEVELS = Picture(
    "Maturity",
    "Two processes, one not rated.",
    "<svg/>",
    (
        {"name": "Incidents", "level": 2.0, "low": 1.0, "high": 3.0, "target": 3.0},
        {"name": "Problems", "level": None, "low": None, "high": None, "target": 3.0},
    ),
    Chart(
        "profile",
        "name",
        (Line("level", "level"), Line("low", "from", "low"), Line("high", "to", "high"), Line("target", "t", "target")),
    ),
)
CURVES = Picture(
    "Still open",
    "Half is open after one hour.",
    "<svg/>",
    tuple(
        {"time": float(at), "before": 100.0 - 25 * at, "after": 100.0 - 50 * min(at, 2), "before_lo": 90.0 - 25 * at}
        for at in range(4)
    ),
    Chart(
        "steps",
        "time",
        (Line("before", "before"), Line("after", "after"), Line("before_lo", "from", "low")),
        "%",
        x_label="Time since opening, h",
    ),
)
TYPED = Table(
    "Typed",
    (
        Column("name", "Name"),
        Column("share", "Share", "%", "number"),
        Column("n", "n", kind="number"),
        Column("on", "On", kind="stamp"),
        Column("ok", "Good", kind="flag"),
    ),
    (
        {"name": "a", "share": 93.4000000000001, "n": 1204, "on": "2026-06-30", "ok": True},
        {"name": "b", "share": 0.1 + 0.2, "n": 3, "on": "2026-06-30T08:15:30", "ok": False},
        {"name": "c"},
    ),
    note="What the columns mean.",
    muted=(1,),
)
NUMBER = Number("Mean time", 22.123456789012345, "h", source={"kpi": "mttr", "n": 84, "period": "2026-06"})


BOX = "<svg xmlns='http://www.w3.org/2000/svg' width='60' height='20'><rect width='60' height='20'/></svg>"
LONG = "Every sentence of this answer says a little more than the one before it, and none of them is short. "


def names(number: int) -> Table:
    """Make a table of so many rows, each with a name of its own."""
    columns = (Column("name", "Name"), Column("n", "n", kind="number"))
    return Table("Names", columns, tuple({"name": f"name {place}", "n": place} for place in range(number)))


def wide(rows: int = 1, columns: int = 12, label: str = "Column") -> Table:
    """Make a table of many columns."""
    heads = tuple(Column(f"c{place}", f"{label} {place}") for place in range(columns))
    letters = "abcdefghi"[:rows]
    return Table("Wide", heads, tuple({f"c{at}": f"{row} {at}" for at in range(columns)} for row in letters))


def awkward(text: str) -> Table:
    """Make a table in which a text stands wherever one can."""
    return Table(text, (Column("a", text),), ({"a": text},), note=text)


def house(folder: Path, **more: Any) -> Brand:
    """Make a brand whose logo is a black bar."""
    logo = folder / "logo.svg"
    logo.write_text(BOX, encoding="utf-8")
    return Brand("House", logo, "A black bar", footer="Confidential", **more)


def report(*items: Item, answers: tuple[str, ...] = ("It did.",), **more: Any) -> Document:
    """Make a report of one page."""
    page = Page("did_it_help", "Did it help?", tuple(Text(answer, "answer") for answer in answers), items)
    return Document(META, (page,), **more)


def whole() -> Document:
    """Make a report with one of everything."""
    prose = Paragraph((Run("plain "), Run("strong", strong=True)), "bullet", 1)
    one = Page(
        "did_it_help",
        "Did it help?",
        (Text("It did.\n\nBy a quarter.", "answer"),),
        (Heading(2, "Why"), prose, Numbers((NUMBER,)), TYPED, CONTROL, EFFECTS, Text("Mind the gap.", "warning")),
    )
    two = Page("where_next", "Where next?", (), (Heading(2, "Work"), BARS, Heading(3, "Levels"), LEVELS, CURVES))
    return Document(META, (one, two))


def convert(path: Path, folder: Path) -> Path:
    """Open a file with LibreOffice and return what it makes of it as PDF; skip where there is none."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    made = folder / f"{path.stem}.pdf"
    assert done.returncode == 0 and made.exists(), done.stderr
    return made
