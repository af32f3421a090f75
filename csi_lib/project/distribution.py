"""Who gets which file: a list beside the files, a log of all of them, and drafts of mails; nothing is sent."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from email.headerregistry import Group
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from pathlib import Path

from csi_lib.errors import UsageError
from csi_lib.files import hold_alone, write_whole
from csi_lib.register.people.receivers import Receiver
from csi_lib.report.csv import guard_text, unguard_text

LIST = "distribution.csv"
MAILS = "mails"
HEADINGS = ("document", "as_of", "file", "sha256", "bytes", "stakeholder", "title", "group", "frequency", "sender")
_KINDS = {"pdf": ("application", "pdf"), "html": ("text", "html")}

Row = dict[str, str]


def list_distribution(receivers: Iterable[Receiver], files: Sequence[Path], name: str, as_of: object) -> list[Row]:
    """List every file for everyone who gets it.

    Parameters
    ----------
    receivers : iterable of Receiver
        Of this document.
    files : sequence of Path
        What was written.
    name : str
        Name of the document's folder: ``plan``, ``status-2026-06``.
    as_of : date or str
        Last day of the data.

    Returns
    -------
    list of dict
        ``HEADINGS``; the SHA-256 is that of the file.
    """
    hashes = {path: (sha256(path.read_bytes()).hexdigest(), path.stat().st_size) for path in files}
    return [
        {
            "document": name, "as_of": str(as_of), "file": path.name, "sha256": digest, "bytes": str(size),
            "stakeholder": item.id, "title": item.title, "group": item.group, "frequency": item.frequency,
            "sender": item.sender,
        }
        for item in receivers
        for path, (digest, size) in hashes.items()
    ]  # fmt: skip


def write_list(rows: Sequence[Row], path: Path) -> None:
    """Write a list of distribution; no cell of it runs in a spreadsheet."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, HEADINGS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: guard_text(value) for key, value in row.items()} for row in rows)
    write_whole(path, stream.getvalue().encode("utf-8"))


def log_distribution(rows: Sequence[Row], path: Path) -> int:
    """Add rows to the log of an engagement; a file that was written anew replaces its own rows.

    Parameters
    ----------
    rows : sequence of dict
        As ``list_distribution`` returns them.
    path : Path
        The log, made where there is none.

    Returns
    -------
    int
        Rows in the log now.

    Raises
    ------
    UsageError
        When the log is there and is none.
    """
    with hold_alone(path.parent):
        mine = {(row["document"], row["as_of"]) for row in rows}
        kept = [row for row in read_list(path) if (row["document"], row["as_of"]) not in mine]
        write_list([*kept, *rows], path)
    return len(kept) + len(rows)


def read_list(path: Path) -> list[Row]:
    """Read a list of distribution back; empty where there is none."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        if tuple(reader.fieldnames or ()) != HEADINGS:
            raise UsageError("this is no list of distribution", where=str(path), do="Move it away; a new one is made")
        return [{key: unguard_text(str(value)) for key, value in row.items()} for row in reader]


def write_mails(rows: Sequence[Row], files: Sequence[Path], subject: str, folder: Path) -> tuple[Path, ...]:
    """Write a draft of a mail for every receiver, with the files attached and no address: whoever sends it adds that.

    Parameters
    ----------
    rows : sequence of dict
        As ``list_distribution`` returns them.
    files : sequence of Path
        What is attached.
    subject : str
        The subject.
    folder : Path
        Where the drafts go, made where it is not there.

    Returns
    -------
    tuple of Path
        One ``.eml`` file per receiver, by name.
    """
    folder.mkdir(exist_ok=True)
    written = []
    for item in {row["stakeholder"]: row for row in rows}.values():
        path = folder / f"{item['stakeholder']}.eml"
        write_whole(path, _draft(item, files, subject).as_bytes(policy=SMTP))
        written.append(path)
    return tuple(written)


def _draft(row: Row, files: Sequence[Path], subject: str) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = _flatten(subject)
    mail["To"] = Group(_flatten(row["title"]), ())  # a group without members: RFC 5322, 3.4
    mail["X-Unsent"] = "1"  # a draft, to mail programs that know the mark
    names = "\n".join(f"  {path.name}" for path in files)
    mail.set_content(f"{_flatten(subject)}\n\n{names}\n\n{_flatten(row['sender'])}\n")
    for path in files:
        main, sub = _KINDS.get(path.suffix[1:], ("application", "octet-stream"))
        mail.add_attachment(path.read_bytes(), maintype=main, subtype=sub, filename=path.name)
    mail.set_boundary(sha256(f"{row['stakeholder']}\0{names}".encode()).hexdigest())  # the same draft, the same bytes
    return mail


def _flatten(text: str) -> str:
    return " ".join(text.split())
