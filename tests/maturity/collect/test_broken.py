"""Workbooks that something happened to: one clear line each, and nothing lost."""

from __future__ import annotations

import datetime as dt
import random
import shutil

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from csi_lib.maturity import Sheet
from csi_lib.maturity.collect.columns import PLACE, SEAL, SEAL_TABLE_ROW
from csi_lib.settings import load

from .conftest import edit_book, put, put_start, resave

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def move_sheet(old, new):
    return lambda book: setattr(book[old], "title", new)


def drop_column(key):
    return lambda book: book["Incidents"].delete_cols(PLACE[key] + 1)


def set_cell(cell, value, sheet="Incidents"):
    return lambda book: book[sheet].__setitem__(cell, value)


TODAY = put_start(date=dt.date(2026, 5, 12))
BROKEN = {
    "a sheet taken out": (
        lambda book: book.remove(book["Incidents"]),
        "r01.xlsx: the sheet 'Incidents' with 3 questions is missing",
    ),
    "the column of answers deleted": (
        drop_column("answer"),
        "r01.xlsx, sheet 'Incidents', row 5: the column 'Answer' is missing",
    ),
    "the column of comments deleted": (drop_column("note"), "the column 'Comment' is missing"),
    "the column of ids deleted": (drop_column("question"), "the column 'Id' is missing"),
    "an answer of one's own": (
        put("inc-1.1-b", answer="mostly, I think"),
        "r01.xlsx, sheet 'Incidents', cell C7: 'mostly, I think' is no answer. Choose one of: Fully",
    ),
    "a number": (put("inc-1.1-b", answer=3), "cell C7: '3' is no answer"),
    "evidence of one's own": (put("inc-1.1-b", evidence="my word"), "cell E7: 'my word' is no kind of evidence"),
    "a day that is none": (put("inc-1.1-b", answer="Fully", seen="last May"), "cell F7: 'last May' is no day"),
    "not applicable without a reason": (
        put("inc-1.1-b", answer="Not applicable"),
        "cell D7: 'Not applicable' stands there without a reason",
    ),
    "a formula": (put("inc-1.1-b", answer='="Fully"'), "cell C7: a formula stands where a text belongs"),
    "a formula in a comment": (put("inc-1.1-b", note="=1+1"), "cell H7: a formula stands where a text belongs"),
    "an error value": (put("inc-1.1-b", answer="#N/A"), "cell C7: an error value stands where a text belongs"),
    "an id changed": (
        set_cell("A7", "inc-1.1-bb"),
        "r01.xlsx, sheet 'Incidents', cell A7: the id 'inc-1.1-b' was changed to 'inc-1.1-bb'",
    ),
    "an id taken out": (set_cell("A7", None), "cell A7: the id 'inc-1.1-b' was taken out"),
    "an id doubled": (set_cell("A8", "inc-1.1-b"), "cell A8: question 'inc-1.1-b' stands there twice"),
    "a question's text changed": (
        set_cell("B7", "Is it nice?"),
        "cell B7: the text of question 'inc-1.1-b' was changed",
    ),
    "a row deleted": (lambda book: book["Incidents"].delete_rows(7), "question 'inc-1.1-b' is missing"),
    "the hidden sheet taken out": (
        lambda book: book.remove(book[SEAL]),
        "the hidden sheet with its fingerprint is missing",
    ),
    "the hidden sheet changed": (
        lambda book: book[SEAL].cell(SEAL_TABLE_ROW + 2, 4, "0" * 16),
        "its hidden fingerprint was changed",
    ),
    "another version of the form": (
        lambda book: book[SEAL].cell(2, 2, "2"),
        "the form is of version 2, this kit reads version 1",
    ),
    "another engagement": (lambda book: book[SEAL].cell(3, 2, "other"), "its hidden fingerprint was changed"),
    "another respondent": (put_start(respondent="r02"), "the form was made for 'r01', here stands 'r02'"),
    "another group": (put_start(group="managers"), "the form was made for 'agents', here stands 'managers'"),
    "the cover taken out": (lambda book: book.remove(book["Start"]), "the sheet 'Start' is missing"),
    "no day on the cover": (put_start(date="soon"), "sheet 'Start', cell B8: 'soon' is no day"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_workbook_is_told_in_one_line_and_nothing_is_written(form, take_in, tmp_path, what):
    edit, line = BROKEN[what]
    edit_book(form, put("chg-1.1-a", answer="Fully"), edit)
    before = form.read_bytes()

    found = take_in(form)

    told = [str(fault) for fault in found.faults]
    assert len([text for text in told if line in text]) == 1, told
    assert len(told) == 1 or what in {"an id doubled"}, told
    assert all("\n" not in text for text in told)
    assert not (tmp_path / "answers").exists()
    assert form.read_bytes() == before


@pytest.mark.parametrize("typed", ["don't know", "Don\u2019t  know", "DK", " dk "])
def test_an_answer_typed_instead_of_chosen_is_known_by_its_word(form, take_in, typed):
    edit_book(form, put("inc-1.1-a", answer="Fully"), put("inc-1.1-b", answer=typed))

    found = take_in(form)
    assert found.faults == () and found.tallies[0].dont_know == 1


def test_a_renamed_sheet_is_known_by_its_ids_read_and_told(form, take_in):
    edit_book(form, put("inc-1.1-a", answer="Largely"), move_sheet("Incidents", "My tickets"))

    found = take_in(form)

    assert found.faults == ()
    assert str(found.remarks[0]) == (
        "r01.xlsx: the sheet 'Incidents' was renamed 'My tickets'; its ids show which it is, so it was read"
    )
    assert (found.tallies[0].answered, found.tallies[0].asked) == (1, 6)


def test_an_array_formula_is_told_in_every_cell_that_it_fills(form, take_in):
    def spread(book):
        book["Incidents"]["C6"] = ArrayFormula("C6:C7", '="Fully"')
        book["Incidents"]["C7"] = "Fully"

    edit_book(form, spread)

    told = [str(fault) for fault in take_in(form).faults]
    assert [text.split(": ")[0] for text in told] == [
        "r01.xlsx, sheet 'Incidents', cell C6",
        "r01.xlsx, sheet 'Incidents', cell C7",
    ]


def test_all_faults_of_all_files_are_told_at_once(form, take_in, tmp_path):
    other = edit_book(form, put("inc-1.1-a", answer="no"), set_cell("A7", "x"), out=tmp_path / "forms" / "s.xlsx")
    edit_book(form, put("chg-1.1-a", answer="yes"), put("chg-1.1-b", answer="Not applicable"))

    told = [str(fault) for fault in take_in(form, other).faults]

    assert len(told) == 4
    assert [text.split(",")[0] for text in told] == ["r01.xlsx", "r01.xlsx", "s.xlsx", "s.xlsx"]


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("r01.xlsx", OLD + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
        ("r01.xlsx", OLD + b"\0" * 600, "this is a workbook of the old format .xls"),
        ("r01.xls", OLD, "a file '.xls' is no form. Open it and save it as .xlsx"),
        ("r01.ods", b"PK", "a file '.ods' is no form. Open it and save it as .xlsx"),
        ("r01.html", b"<html>", "This is the page itself: open it"),
        ("r01.csv", b"a,b", "has lost the ids"),
        ("r01", b"", "a file 'without a suffix' is no form"),
        ("r01.xlsx", b"PK\x03\x04 broken", "damaged or no workbook"),
        ("r01.xlsx", b"", "damaged or no workbook"),
        ("r01.json", b"{", "damaged or no JSON"),
        ("r01.json", b'{"a": 1, "a": 2}', "the key 'a' stands there twice"),
        ("r01.json", b"[" * 100_000, "damaged or no JSON"),
        ("r01.json", b"[]", "no form of this kit"),
        ("r01.json", b'{"form": {"format": "other"}}', "no form of this kit"),
    ],
)
def test_a_file_that_is_no_form_is_told_in_one_line(take_in, tmp_path, name, data, line):
    path = tmp_path / name
    path.write_bytes(data)

    (fault,) = take_in(path).faults
    assert line in str(fault) and str(fault).startswith(name)


def test_a_workbook_cut_short_is_told_in_one_line(form, take_in):
    form.write_bytes(form.read_bytes()[:-400])

    (fault,) = take_in(form).faults
    assert "damaged or no workbook" in str(fault)


def test_a_workbook_of_somebody_else_is_no_form(take_in, tmp_path):
    path = tmp_path / "own.xlsx"
    openpyxl.Workbook().save(path)

    (fault,) = take_in(path).faults
    assert "the hidden sheet with its fingerprint is missing" in str(fault)


def test_the_same_file_twice_counts_once_and_is_told(form, take_in, tmp_path):
    edit_book(form, put("inc-1.1-a", answer="Fully"))
    shutil.copy(form, tmp_path / "forms" / "copy.xlsx")

    found = take_in(tmp_path / "forms")

    assert str(found.remarks[-1]) == "r01.xlsx: the same file as copy.xlsx; it counts once"
    assert len(found.tallies) == 1 and [path.name for path in found.written] == ["r01.yml"]


def test_a_form_with_a_question_that_reads_otherwise_now_is_refused_in_one_line(form, take_in, bank):
    edit_book(form, put("inc-1.1-a", answer="Fully"))
    questions = [bank[0].questions[0].model_copy(update={"ask": "Is it written down?"}), bank[0].questions[2]]
    now = (bank[0].model_copy(update={"edition": 2, "questions": questions}), bank[1])

    (fault,) = take_in(form, bank=now).faults
    assert str(fault) == (
        "r01.xlsx: the form is of another edition of the questionnaire: "
        "of its questions 1 read otherwise now (inc-1.1-a) and 1 are not asked any more (inc-1.1-b); "
        "editions: incident 1 then, 2 now. "
        "Read it with the questions it was made of: --questions FOLDER"
    )


def test_another_edition_with_the_same_words_is_taken_and_told(form, take_in, bank):
    edit_book(form, put("inc-1.1-a", answer="Fully"))
    now = (bank[0].model_copy(update={"edition": 2}), bank[1])

    found = take_in(form, bank=now)
    assert found.faults == () and "its questions read the same" in str(found.remarks[-1])


def test_a_text_outside_the_form_is_not_lost_in_silence(form, take_in):
    edit_book(form, put("inc-1.1-a", answer="Fully"), set_cell("B12", "see my mail"), set_cell("K6", "and here"), TODAY)

    told = [str(note) for note in take_in(form).remarks]
    assert [text.partition(": ")[0].rpartition(" ")[2] for text in told] == ["K6", "B12"]
    assert "'see my mail' stands outside the form" in told[1]


def test_a_copied_sheet_could_hold_the_answers_and_is_told(form, take_in):
    def copy(book):
        book.copy_worksheet(book["Incidents"]).title = "Incidents (2)"

    edit_book(form, copy, put("inc-1.1-a", answer="Fully"))

    (fault,) = take_in(form).faults
    assert str(fault).startswith("r01.xlsx, sheet 'Incidents (2)': the sheet holds questions of the form a second time")


def test_a_sheet_of_ones_own_is_not_lost_in_silence(form, take_in):
    edit_book(form, put("inc-1.1-a", answer="Fully"), lambda book: book.create_sheet("Notes").append(["see"]))

    assert "r01.xlsx, sheet 'Notes': the sheet is not part of the form" in str(take_in(form).remarks[0])


def test_a_text_in_the_last_cell_of_a_sheet_does_not_fill_the_memory(form, take_in):
    edit_book(form, set_cell("XFD1048576", "x"))

    (fault,) = take_in(form).faults
    assert "cell XFD1048576 holds something far outside the form" in str(fault)


def test_a_day_that_is_not_filled_in_is_that_of_the_file_and_told(form, take_in, tmp_path):
    edit_book(form, put("inc-1.1-a", answer="Fully"))

    (note,) = take_in(form).remarks
    day = load(tmp_path / "answers" / "r01.yml", Sheet).date
    assert f"the file was saved on {day}, which is taken instead" in str(note)


def test_in_a_folder_what_could_hold_answers_is_a_fault_and_what_could_not_is_told(form, take_in):
    edit_book(form, put("inc-1.1-a", answer="Fully"))
    for name in ("page.html", "notes.txt", "~$r01.xlsx"):
        (form.parent / name).write_text("x")

    found = take_in(form.parent)
    assert found.faults == () and len(found.written) == 1
    assert [str(note).partition("/forms/")[2] for note in found.remarks if "/forms/" in str(note)] == [
        "notes.txt: this is no form; it is not read",
        "page.html: this is a page to fill in, not one that came back; it is not read",
    ]
    (form.parent / "r02.ods").write_bytes(b"PK")
    assert "a file '.ods' is no form" in str(take_in(form.parent).faults[0])


def test_a_comment_beside_a_blank_answer_is_kept_and_told(form, take_in, tmp_path):
    edit_book(form, put("inc-1.1-a", answer="Fully"), put("inc-1.1-b", note="what is meant?"))

    found = take_in(form)

    assert "'note: what is meant?'" in str(found.remarks[0])
    assert "  inc-1.1-b:  # blank; note: what is meant?\n" in (tmp_path / "answers" / "r01.yml").read_text()


@pytest.mark.slow
def test_real_workbooks_of_other_formats_are_told_what_to_do(form, take_in, tmp_path):
    (old,) = resave([form], tmp_path / "old", "xls")
    (open_document,) = resave([form], tmp_path / "open", "ods")
    disguised = old.with_name("disguised.xlsx")
    disguised.write_bytes(old.read_bytes())
    also = open_document.with_name("also.xlsx")
    also.write_bytes(open_document.read_bytes())

    told = [str(take_in(path).faults[0]) for path in (old, open_document, disguised, also)]
    assert all("save it as .xlsx" in text for text in told), told


@pytest.mark.parametrize("seed", range(30))
def test_a_damaged_workbook_ends_in_a_line_and_never_in_a_traceback(form, take_in, seed):
    chance, data = random.Random(seed), bytearray(form.read_bytes())
    for _ in range(4):
        data[chance.randrange(len(data))] = chance.randrange(256)
    form.write_bytes(bytes(data))

    found = take_in(form)
    assert all(str(fault).startswith("r01.xlsx") for fault in found.faults)
    assert found.faults or [tally.blank for tally in found.tallies] == [6]
