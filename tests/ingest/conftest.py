"""A small project in a temporary folder, and an engagement that reads the files put into it."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from csi_lib.ingest import Ingested, Issue, ingest
from csi_lib.settings import Engagement, Source

TICKET = {
    "number": "INC1",
    "opened_at": "2026-03-02 08:00:00",
    "resolved_at": "2026-03-02 18:00:00",
    "closed_at": "2026-03-07 18:00:00",
    "state": "Closed",
    "priority": "3 - Moderate",
    "assignment_group": "Desk",
    "sys_updated_on": "2026-03-07 18:00:00",
}


def write_csv(rows: list[dict[str, str]], delimiter: str = ",", headings: list[str] | None = None) -> str:
    """Write rows as delimited text under the headings of the first row."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, headings or list(rows[0]), delimiter=delimiter, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


class Project:
    """A folder with exports, and the settings that read them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "params" / "engagements" / "test.yml"
        self.path.parent.mkdir(parents=True)

    def put(self, name: str, content: str | bytes) -> Path:
        """Write a file beside the engagement's file."""
        path = self.path.parent / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    def ingest(self, *files: str, zone: str = "UTC", sources: dict[str, Any] | None = None, **more: Any) -> Ingested:
        """Ingest the files as one source of tickets, or the sources given."""
        source = {"adapter": "servicenow", "files": list(files), **more}
        chosen = sources or {"tickets": source}
        engagement = Engagement(
            version=1,
            id="test",
            client="Test",
            zone=zone,
            author="test",
            sources={name: Source.model_validate(item) for name, item in chosen.items()},
            kpis=["mttr_resolve"],
        )
        return ingest(engagement, self.path, cache=self.folder / "cache")

    def tickets(self, *rows: dict[str, str], **more: Any) -> pd.DataFrame:
        """Ingest ticket rows, each a change of the usual one, and return the canonical table."""
        full = [{**TICKET, "number": f"INC{place}", **row} for place, row in enumerate(rows, start=1)]
        headings = list(dict.fromkeys(name for row in full for name in row))
        self.put("tickets.csv", write_csv(full, headings=headings))
        return self.table(self.ingest("tickets.csv", **more))

    @staticmethod
    def table(found: Ingested, name: str = "tickets") -> pd.DataFrame:
        """Read one canonical table back."""
        return pd.read_parquet(found.tables[name])

    @staticmethod
    def issue(found: Ingested, code: str) -> Issue:
        """Return the one finding of that code."""
        (issue,) = [item for item in found.issues if item.code == code]
        return issue


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty project."""
    return Project(tmp_path)


@pytest.fixture(scope="session")
def new_project(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Project]:
    """A maker of empty projects, for tests that need many."""
    return lambda: Project(tmp_path_factory.mktemp("project"))


@pytest.fixture
def ticket() -> dict[str, str]:
    """The usual ticket as a row of an export."""
    return dict(TICKET)


@pytest.fixture
def as_csv() -> Callable[..., str]:
    """The writer of delimited text."""
    return write_csv


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Where the real data lie; the test is skipped where they are absent."""
    root = Path(__file__).parents[2]
    named = os.environ.get("CSI_DATA")
    folder = Path(named) if named else (root / ".." / "shared" / "data").resolve()
    if not folder.is_dir():
        pytest.skip("the real data are not on this machine (CSI_DATA names their folder)")
    return folder
