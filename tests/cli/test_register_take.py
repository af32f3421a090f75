"""Findings, wishes, complaints and replies become records of the register, and every row is accounted for."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from csi_lib.cli import main
from csi_lib.register.initiatives.opportunity import Opportunity
from csi_lib.register.people import Feedback
from csi_lib.register.store import Place, Store, create_store
from csi_lib.settings import find_home, load_engagement

SETTINGS = """\
version: 1
id: acme
client: Acme
zone: Europe/Berlin
author: service improvement
as_of: 2026-06-30
sources: {tickets: {adapter: servicenow, files: [none.csv]}}
kpis: [mttr_resolve, reopen_rate]
records: ../../data/acme.db
"""
FINDINGS = """\
Finding No;Finding;Beschreibung;Datum;Schwere;Empfehlung;Auditor name
1;No test of the restore;Nobody has tried a restore since 2024;12.03.2026;hoch;Try one every quarter;Jane Roe
2;Agreements without a date;Three agreements name no day of review;2026-03-12;mittel;;Jane Roe
;;;;;;
3;;The list of services names two that are gone, ask jane.roe@example.org;2026-03-13;;;
"""


@pytest.fixture
def engagement(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "params" / "engagements" / "acme.yml"
    path.parent.mkdir(parents=True)
    (tmp_path / "data").mkdir()
    path.write_text(SETTINGS, encoding="utf-8")
    return path


@pytest.fixture
def store(engagement: Path) -> Store:
    settings, path = load_engagement(str(engagement))
    return create_store(Place("acme", file=Path("data/acme.db")), settings, path, find_home(path.parent))[0]


def take(engagement: Path, text: str, what: str, *words: str, name: str = "audit-2026.csv") -> int:
    Path(name).write_text(text, encoding="utf-8")
    return main(
        ["register", "take", str(engagement), name, "--as", what, "--by", "keeper", "--why", "taken in", *words]
    )


def read_list(name: str = "list.csv") -> list[tuple[str, str]]:
    with Path(name).open(encoding="utf-8", newline="") as stream:
        return [(row["row"], row["fate"]) for row in csv.DictReader(stream)]


def test_audit_findings_become_opportunities_with_the_audit_as_source(
    engagement: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert take(engagement, FINDINGS, "audit", "--list", "list.csv") == 0
    said = capsys.readouterr().out
    assert "3 rows = 3 taken in as opportunity" in said
    assert "not read: Auditor name" in said
    found = {item.id: item for item in store.read().of(Opportunity)}
    assert list(found) == ["audit-2026-1", "audit-2026-2", "audit-2026-3"]
    first = found["audit-2026-1"]
    assert (first.source, first.status, first.by, first.raised) == ("audit", "raised", "auditor", dt.date(2026, 3, 12))
    assert first.title == "No test of the restore"
    assert first.evidence == "audit-2026 1; severity: hoch; recommendation: Try one every quarter"
    assert found["audit-2026-3"].title == found["audit-2026-3"].said
    assert read_list() == [("2", "taken"), ("3", "taken"), ("5", "taken")]


def test_addresses_in_a_text_become_pseudonyms_and_names_of_unread_columns_stay_out(
    engagement: Path, store: Store
) -> None:
    assert take(engagement, FINDINGS, "audit") == 0
    kept = " ".join(str(item.record) for item in store.read().entries)
    assert "example.org" not in kept and "Jane" not in kept
    assert "ask p-" in kept


def test_a_table_that_is_taken_in_twice_changes_nothing_more(
    engagement: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert take(engagement, FINDINGS, "audit") == 0
    once = store.read()
    assert take(engagement, FINDINGS, "audit") == 0
    assert "3 rows = 3 in the register already" in capsys.readouterr().out
    assert take(engagement, FINDINGS, "audit", name="audit-again.csv") == 0  # the same under another name
    assert store.read() == once


def test_a_finding_that_reads_otherwise_under_its_number_is_no_silent_change(
    engagement: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert take(engagement, FINDINGS, "audit") == 0
    once = store.read()
    assert take(engagement, FINDINGS.replace("since 2024", "since 2023"), "audit") == 1
    assert "row 2: opportunity 'audit-2026-1' is there and says something else" in capsys.readouterr().out
    assert store.read() == once


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("4;Late;x;32.13.2026;;;", "'32.13.2026' is no day"),
        ("1;Twice;x;2026-03-12;;;", "row 2 has the same number"),
        ("4;Short;x", "3 cells where the heading has 7"),
    ],
)
def test_a_row_that_cannot_be_taken_stops_all_until_it_is_left_out(
    engagement: Path, store: Store, capsys: pytest.CaptureFixture[str], row: str, what: str
) -> None:
    text = f"{FINDINGS}{row}\n"
    assert take(engagement, text, "audit") == 1
    said = capsys.readouterr()
    assert f"row 6: {what}" in said.out and "one row stands in the way, nothing was written" in said.err
    assert store.read().entries == ()
    assert take(engagement, text, "audit", "--leave-out") == 0
    assert "4 rows = 3 taken in as opportunity + 1 refused" in capsys.readouterr().out
    assert len(store.read().entries) == 3


def test_a_kpi_that_is_not_there_is_named_with_its_row(
    engagement: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert take(engagement, "Finding,KPI\nA,mttr_resolve\nB,mttr\n", "audit") == 1
    assert "row 3: kpi: no KPI is called 'mttr'" in capsys.readouterr().out


def test_what_customers_and_employees_say_has_its_own_source(engagement: Path, store: Store) -> None:
    assert take(engagement, "Idea,Team\nSell it,Desk\n", "employee", name="ideas.csv") == 0
    assert take(engagement, "Wish,Date\nFaster,2026-05-01\n", "customer", name="wishes.csv") == 0
    found = {item.source: item for item in store.read().of(Opportunity)}
    assert set(found) == {"employee feedback", "customer feedback"}
    assert found["employee feedback"].team == "Desk"
    assert found["employee feedback"].raised == dt.date(2026, 6, 30)  # the engagement's day where the row has none


def test_complaints_become_feedback_with_their_answers(engagement: Path, store: Store) -> None:
    text = "Nr;Beschwerde;Eingegangen;Beantwortet am;Antwort;Gruppe\n7;Zu langsam;01.05.2026;03.05.2026;Kommt;Kunde\n"
    assert take(engagement, text, "complaint", name="beschwerden.csv") == 0
    (found,) = store.read().of(Feedback)
    assert (found.source, found.group, found.said, found.answer) == ("complaint", "customers", "Zu langsam", "Kommt")
    assert (found.received, found.answered) == (dt.date(2026, 5, 1), dt.date(2026, 5, 3))


def test_of_a_survey_the_scale_is_laid_on_five_and_the_share_of_replies_is_told(
    engagement: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    # eight were asked; five gave a score, of whom two wrote something; one wrote without a score
    scores = "10,Fine\n0,Never again\n5,\n7,\n8,\n,Who are you?\n,\n,\n"
    rows = "".join(f"{place},{row}\n" for place, row in enumerate(scores.splitlines(), 1))
    text = f"Id,Score,Comment\n{rows}"
    assert take(engagement, text, "survey", "--scale", "0-10", "--set", "group=customers", name="csat.csv") == 0
    said = capsys.readouterr().out
    assert "8 rows = 3 taken in as feedback + 5 without a text" in said
    assert "6 of 8 replied (75.0 %)" in said
    found = {item.id: item for item in store.read().of(Feedback)}
    assert found["csat-1"].said == "Fine (score 5 of 5)"
    assert found["csat-2"].said == "Never again (score 1 of 5)"
    assert found["csat-6"].said == "Who are you?"
    assert {item.group for item in found.values()} == {"customers"}
    assert take(engagement, text, "survey", name="other.csv") == 1
    assert "score: 10 is not between 1 and 5" in capsys.readouterr().out


def test_another_heading_is_named_by_hand(engagement: Path, store: Store) -> None:
    text = "What;When\nThe lights went out;03/12/2026\n"
    words = ("--map", "title=What", "--map", "raised=When", "--dates", "%m/%d/%Y", "--prefix", "site visit")
    assert take(engagement, text, "audit", *words) == 0
    (found,) = store.read().of(Opportunity)
    assert (found.title, found.raised) == ("The lights went out", dt.date(2026, 3, 12))
    assert found.id.startswith("site-visit-")


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("audit", "--map", "title=Nothing"), "no column is headed 'Nothing'"),
        (("audit", "--map", "colour=Finding"), "names no column of a key"),
        (("audits",), "nothing can be taken in as 'audits'. Did you mean 'audit'?"),
        (("audit", "--scale", "0-10"), "this table has no scores"),
        (("survey", "--scale", "5-5"), "is no scale"),
    ],
)
def test_a_wrong_word_is_one_line(
    engagement: Path, store: Store, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], what: str
) -> None:
    assert take(engagement, FINDINGS, *words) == 2
    error = capsys.readouterr().err
    assert what in error and error.count("\n") == 1


def test_a_dry_run_writes_nothing(engagement: Path, store: Store) -> None:
    assert take(engagement, FINDINGS, "audit", "--dry-run") == 0
    assert store.read().entries == ()
