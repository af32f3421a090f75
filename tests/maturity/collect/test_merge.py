"""Many forms of one respondent: the same twice counts once, two answers are listed, nothing is overwritten unsaid."""

from __future__ import annotations

import csv
import datetime as dt
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csi_lib.errors import SourceError
from csi_lib.maturity import Answer, Sheet
from csi_lib.maturity.collect import differing, store
from csi_lib.maturity.collect.merge import merge_forms
from csi_lib.maturity.collect.packet import Seal
from csi_lib.maturity.collect.replaced import CONFLICTS
from csi_lib.maturity.collect.returned import Notes, Reply, Returned
from csi_lib.maturity.collect.store import write_answers
from csi_lib.settings import load

QUESTIONS = tuple((f"inc-1.1-{key}", "incident", 1, "0" * 16) for key in "abc")


def form(file, answers, respondent="r01", group="agents", role="agent", saved=None, left=None):
    seal = Seal("acme", group, respondent, role, QUESTIONS)
    replies = {
        f"inc-1.1-{key}": Reply(
            None if answers.get(key) is None else Answer.model_validate(answers[key]),
            f"C{row}",
            (left or {}).get(key, ""),
        )
        for row, key in enumerate("abc", start=6)
    }
    stamp = dt.datetime.fromisoformat(f"{saved}T12:00+00:00") if saved else None
    return Returned(file, seal, respondent, role, None, stamp, replies)


def merge(*forms, folder=None, prefer=""):
    notes = Notes()
    there = store.load_standing(folder, notes) if folder else {}
    return merge_forms(forms, there, prefer, notes), notes


def test_the_same_answers_twice_count_once_and_are_told():
    (merged,), notes = merge(form("a", {"a": "F"}), form("b", {"a": "F"}))

    assert notes.faults == [] and merged.answers["inc-1.1-a"] == Answer(answer="F")
    assert [str(note) for note in notes.remarks] == ["a: the same answers of r01 stand in b; they count once"]


def test_what_was_said_again_last_is_the_newest():
    forms = [form(f"may {day}", {"a": word}, saved=f"2026-05-0{day}") for day, word in enumerate("FNF", start=1)]
    (merged,), notes = merge(*forms, prefer="newer")

    assert notes.faults == [] and merged.answers["inc-1.1-a"].answer == "F"


def test_two_answers_of_one_respondent_are_told_with_file_cell_and_both_values():
    _, notes = merge(form("a", {"a": "F", "b": "N"}), form("b", {"a": {"answer": "F", "note": "x"}, "b": "P"}))

    assert [str(note) for note in notes.faults] == [
        "respondent r01: two answers each in 2 cells, inc-1.1-a: F (note x) in b, C6; F in a, C6; "
        "inc-1.1-b: P in b, C7; N in a, C7. Neither is known to be newer: leave one out",
    ]


def test_many_differing_cells_of_two_files_are_one_line_with_their_number(monkeypatch):
    monkeypatch.setattr(differing, "SHOWN", 1)
    _, notes = merge(form("a", dict.fromkeys("abc", "F")), form("b", dict.fromkeys("abc", "N")))

    (fault,) = map(str, notes.faults)
    assert "two answers each in 3 cells, inc-1.1-a: N in b, C6; F in a, C6; and 2 more. " in fault


def test_only_what_would_settle_two_answers_is_advised(folder):
    for day, prefer, advice in (
        ("2026-06-01", "", "Leave one out, or say --prefer newer"),
        ("2026-05-01", "", "Neither is known to be newer: leave one out, or take the form's with --prefer given"),
        ("2026-05-01", "newer", "Neither is known to be newer: leave one out, or take the form's with --prefer given"),
    ):
        (fault,) = merge(form("new", {"a": "P"}, saved=day), folder=folder, prefer=prefer)[1].faults
        assert fault.do == advice
    assert merge(form("new", {"a": "P"}, saved="2026-05-01"), folder=folder, prefer="given")[1].faults == []


def test_an_answer_fills_up_a_blank_of_another_form():
    (merged,), notes = merge(form("a", {"a": "F"}), form("b", {"b": "DK"}))

    assert notes.faults == []
    assert [answer and answer.answer for answer in merged.answers.values()] == ["F", "DK", None]


def test_one_respondent_in_two_groups_is_refused_whatever_is_preferred():
    _, notes = merge(form("a", {"a": "F"}), form("b", {"a": "F"}, group="managers"), prefer="newer")

    assert [str(note) for note in notes.faults] == [
        "respondent r01: the group is 'agents' in a and 'managers' in b. One person speaks for one group: leave one out"
    ]


def test_the_newer_answer_is_taken_only_when_it_is_asked_for_and_known_to_be_newer():
    old, new = form("old", {"a": "F"}, saved="2026-05-01"), form("new", {"a": "P"}, saved="2026-05-02")
    (merged,), notes = merge(new, old, prefer="newer")
    assert notes.faults == [] and merged.answers["inc-1.1-a"] == Answer(answer="P")
    assert [(row.kept_file, row.kept, row.other_file, row.other) for row in merged.replaced] == [
        ("new", "P", "old", "F")
    ]

    _, notes = merge(form("x", {"a": "F"}), form("y", {"a": "P"}), prefer="newer")
    assert "Neither is known to be newer" in str(notes.faults[0])


@pytest.fixture
def folder(tmp_path):
    """Answer files as they were taken in on 1 May."""
    place = tmp_path / "answers"
    merged, _ = merge(form("first", {"a": "F", "b": "L"}, saved="2026-05-01"))
    write_answers(merged, place)
    return place


def test_an_answer_file_that_says_the_same_stays_as_it_is(folder):
    before = (folder / "r01.yml").stat().st_mtime_ns
    merged, notes = merge(form("again", {"a": "F", "b": "L"}, saved="2026-06-01"), folder=folder)

    assert notes.faults == [] and write_answers(merged, folder) == ()
    assert (folder / "r01.yml").stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("answers", "line"), [({"a": "P"}, "P in new, C6; F in r01.yml"), ({"c": "N"}, "N in new, C8; blank")]
)
def test_an_answer_file_that_would_change_is_a_conflict(folder, answers, line):
    _, notes = merge(form("new", answers, saved="2026-06-01"), folder=folder)

    (fault,) = notes.faults
    assert line in str(fault)


def test_what_gives_way_to_a_newer_answer_is_kept_in_a_list_that_only_grows(folder):
    for day, word in (("2026-06-01", "=P"), ("2026-07-01", "x")):
        merged, notes = merge(form(day, {"a": {"answer": "P", "note": word}}, saved=day), folder=folder, prefer="newer")
        assert notes.faults == []
        write_answers(merged, folder)

    sheet = load(folder / "r01.yml", Sheet)
    assert (sheet.answers["inc-1.1-a"].note, sheet.answers["inc-1.1-b"].answer) == ("x", "L")
    with (folder / CONFLICTS).open(encoding="utf-8") as stream:
        rows = [(row["kept"], row["other"]) for row in csv.DictReader(stream)]
    assert rows == [("P (note =P)", "F"), ("P (note x)", "P (note =P)")]


def test_an_older_form_does_not_take_a_newer_answer_away_and_is_listed(folder):
    merged, notes = merge(form("old", {"a": "N"}, saved="2026-04-01"), folder=folder, prefer="newer")
    assert notes.faults == []

    for _ in range(2):
        write_answers(merged, folder)
    assert load(folder / "r01.yml", Sheet).answers["inc-1.1-a"].answer == "F"
    assert (folder / CONFLICTS).read_text().splitlines()[1:] == ["r01,inc-1.1-a,r01.yml,answers.inc-1.1-a,F,old,C6,N"]


def test_an_older_form_still_fills_up_what_the_answer_file_leaves_blank(folder):
    (merged,), notes = merge(form("old", {"a": "F", "c": "P"}, saved="2026-04-01"), folder=folder, prefer="newer")

    assert notes.faults == [] and merged.answers["inc-1.1-c"].answer == "P"
    assert [(row.question, row.kept, row.other) for row in merged.replaced] == [("inc-1.1-c", "P", "blank")]


def test_a_form_given_wins_over_the_answer_file_of_the_same_day_when_that_is_said(folder):
    corrected = form("corrected", {"a": "N"}, saved="2026-05-01")
    assert merge(corrected, folder=folder, prefer="newer")[1].faults != []

    (merged,), notes = merge(corrected, folder=folder, prefer="given")
    assert notes.faults == [] and merged.answers["inc-1.1-a"].answer == "N"
    assert merged.answers["inc-1.1-b"].answer == "L", "a blank takes nothing away"


def test_a_broken_answer_file_in_the_folder_stops_the_import(folder):
    (folder / "r02.yml").write_text("version: 1\nrespondent: r02\n")

    (fault,) = merge(form("a", {"a": "F"}), folder=folder)[1].faults
    assert "r02.yml" in str(fault) and "key 'group' is missing" in str(fault)


def test_when_a_file_cannot_be_put_in_place_the_folder_is_as_before(folder, monkeypatch):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    forms = [form("a", {"a": "N"}, saved="2026-06-01"), form("b", {"a": "F"}, respondent="r02")]
    merged, _ = merge(*forms, folder=folder, prefer="newer")
    real, calls = os.replace, []

    def fail_once(source, target):
        calls.append(target)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(store.os, "replace", fail_once)
    with pytest.raises(OSError, match="No space"):
        write_answers(merged, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_answers_that_would_not_read_back_are_not_written(tmp_path, monkeypatch):
    merged, _ = merge(form("a", {"a": "F"}))
    monkeypatch.setattr(
        store, "write_text", lambda item: "version: 1\nrespondent: r01\ngroup: agents\nrole: agent\nanswers: {x: F}\n"
    )

    with pytest.raises(SourceError, match="would not read back"):
        write_answers(merged, tmp_path)
    assert list(tmp_path.iterdir()) == []


words = st.sampled_from([None, "N", "F", "DK"])
sheets = st.fixed_dictionaries({key: words for key in "abc"})


@settings(max_examples=300, deadline=None)
@given(st.lists(sheets, min_size=1, max_size=4), st.sampled_from(["", "newer"]), st.randoms())
def test_the_order_of_the_files_is_nothing(found, prefer, chance):
    forms = [form(f"f{number}", one, saved=f"2026-05-0{number // 2 + 1}") for number, one in enumerate(found)]
    mixed = list(forms)
    chance.shuffle(mixed)

    (one, first), (other, second) = merge(*forms, prefer=prefer), merge(*mixed, prefer=prefer)
    assert one[0].answers == other[0].answers
    assert len(first.faults) == len(second.faults)


@settings(max_examples=300, deadline=None)
@given(st.lists(sheets, min_size=1, max_size=4))
def test_every_answer_of_every_form_is_kept_or_named(found):
    forms = [form(f"f{number}", one) for number, one in enumerate(found)]
    (merged,), notes = merge(*forms)

    told = " ".join(str(fault) for fault in notes.faults)
    for one in forms:
        for name, reply in one.replies.items():
            kept = merged.answers[name]
            assert reply.answer is None or reply.answer == kept or f"{name}: {reply.answer.answer} in" in told
            assert reply.answer is None or kept is not None


answers = st.one_of(
    st.none(),
    st.builds(
        lambda word, note, reason, ref, seen: {
            "answer": word,
            "note": note,
            "reason": reason,
            "ref": ref,
            "seen": seen,
        },
        st.sampled_from(["N", "P", "L", "F", "DK"]),
        *[st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=40)] * 3,
        st.one_of(st.none(), st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))),
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.fixed_dictionaries({key: answers for key in "abc"}))
def test_whatever_was_written_reads_back_as_it_was(tmp_path_factory, found):
    if not any(found.values()):
        return
    folder = tmp_path_factory.mktemp("answers")
    given_form = form("a", found, role="first: line, #1 'agent' \"x\"")
    merged, notes = merge(given_form)
    write_answers(merged, folder)

    sheet = load(folder / "r01.yml", Sheet)
    meant = {name: reply.answer for name, reply in given_form.replies.items() if reply.answer}
    assert notes.faults == [] and sheet.answers == meant and sheet.role == given_form.role
