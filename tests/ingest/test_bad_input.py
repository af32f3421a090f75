"""Every export that cannot be used gives one clear line: what, where, and what to do."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from csi_lib.errors import CsiError, SettingsError, SourceError

GOOD = "number,opened_at\nINC1,2026-03-02 08:00:00\n"


def zipped(**members: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("_", "."), text)
    return stream.getvalue()


CONTENTS: dict[str, tuple[str, str | bytes, tuple[str, ...]]] = {
    "no bytes": ("a.csv", b"", ("a.csv", "empty", "Export it again")),
    "blank lines only": ("a.csv", "\n \n", ("a.csv", "no text")),
    "heading only": ("a.csv", "number,opened_at\n", ("a.csv", "heading and no rows", "Export it again")),
    "NUL bytes": ("a.csv", b"number,opened_at\nINC1,\x00\x00\x00\n", ("a.csv", "NUL")),
    "binary": ("a.csv", bytes(range(1, 32)) * 40, ("a.csv", "control characters")),
    "a workbook named csv": ("a.csv", b"PK\x03\x04rest", ("a.csv", "name it .xlsx")),
    "a login page": ("a.csv", "<!DOCTYPE html><html>", ("a.csv", "login page")),
    "a csv named xlsx": ("a.xlsx", GOOD, ("a.xlsx", "workbook cannot be opened")),
    "a damaged zip": ("a.zip", b"PK\x03\x04rest", ("a.zip", "cannot be unpacked")),
    "a zip of two kinds": ("a.zip", zipped(a_csv=GOOD, b_json="[]"), ("a.zip", "2 files of several kinds")),
    "odd utf-16": ("a.csv", b"\xff\xfen\x00u", ("a.csv", "utf-16", "encoding")),
    "no id": ("a.csv", "numbr,opened_at\nA,2026-03-02 08:00:00\n", ("a.csv", "'number' is missing", "'numbr'")),
    "no opening": ("a.csv", "number,state\nINC1,New\n", ("a.csv", "'opened_at' is missing", "sysparm_fields")),
    "no date format": ("a.csv", "number,opened_at\nINC1,week 12\n", ("a.csv", "'week 12'", "'dates'")),
    "day or month": ("a.csv", "number,opened_at\nINC1,05/06/2026 10:00\n", ("a.csv", "05/06/2026", "dates:")),
}  # fmt: skip


@pytest.mark.parametrize("case", CONTENTS)
def test_a_file_that_cannot_be_used_is_one_clear_line(project: Any, case: str) -> None:
    name, content, words = CONTENTS[case]
    project.put(name, content)

    with pytest.raises(SourceError) as caught:
        project.ingest(name)

    line = str(caught.value)
    assert "\n" not in line and len(line) < 700
    for word in words:
        assert word in line


SETTINGS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "adapter": ({"adapter": "servicnow"}, ("no adapter 'servicnow'", "Did you mean 'servicenow'?")),
    "table": ({"table": "ticket"}, ("no table 'ticket'", "id you mean 'tickets'?")),
    "kind": ({"kind": "incidents"}, ("no kind 'incidents'", "id you mean 'incident'?")),
    "zone": ({"zone": "Europe/Berln"}, ("Europe/Berln", "did you mean 'Europe/Berlin'?")),
    "table of the adapter": ({"table": "surveys"}, ("does not write the table 'surveys'", "plain")),
    "variable": ({"files": ["${HOME}/a.csv"]}, ("${HOME}", "Only ${CSI_DATA}")),
}


@pytest.mark.parametrize("case", SETTINGS)
def test_a_wrong_setting_names_the_place_and_the_nearest_word(project: Any, case: str) -> None:
    more, words = SETTINGS[case]
    project.put("a.csv", GOOD)
    source = {"adapter": "servicenow", "files": ["a.csv"], **more}

    with pytest.raises(SettingsError) as caught:
        project.ingest(sources={"tickets": source})

    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize("pattern", ["b.csv", "b_*.csv", "nowhere/*.csv"])
def test_a_missing_file_is_named_with_the_engagement(project: Any, pattern: str) -> None:
    project.put("a.csv", GOOD)

    with pytest.raises(SourceError) as caught:
        project.ingest(pattern)

    assert pattern in str(caught.value)
    assert "test.yml" in str(caught.value)


def test_a_file_that_is_not_required_leaves_the_table_empty_with_a_finding(project: Any) -> None:
    project.put("a.csv", GOOD)
    sources = {
        "tickets": {"adapter": "servicenow", "files": ["a.csv"]},
        "changes": {"adapter": "servicenow", "files": ["c.csv"], "required": False},
    }

    found = project.ingest(sources=sources)

    assert project.table(found, "changes").empty
    assert project.issue(found, "source_absent").where == "changes"


def test_an_encoding_nobody_knows_is_refused(project: Any) -> None:
    project.put("a.csv", GOOD)

    with pytest.raises(CsiError, match="utf-9"):
        project.ingest("a.csv", encoding="utf-9")
