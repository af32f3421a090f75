"""The workbook that goes out: nothing asked can be changed, and nothing written in it runs."""

from __future__ import annotations

import dataclasses
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from csi_lib.errors import UsageError
from csi_lib.maturity.collect.columns import LONGEST, PLACE, SEAL
from csi_lib.maturity.collect.packet import make_packets
from csi_lib.maturity.collect.page import render_form
from csi_lib.maturity.collect.people import Person
from csi_lib.maturity.collect.workbook import check_writer, write_workbook

# The second library leaves out what it does not know of the bars of progress, and says so.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")


def test_ids_and_questions_are_locked_and_the_cells_to_fill_in_are_not(form):
    sheet = openpyxl.load_workbook(form)["Incidents"]

    assert sheet.protection.sheet
    locked = {key: sheet.cell(6, col + 1).protection.locked for key, col in PLACE.items()}
    assert {key for key, value in locked.items() if value} == {"question", "ask"}


def test_answers_and_evidence_are_chosen_from_lists(form):
    rules = openpyxl.load_workbook(form)["Incidents"].data_validations.dataValidation

    lists = {str(rule.sqref): rule.formula1 for rule in rules if rule.type == "list"}
    assert lists["C6:C8"] == '"Fully,Largely,Partly,Not,Don\'t know,Not applicable"'
    assert lists["E6:E8"] == '"Nothing to show,Said by others,Document,Records looked at,Data of a tool"'


def test_a_text_may_be_as_long_in_the_workbook_as_on_the_page(form, packet):
    rules = openpyxl.load_workbook(form)["Incidents"].data_validations.dataValidation
    page = re.findall(r'maxlength="(\d+)" data-key="(\w+)"', render_form(packet))

    assert {(int(longest), key) for longest, key in page} == {(longest, key) for key, longest in LONGEST.items()}
    assert sorted(int(rule.formula1) for rule in rules if rule.type == "textLength") == sorted(LONGEST.values())


def test_the_fingerprint_is_on_a_sheet_that_nobody_can_show_by_a_click(form):
    book = openpyxl.load_workbook(form)

    assert book[SEAL].sheet_state == "veryHidden"
    assert book[SEAL].protection.sheet


def test_a_process_with_signs_that_no_sheet_may_have_gets_a_legal_name(form):
    assert openpyxl.load_workbook(form).sheetnames == ["Start", "Incidents", "Changes all some", SEAL]


def test_a_long_title_is_cut_to_a_name_that_every_program_keeps(bank, agent, tmp_path):
    twins = [
        process.model_copy(
            update={"process": f"p{number}", "title": f"Ten steps to better IT service management {number}"}
        )
        for number, process in enumerate(bank)
    ]
    path = tmp_path / "x.xlsx"
    write_workbook(make_packets("acme", "Acme", [agent], twins)[0], path)

    assert openpyxl.load_workbook(path).sheetnames[1:3] == [
        "Ten steps to better IT service",
        "Ten steps to better IT serv (2)",
    ]


def test_only_the_questions_of_the_group_are_asked(bank):
    packet = make_packets("acme", "Acme", [Person("users", "r09", "clerk")], bank)[0]

    assert [item.question for part in packet.parts for item in part.items] == ["inc-1.1-a", "chg-1.1-a"]


def test_a_group_with_no_question_is_refused_before_anything_is_written(bank):
    with pytest.raises(UsageError, match="nothing is asked of the group 'managers'"):
        make_packets("acme", "Acme", [Person("managers", "r01", "boss")], bank)


def test_what_a_client_wrote_never_becomes_a_formula_or_a_link(bank, agent, tmp_path):
    nasty = '=HYPERLINK("http://example.invalid","x")'
    questions = [bank[0].questions[0].model_copy(update={"ask": nasty, "look_for": "@SUM(A1)"})]
    process = bank[0].model_copy(update={"title": "=1+1", "purpose": "+2", "questions": questions})
    packet = make_packets("acme", nasty, [dataclasses.replace(agent, role="-3")], [process])[0]
    path = tmp_path / "x.xlsx"
    write_workbook(packet, path)

    with zipfile.ZipFile(path) as archive:
        whole = "".join(archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/"))
    assert "HYPERLINK" not in whole and "<f>1+1" not in whole and "<f>2" not in whole and "<f>3" not in whole
    assert "http" not in "".join(archive_links(path))


def archive_links(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/_rels")]
        return [archive.read(name).decode().replace("http://schemas.openxmlformats.org", "") for name in names]


def test_the_same_packet_gives_the_same_bytes(packet, tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(packet, tmp_path / name)

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_missing_package_is_asked_for_by_name(monkeypatch):
    monkeypatch.setattr("csi_lib.maturity.collect.workbook.find_spec", lambda name: None)

    with pytest.raises(UsageError, match=r"xlsxwriter.*csi-kit\[office\]"):
        check_writer()
