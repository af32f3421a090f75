"""Every row of every file is accounted for, and the newest row of an id wins."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csi_lib.errors import SourceError
from csi_lib.ingest import compare_exports
from csi_lib.ingest.fold import fold_rows
from csi_lib.ingest.ledger import check_balance

COUNTS = ["kept", "folded", "duplicate", "rejected"]
HEADINGS = ["number", "opened_at", "state", "sys_updated_on"]


def counts(found: Any) -> list[list[int]]:
    return found.ledger[["rows", *COUNTS]].values.tolist()


def test_overlapping_monthly_files_keep_the_newest_row_of_an_id(project: Any, ticket: dict, as_csv: Any) -> None:
    early = {**ticket, "state": "New", "closed_at": "", "sys_updated_on": "2026-03-02 08:00:00"}
    project.put("m_1.csv", as_csv([early, {**early, "number": "INC2"}]))
    project.put("m_2.csv", as_csv([ticket, {**early, "number": "INC2"}, {**early, "number": "INC3"}]))

    found = project.ingest("m_*.csv")

    assert project.table(found)["state"].tolist() == ["closed", "open", "open"]
    assert counts(found) == [[2, 0, 1, 1, 0], [3, 3, 0, 0, 0]]
    assert found.ledger["file"].tolist() == ["m_1.csv", "m_2.csv"]


def test_an_older_file_named_later_does_not_win(project: Any, ticket: dict, as_csv: Any) -> None:
    early = {**ticket, "state": "New", "sys_updated_on": "2026-03-02 08:00:00"}
    project.put("b.csv", as_csv([early]))
    project.put("a.csv", as_csv([ticket]))

    found = project.ingest("a.csv", "b.csv")

    assert project.table(found)["state"].tolist() == ["closed"]
    assert counts(found) == [[1, 1, 0, 0, 0], [1, 0, 1, 0, 0]]


def test_without_an_update_stamp_the_later_row_wins(project: Any) -> None:
    project.put("a.csv", "number,opened_at,state\nINC1,2026-03-02 08:00:00,Closed\nINC1,2026-03-02 08:00:00,New\n")

    assert project.table(project.ingest("a.csv"))["state"].tolist() == ["open"]


def test_in_an_event_log_the_update_number_goes_before_the_stamp(project: Any) -> None:
    text = "number,opened_at,state,sys_mod_count,sys_updated_on\n"
    for count, state, day in ((10, "Closed", 3), (9, "Resolved", 4), (2, "New", 2)):
        text += f"INC1,2026-03-02 08:00:00,{state},{count},2026-03-0{day} 08:00:00\n"
    project.put("a.csv", text)

    assert project.table(project.ingest("a.csv"))["state"].tolist() == ["closed"]


def test_a_damaged_newest_row_leaves_the_one_before(project: Any, ticket: dict, as_csv: Any) -> None:
    newer = {**ticket, "opened_at": "broken", "sys_updated_on": "2026-04-01 08:00:00"}
    project.put("a.csv", as_csv([ticket, newer]))

    found = project.ingest("a.csv")

    assert len(project.table(found)) == 1
    assert counts(found) == [[2, 1, 0, 0, 1]]


def test_incidents_and_requests_from_two_sources_are_one_table(project: Any, ticket: dict, as_csv: Any) -> None:
    project.put("i.csv", as_csv([ticket]))
    project.put("r.csv", as_csv([{**ticket, "number": "77"}, ticket]))
    source = {"adapter": "servicenow", "table": "tickets"}
    sources = {
        "incidents": {**source, "files": ["i.csv"]},
        "requests": {**source, "files": ["r.csv"], "kind": "request"},
    }

    found = project.ingest(sources=sources)

    assert project.table(found)[["id", "kind"]].values.tolist() == [["77", "request"], ["INC1", "incident"]]
    assert found.ledger[["source", "table", "kept", "duplicate"]].values.tolist() == [
        ["incidents", "tickets", 0, 1],
        ["requests", "tickets", 2, 0],
    ]


def test_a_rejected_row_is_there_with_its_row_number_and_content(project: Any, ticket: dict, as_csv: Any) -> None:
    project.put("a.csv", as_csv([ticket, {**ticket, "number": ""}]) + "INC3,only two\r\n" + as_csv([ticket]))

    rejected = project.ingest("a.csv").rejected

    assert rejected[["row", "reason"]].values.tolist() == [
        [3, "no id"],
        [4, "2 cells where the heading has 8"],
        [5, "the heading row again"],
    ]
    assert rejected["content"].iloc[1] == '["(not stored)"]'  # nobody knows which cell is which


def test_an_id_with_a_line_break_is_what_a_stray_quote_made_and_no_id(project: Any) -> None:
    project.put("a.csv", 'number,opened_at\nINC1,2026-03-02 08:00:00\n"INC2,x\n",2026-03-02 08:00:00\n')

    found = project.ingest("a.csv")

    assert project.table(found)["id"].tolist() == ["INC1"]
    assert found.rejected["reason"].tolist() == ["id 'INC2,x' holds a line break: a stray quote"]


def test_an_export_of_exactly_a_thousand_rows_is_suspected_to_be_capped(
    project: Any, ticket: dict, as_csv: Any
) -> None:
    project.put("a.csv", as_csv([{**ticket, "number": f"INC{place}"} for place in range(1_000)]))
    project.put("b.csv", as_csv([{**ticket, "number": f"INC{place}"} for place in range(999)]))

    assert project.issue(project.ingest("a.csv"), "capped").count == 1_000
    assert not [issue for issue in project.ingest("b.csv").issues if issue.code == "capped"]


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["INC1", "INC2", "RITM3", "", "X9"]),
        st.sampled_from(["2026-03-02 08:00:00", "2026-03-03 08:00:00", "", "broken"]),
        st.sampled_from(["New", "Closed", "odd"]),
        st.sampled_from(["2026-03-05 08:00:00", "2026-03-06 08:00:00", "", "?"]),
        st.sampled_from(["", "", "", "extra", "short", 'quo"te', '"open', "blank"]),
    ),
    max_size=12,
)


def damage(rows: list[tuple[str, ...]]) -> tuple[str, int | None]:
    """Write rows as text, some of them damaged; return the text and how many rows a reader has to find.

    Two stray quotes can make one well-formed cell of what lies between them: then nobody can tell.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(HEADINGS)
    writer.writerow(["INC0", "2026-03-01 08:00:00", "New", ""])
    for *cells, harm in rows:
        if harm == 'quo"te':
            stream.write(f'"{cells[0]}"x,{",".join(cells[1:])}\n')
        elif harm == '"open':
            stream.write(f'"{cells[0]},{",".join(cells[1:])}\n')
        elif harm == "blank":
            stream.write("\n")
        else:
            writer.writerow([*cells, "more"] if harm == "extra" else cells[:2] if harm == "short" else cells)
    blank = sum(harm == "blank" or (harm == "short" and not any(cells[:2])) for *cells, harm in rows)
    stray = sum(row[-1] == '"open' for row in rows)
    return stream.getvalue(), 1 + len(rows) - blank if stray < 2 else None


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROWS, min_size=1, max_size=3))
def test_the_ledger_adds_up_whatever_the_damage(
    new_project: Callable[[], Any], files: list[list[tuple[str, ...]]]
) -> None:
    project = new_project()
    written = []
    for place, rows in enumerate(files):
        text, count = damage(rows)
        project.put(f"f{place}.csv", text)
        written.append(count)

    found = project.ingest("f*.csv")

    ledger, tickets = found.ledger, project.table(found)
    assert (ledger["rows"] == ledger[COUNTS].sum(axis=1)).all()
    assert ledger["kept"].sum() == len(tickets) == tickets["id"].nunique()
    assert ledger["rejected"].sum() == len(found.rejected)
    for rows_found, expected in zip(ledger["rows"], written, strict=True):
        assert expected is None or rows_found == expected


def test_a_ledger_that_does_not_add_up_is_refused() -> None:
    ledger = pd.DataFrame(
        {"file": ["a.csv"], "rows": [3], "kept": [1], "folded": [0], "duplicate": [0], "rejected": [1]}
    )

    with pytest.raises(SourceError, match="do not add up"):
        check_balance(ledger)


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.integers(0, 2), st.integers(1, 3), st.sampled_from("xy"), st.booleans()),
        min_size=1,
        max_size=10,
    )
)
def test_folding_is_what_a_plain_loop_says(rows: list[tuple[str, int, int, str, bool]]) -> None:
    days = pd.to_datetime([f"2026-03-0{row[2]}" for row in rows]).astype("datetime64[us]")
    frame = pd.DataFrame({"id": [row[0] for row in rows], "updated_at": days, "team": [row[3] for row in rows]})
    order, usable = pd.Series([float(row[1]) for row in rows]), pd.Series([row[4] for row in rows])

    found = fold_rows(frame, ("id",), order, usable).tolist()

    expected = ["rejected"] * len(rows)
    for name in "ab":
        own = sorted((row[1], row[2], place) for place, row in enumerate(rows) if row[0] == name and row[4])
        seen: set[tuple[object, ...]] = set()
        for place in [item[2] for item in reversed(own)]:
            content = rows[place][:4]
            expected[place] = "kept" if not seen else "duplicate" if content in seen else "folded"
            seen.add(content)
    assert found == expected


def make_ledger(source: str, rows: int, last: str) -> pd.DataFrame:
    return pd.DataFrame({"source": [source], "rows": [rows], "last_stamp": [pd.Timestamp(last)]})


@pytest.mark.parametrize(
    ("rows", "last", "codes"),
    [
        (100, "2026-06-30", []),
        (71, "2026-06-30", []),
        (70, "2026-06-30", ["fewer_rows"]),
        (100, "2026-06-29", ["older_export"]),
        (10, "2026-01-01", ["older_export", "fewer_rows"]),
        (200, "2026-07-31", []),
    ],
)
def test_an_export_older_or_a_third_smaller_than_last_time_is_questioned(
    rows: int, last: str, codes: list[str]
) -> None:
    previous = make_ledger("tickets", 100, "2026-06-30")

    assert [issue.code for issue in compare_exports(make_ledger("tickets", rows, last), previous)] == codes


def test_a_source_that_is_gone_is_named() -> None:
    previous = make_ledger("changes", 100, "2026-06-30")

    (issue,) = compare_exports(make_ledger("tickets", 100, "2026-06-30"), previous)

    assert (issue.code, issue.where) == ("source_gone", "changes")
