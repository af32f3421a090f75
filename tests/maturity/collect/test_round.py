"""A full round of collecting: twelve people, ten processes, real workbooks, saved again by LibreOffice, taken in."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import openpyxl
import pytest

from csi_lib.maturity import Answer, load_answers, load_questions
from csi_lib.maturity.collect.columns import HEADING_ROW, PLACE, SEAL, START, START_ROWS
from csi_lib.maturity.collect.importing import import_forms
from csi_lib.maturity.collect.packet import make_packets
from csi_lib.maturity.collect.people import GROUPS, Person
from csi_lib.maturity.collect.words import say_answer, say_evidence
from csi_lib.maturity.collect.workbook import write_workbook

from .conftest import hide, resave

PROCESSES = (
    "incident", "problem", "change", "desk", "request",
    "event", "knowledge", "service-level", "release", "configuration",
)  # fmt: skip
TEXTS = ("", "", "plain", "Größe: 5 µm & <more>", 'he said "no", #1', "line one\nline two", "00123", "🖨️ Büro", "- a: b")


def draw_answer(chance: random.Random) -> Answer | None:
    word = chance.choice(["N", "P", "L", "F", "F", "DK", "NA", None])
    if word is None:
        return None
    texts = {key: chance.choice(TEXTS) for key in ("note", "ref")}
    evidence = chance.choice(["none", "statement", "document", "record", "data"])
    seen = chance.choice([None, dt.date(2026, chance.randint(1, 12), chance.randint(1, 28))])
    return Answer(answer=word, reason="not here" if word == "NA" else "", evidence=evidence, seen=seen, **texts)


def fill_in(path: Path, chance: random.Random) -> dict[str, Answer | None]:
    """Fill a workbook in as a person would, and return what was meant."""
    book = openpyxl.load_workbook(path, rich_text=True)
    meant: dict[str, Answer | None] = {}
    book[START].cell(START_ROWS["date"] + 1, 2).value = dt.date(2026, 5, 12)
    for sheet in book:
        if sheet.title in (START, SEAL):
            continue
        for row in range(HEADING_ROW + 2, sheet.max_row + 1):
            answer = meant[sheet.cell(row, 1).value] = draw_answer(chance)
            if answer is not None:
                values = answer.model_dump(exclude_defaults=True) | {"answer": say_answer(answer.answer)}
                values["evidence"] = say_evidence(answer.evidence)
                for key, value in values.items():
                    sheet.cell(row, PLACE[key] + 1).value = value
    book.save(path)
    return meant


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("saved_by", ["the program that filled it in", "LibreOffice"])
def test_twelve_people_and_ten_processes_come_back_as_they_were_filled_in(tmp_path, saved_by):
    chance = random.Random(6)
    bank = load_questions()
    people = [Person(GROUPS[number % 5], f"r{number + 1:02}", "role: any") for number in range(12)]
    packets = make_packets("acme", "Acme & Söhne", people, bank, PROCESSES)
    forms, meant = [], {}
    for packet in packets:
        path = tmp_path / f"{packet.stem}.xlsx"
        write_workbook(packet, path)
        meant[packet.person.respondent] = fill_in(path, chance)
        forms.append(path)
    if saved_by == "LibreOffice":
        forms = resave(forms, tmp_path / "saved again")

    found = import_forms(forms, tmp_path / "answers", bank, "acme", hide)

    assert [str(fault) for fault in found.faults] == []
    assert len(found.written) == 12
    for tally in found.tallies:
        assert tally.answered + tally.dont_know + tally.not_applicable + tally.blank == tally.asked
    assert sum(tally.asked for tally in found.tallies) == sum(map(len, meant.values())) == sum(p.asked for p in packets)
    sheets = {sheet.respondent: sheet for sheet in load_answers([tmp_path / "answers"], bank)}
    assert {name: dict(sheet.answers) for name, sheet in sheets.items()} == {
        name: {question: answer for question, answer in rows.items() if answer} for name, rows in meant.items()
    }
    assert {sheet.date for sheet in sheets.values()} == {dt.date(2026, 5, 12)}
    for packet in packets:
        assert sheets[packet.person.respondent].processes == [part.process for part in packet.parts]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_libreoffice_counts_what_is_answered_and_keeps_locks_lists_and_the_hidden_sheet(tmp_path):
    packet = make_packets("acme", "Acme", [Person("agents", "r01", "agent")], load_questions(), ["incident"])[0]
    path = tmp_path / "r01.xlsx"
    write_workbook(packet, path)
    book = openpyxl.load_workbook(path, rich_text=True)
    sheet = book["Incident management"]
    sheet["C6"], sheet["C7"] = "Fully", "Not applicable"
    book.save(path)

    (again,) = resave([path], tmp_path / "again")

    values = openpyxl.load_workbook(again, data_only=True)
    assert values["Incident management"]["A3"].value == f"2 of {packet.asked} questions answered"
    row = next(row for row in values[START].iter_rows(values_only=True) if row[0] == "All")
    assert row[1:6] == (packet.asked, 2, packet.asked - 2, 1, pytest.approx(2 / packet.asked))
    kept = openpyxl.load_workbook(again)
    assert kept[SEAL].sheet_state != "visible"
    assert kept["Incident management"].protection.sheet
    assert kept["Incident management"]["B6"].protection.locked
    assert not kept["Incident management"]["C6"].protection.locked
    assert "Fully" in {
        rule.formula1.strip('"').split(",")[0]
        for rule in kept["Incident management"].data_validations.dataValidation
        if rule.formula1
    }
