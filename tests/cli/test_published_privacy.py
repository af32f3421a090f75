"""Nothing that a run leaves behind names a person or quotes a ticket, whatever the file it stands in."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import yaml

from csi_lib.cli import main

NAME, MAIL, TEXT = "Zenobia Quexley", "zenobia.quexley@client.example", "Ottilie spilled coffee on it"
HEAD = (
    "number,opened_at,resolved_at,state,priority,assigned_to,caller_id,opened_by,short_description,description,comments"
)
SETTINGS = {
    "version": 1, "id": "acme", "client": "Acme", "zone": "UTC", "author": "A", "slices": ["priority"],
    "breakdowns": [],
    "sources": {
        "tickets": {"adapter": "servicenow", "kind": "incident", "files": ["../../t.csv"]},
        "surveys": {"adapter": "plain", "files": ["../../s.csv"]},
        "services": {"adapter": "plain", "files": ["../../p.csv"]},
    },
    "kpis": ["incident_volume", "mttr_resolve", "csat_desk"],
}  # fmt: skip


def row(number: str, opened: str = "2026-03-02 08:00:00", state: str = "Closed", priority: str = "1 - Critical") -> str:
    people = f"{NAME},{MAIL},{NAME.upper()}"
    return f"{number},{opened},2026-03-03 08:00:00,{state},{priority},{people},{TEXT},{TEXT} again,{MAIL} wrote"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project after one run over exports in which everything is wrong that can be."""
    folder = tmp_path_factory.mktemp("acme")
    (folder / "params" / "engagements").mkdir(parents=True)
    rows = [
        *(row(f"INC{place}") for place in range(40)),
        row(""),  # no id
        row("INC41", opened="neulich"),  # no stamp
        row("INC42", state=MAIL),  # an address where a state should be
        row("INC43") + ",one cell too many",
        f"INC44,{NAME},{TEXT}",  # torn
        f'"INC45\n{TEXT}",' + row("").partition(",")[2],  # an id that swallowed a text
    ]
    (folder / "t.csv").write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    answers = [f"{place},csat,2026-03-04 08:00:00,5,INC{place},{MAIL},{TEXT}" for place in range(30)]
    head = "id,kind,responded_at,score,ticket_id,respondent,comment"
    (folder / "s.csv").write_text("\n".join([head, *answers, f",csat,,5,INC1,{MAIL},{TEXT}"]) + "\n", encoding="utf-8")
    (folder / "p.csv").write_text(f"id,name,owner\n1,Mail,{NAME}\n", encoding="utf-8")
    path = folder / "params" / "engagements" / "acme.yml"
    path.write_text(yaml.safe_dump(SETTINGS), encoding="utf-8")
    assert main(["run", str(path), "--only", "data_quality", "--only", "diagnosis", "--jobs", "2"]) == 0
    return folder


def find_words(folder: Path) -> dict[str, list[str]]:
    """Which planted words stand in which file below a folder; Parquet is read as text, too."""
    found: dict[str, list[str]] = {}
    for path in sorted(item for item in folder.rglob("*") if item.is_file()):
        text = path.read_bytes().decode("utf-8", errors="replace")
        if path.suffix == ".parquet":
            text += pd.read_parquet(path).to_csv()
        words = [
            word for word in (*NAME.split(), MAIL, *MAIL.split("@"), TEXT, "Ottilie") if word.lower() in text.lower()
        ]
        if words:
            found[str(path.relative_to(folder))] = words
    return found


def test_the_search_finds_what_is_there(home: Path) -> None:
    assert set(find_words(home)) == {"t.csv", "s.csv", "p.csv"}  # the exports themselves, and nothing else


def test_rejected_rows_are_published_with_pseudonyms(home: Path) -> None:
    (file,) = (home / "reports" / "acme").glob("*/rejected.csv")
    rejected = pd.read_csv(file)

    assert len(rejected) == 6
    assert rejected["content"].str.contains("p-[0-9a-f]{16}").sum() >= 2
    assert rejected["content"].str.contains("(not stored)", regex=False).all()


def test_the_tables_hold_the_same_person_under_one_pseudonym(home: Path) -> None:
    (file,) = (home / "reports" / ".cache").rglob("tables/tickets.parquet")
    tickets = pd.read_parquet(file)

    assert tickets["assignee"].nunique() == 1
    assert tickets["assignee"].iloc[0].startswith("p-")
