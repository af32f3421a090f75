"""Who gets which file: the list, the log of all lists, and drafts of mails."""

from __future__ import annotations

from email import message_from_bytes, policy
from hashlib import sha256
from pathlib import Path

import pytest

from csi_lib.errors import UsageError
from csi_lib.project.distribution import (
    list_distribution,
    log_distribution,
    read_list,
    write_list,
    write_mails,
)
from csi_lib.register.people.receivers import Receiver

OFFICE = Receiver("status", "office", "Users in the offices", "users", "monthly", "reporting team")
BOARD = Receiver("status", "board", "=cmd|'/c calc'!A1", "managers", "quarterly", "CSI manager")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "demo-status.docx"
    path.write_bytes(b"a document")
    return path


def test_every_file_is_listed_with_its_hash_for_everyone_who_gets_it(file: Path) -> None:
    rows = list_distribution([OFFICE, BOARD], [file], "status-2026-06", "2026-06-30")

    assert [(row["stakeholder"], row["sender"]) for row in rows] == [
        ("office", "reporting team"),
        ("board", "CSI manager"),
    ]
    assert {row["sha256"] for row in rows} == {sha256(b"a document").hexdigest()}
    assert {(row["document"], row["as_of"], row["file"], row["bytes"]) for row in rows} == {
        ("status-2026-06", "2026-06-30", "demo-status.docx", "10")
    }


def test_a_title_that_is_a_formula_does_not_run_and_comes_back_as_it_was(file: Path, tmp_path: Path) -> None:
    rows = list_distribution([BOARD], [file], "status", "2026-06-30")
    write_list(rows, tmp_path / "distribution.csv")

    assert "\n=cmd" not in (text := (tmp_path / "distribution.csv").read_text(encoding="utf-8")) and ",=cmd" not in text
    assert read_list(tmp_path / "distribution.csv") == rows


def test_the_log_keeps_every_document_and_a_second_writing_of_one_replaces_its_own_rows(
    file: Path, tmp_path: Path
) -> None:
    log = tmp_path / "distribution.csv"
    june = list_distribution([OFFICE, BOARD], [file], "status", "2026-06-30")
    may = list_distribution([OFFICE], [file], "status", "2026-05-31")

    assert [log_distribution(rows, log) for rows in (may, june, june)] == [1, 3, 3]
    assert sorted((row["as_of"], row["stakeholder"]) for row in read_list(log)) == [
        ("2026-05-31", "office"),
        ("2026-06-30", "board"),
        ("2026-06-30", "office"),
    ]


def test_another_file_of_that_name_is_not_overwritten(file: Path, tmp_path: Path) -> None:
    log = tmp_path / "distribution.csv"
    log.write_text("my,own,list\n1,2,3\n", encoding="utf-8")

    with pytest.raises(UsageError, match="no list of distribution"):
        log_distribution(list_distribution([OFFICE], [file], "status", "2026-06-30"), log)
    assert log.read_text(encoding="utf-8") == "my,own,list\n1,2,3\n"


def test_a_draft_of_a_mail_has_the_file_and_no_address_of_anybody(file: Path, tmp_path: Path) -> None:
    rows = list_distribution([OFFICE], [file], "status", "2026-06-30")
    (path,) = write_mails(rows, [file], "Status report – Beispielwerke", tmp_path / "mails")

    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert (mail["Subject"], mail["X-Unsent"], mail["From"]) == ("Status report – Beispielwerke", "1", None)
    assert [(group.display_name, group.addresses) for group in mail["To"].groups] == [("Users in the offices", ())]
    (attached,) = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("demo-status.docx", b"a document")


def test_a_title_with_a_line_end_adds_no_header(file: Path, tmp_path: Path) -> None:
    evil = Receiver("status", "evil", "Board\r\nBcc: all@example.org", "users", "monthly", "team")
    (path,) = write_mails(list_distribution([evil], [file], "s", "2026-06-30"), [file], "Status", tmp_path / "mails")

    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert mail["Bcc"] is None
    assert [group.addresses for group in mail["To"].groups if group.display_name] == [()]


def test_the_same_draft_has_the_same_bytes(file: Path, tmp_path: Path) -> None:
    rows = list_distribution([OFFICE], [file], "status", "2026-06-30")
    (one,) = write_mails(rows, [file], "Status", tmp_path / "one")
    (two,) = write_mails(rows, [file], "Status", tmp_path / "two")

    assert one.read_bytes() == two.read_bytes()
