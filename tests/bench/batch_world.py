"""A client as small as a batch needs: a few hundred tickets of many services, and pages that take no time."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import nbformat
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

HEADINGS = ("id", "kind", "opened_at", "resolved_at", "state", "priority", "service", "organisation", "team")
PAGE = """\
from csi_lib.report import Text
import csi_lib as csi
study = csi.open(params)
Text(f"{len(study.measures)} measures of {study.engagement.client} up to {study.as_of}", "answer")
"""
SETTINGS = {
    "version": 1,
    "id": "tiny",
    "client": "Tiny & Sons",
    "zone": "UTC",
    "author": "A",
    "sources": {"tickets": {"adapter": "plain", "files": ["../../tickets.csv"]}},
    "kpis": ["incident_volume"],
    "slices": ["service"],
    "breakdowns": [],
    "season": "none",
}


def make_world(home: Path, services: int = 3, tickets: int = 20, months: int = 3) -> Path:
    """Write a whole project.

    Parameters
    ----------
    home : Path
        Its root; made.
    services : int
        How many there are.
    tickets : int
        Of each service and month.
    months : int
        From January 2026.

    Returns
    -------
    Path
        The file of a batch over all services, for the audience ``brief``, whose one page is ``first``.
    """
    for name in ("engagements", "audiences", "batches"):
        (home / "params" / name).mkdir(parents=True)
    (home / "notebooks").mkdir()
    write_tickets(home, list_tickets(services, tickets, months))
    _write(home / "params" / "engagements" / "tiny.yml", SETTINGS)
    write_page(home, "first", [PAGE])
    write_audience(home, "brief", ["first"])
    return write_batch(home, whole=False, services="all", audiences=["brief"])


def list_tickets(services: int, tickets: int, months: int) -> list[dict[str, str]]:
    rows = []
    for service in range(services):
        for month in range(months):
            for place in range(tickets):
                begin = dt.datetime(2026, month + 1, 1 + place % 27, 8 + place % 9, place % 60)
                rows.append(
                    {
                        "id": f"T{service:04}-{month}-{place}",
                        "kind": "incident",
                        "opened_at": f"{begin:%Y-%m-%d %H:%M:%S}",
                        "resolved_at": f"{begin + dt.timedelta(hours=4 + place % 7):%Y-%m-%d %H:%M:%S}",
                        "state": "closed",
                        "priority": str(1 + place % 4),
                        "service": f"Service {service}",
                        "organisation": "Sales" if place % 2 else "Works",
                        "team": "Desk",
                    }
                )
    return rows


def write_tickets(home: Path, rows: list[dict[str, str]]) -> None:
    with (home / "tickets.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, HEADINGS)
        writer.writeheader()
        writer.writerows(rows)


def write_batch(home: Path, **settings: object) -> Path:
    path = home / "params" / "batches" / "monthly.yml"
    return _write(path, {"version": 1, "id": "monthly", "engagement": "tiny", **settings})


def write_audience(home: Path, name: str, pages: list[str], **more: object) -> Path:
    path = home / "params" / "audiences" / f"{name}.yml"
    return _write(path, {"version": 1, "id": name, "title": name.capitalize(), "pages": pages, **more})


def write_page(home: Path, name: str, cells: list[str]) -> Path:
    parameters = new_code_cell('params = "tiny"', metadata={"tags": ["parameters"]})
    listed = [new_markdown_cell(f"# The {name} page"), parameters, *[new_code_cell(cell) for cell in cells]]
    for place, cell in enumerate(listed):
        cell["id"] = f"cell-{place}"
    path = home / "notebooks" / f"{name}.ipynb"
    nbformat.write(new_notebook(cells=listed), path)
    return path


def _write(path: Path, settings: object) -> Path:
    path.write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
    return path
