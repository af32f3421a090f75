"""The analyst's notes: read by period, checked, and flagged where nothing was written."""

import inspect
import textwrap

import pytest

from csi_lib.errors import SettingsError, UsageError
from csi_lib.register import NOTE_COLUMNS, is_period, load_notes, missing_notes, open_findings
from csi_lib.register.notes import Notes
from csi_lib.settings import find_kit

BODY = """version: 1
notes:
  reopen_rate: {comment: "", author: analyst}
  mttr_resolve: {comment: two outages, finding: one supplier, recommendation: talk to them, author: analyst}
  mttr_respond: {comment: steady, finding: a gap at noon}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "2026-06.yml").write_text(BODY, encoding="utf-8")
    (tmp_path / "2026-05.yml").write_text("version: 1\nnotes: {reopen_rate: {comment: calm}}\n", encoding="utf-8")
    return tmp_path


def test_notes_are_one_row_per_period_and_kpi_in_order(folder):
    frame = load_notes(folder)
    assert tuple(frame.columns) == NOTE_COLUMNS
    assert frame[["period", "kpi", "file"]].values.tolist() == [
        ["2026-05", "reopen_rate", "2026-05.yml"],
        ["2026-06", "mttr_resolve", "2026-06.yml"],
        ["2026-06", "mttr_respond", "2026-06.yml"],
        ["2026-06", "reopen_rate", "2026-06.yml"],
    ]


def test_a_note_that_says_nothing_keeps_its_row_with_empty_texts(folder):
    frame = load_notes(folder)
    row = frame[(frame["period"] == "2026-06") & (frame["kpi"] == "reopen_rate")].iloc[0]
    assert (row["comment"], row["finding"], row["recommendation"], row["author"]) == ("", "", "", "analyst")


def test_missing_and_empty_comments_are_listed_in_the_order_asked(folder):
    notes = load_notes(folder)
    wanted = ["csat", "reopen_rate", "mttr_resolve"]
    assert missing_notes(notes, wanted, "2026-06") == ["csat", "reopen_rate"]
    assert missing_notes(notes, wanted, "2026-05") == ["csat", "mttr_resolve"]


def test_a_comment_of_blanks_counts_as_missing(tmp_path):
    (tmp_path / "2026.yml").write_text('version: 1\nnotes: {csat: {comment: "  "}}\n', encoding="utf-8")
    assert missing_notes(load_notes(tmp_path), ["csat"], "2026") == ["csat"]


def test_a_finding_without_a_recommendation_stays_open(folder):
    assert open_findings(load_notes(folder), "2026-06") == ["mttr_respond"]


def test_no_folder_named_gives_no_notes():
    frame = load_notes(None)
    assert frame.empty and tuple(frame.columns) == NOTE_COLUMNS
    assert missing_notes(frame, ["csat"], "2026-06") == ["csat"]


def test_the_sample_and_the_docstring_are_valid_notes(tmp_path):
    assert not load_notes(find_kit("params/notes/example")).empty
    text = textwrap.dedent(inspect.getdoc(Notes).split("::\n\n")[1])
    (tmp_path / "2026-06.yml").write_text(text, encoding="utf-8")
    assert load_notes(tmp_path)["kpi"].tolist() == ["mttr_resolve", "reopen_rate"]


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("2026-06", True),
        ("2026-12", True),
        ("2026-Q2", True),
        ("2026", True),
        ("2026-W53", True),  # ISO 8601: 2026 begins on a Thursday and has 53 weeks
        ("2025-W53", False),
        ("2026-W00", False),
        ("2026-13", False),
        ("2026-00", False),
        ("2026-6", False),
        ("2026-Q5", False),
        ("june", False),
        ("2026-06-01", False),
    ],
)
def test_periods_are_months_quarters_iso_weeks_and_years(name, good):
    assert is_period(name) is good


def test_a_file_whose_name_is_no_period_is_refused(folder):
    (folder / "2026-6.yml").write_text(BODY, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"2026-6\.yml: '2026-6' is no period\. Name the file 2026-06\.yml"):
        load_notes(folder)


def test_asking_for_something_that_is_no_period_is_refused(folder):
    with pytest.raises(UsageError, match="'June' is no period"):
        missing_notes(load_notes(folder), [], "June")


def test_an_unknown_kpi_is_named_with_file_and_nearest(folder):
    with pytest.raises(SettingsError, match=r"2026-06\.yml, line \d+, key notes\.mttr_respond: no KPI.*'mttr_resolve'"):
        load_notes(folder, known=["mttr_resolve", "reopen_rate"])


def test_known_kpis_pass(folder):
    assert len(load_notes(folder, known=["mttr_resolve", "mttr_respond", "reopen_rate"])) == 4


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("version: 1\nnotes: {csat: {coment: x}}\n", "did you mean 'comment'"),
        ("version: 2\nnotes: {}\n", "version"),
        ("version: 1\nnotes: {csat: good}\n", "notes.csat"),
        ("version: 1\nnotes: {csat: {author: jo@client.example}}\n", "not an address"),
        ("version: 1\n", "key 'notes' is missing"),
    ],
)
def test_a_malformed_file_is_named(tmp_path, body, said):
    (tmp_path / "2026-06.yml").write_text(body, encoding="utf-8")
    with pytest.raises(SettingsError, match=said) as error:
        load_notes(tmp_path)
    assert "2026-06.yml" in str(error.value)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(SettingsError, match="no such folder of notes"):
        load_notes(tmp_path / "gone")
