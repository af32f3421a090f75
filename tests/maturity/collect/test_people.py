"""Who is asked: a name never gets in, and an address only as a pseudonym."""

from __future__ import annotations

import pytest

from csi_lib.errors import SettingsError, UsageError
from csi_lib.maturity.collect.packet import make_packets
from csi_lib.maturity.collect.people import (
    Person,
    check_once,
    hide_addresses,
    load_people,
    name_respondent,
    read_person,
)
from csi_lib.maturity.collect.workbook import write_workbook

from .conftest import edit_book, hide, put, put_start


@pytest.mark.parametrize("name", ["r01", "r-1", "ab_12", "agent-07", "managers3", "p-0123456789abcdef"])
def test_a_pseudonym_is_taken_as_it_is(name):
    assert name_respondent(name, hide) == name


@pytest.mark.parametrize("name", ["Anna Meier", "anna", "anna-meier", "a.meier", "ameier1", "R01", "", "p-xyz", "1"])
def test_what_could_be_a_name_is_refused(name):
    with pytest.raises(ValueError, match="could be a person's name"):
        name_respondent(name, hide)


def test_an_address_becomes_a_pseudonym():
    assert name_respondent(" anna@client.example ", lambda text: f"<{text}>") == "<anna@client.example>"


def test_addresses_in_a_text_become_pseudonyms_and_the_rest_stays():
    text = "Ask <anna.meier@client.example>, or b+c@x-y.example.org. @home"
    assert hide_addresses(text, lambda _: "p") == "Ask <p>, or p. @home"


def test_a_person_is_read_from_one_text_and_the_role_may_hold_a_colon():
    assert read_person("r01:agents:first-line agent: nights", hide) == Person(
        "agents", "r01", "first-line agent: nights"
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("r01:agents", "PSEUDONYM:GROUP:ROLE"),
        ("r01::agent", "PSEUDONYM:GROUP:ROLE"),
        ("r01:agent:x", "unknown group 'agent'.*did you mean 'agents'"),
        ("Anna Meier:agents:x", "could be a person's name"),
        ("r01:agents:anna@client.example", "an address stands where the role belongs"),
    ],
)
def test_a_person_given_wrongly_is_refused(text, line):
    with pytest.raises(UsageError, match=f"(?i){line}"):
        read_person(text, hide)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("people.csv", "respondent,group,role,processes\nr01,agents,clerk,incident change\n\nr02,managers,boss,\n"),
        (
            "people.csv",
            "Respondent;Group;Role;Processes\nr01;agents;clerk;incident, change\nr02;managers;boss;\n",
        ),
        (
            "people.yml",
            "- {respondent: r01, group: agents, role: clerk, processes: [incident, change]}\n"
            "- {respondent: r02, group: managers, role: boss}\n",
        ),
    ],
)
def test_a_list_of_people_is_read_from_csv_or_yaml(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8-sig")

    assert load_people(path, hide) == (
        Person("agents", "r01", "clerk", ("incident", "change")),
        Person("managers", "r02", "boss"),
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("respondent,group\nr01,agents\n", "row 2: role missing"),
        ("respondent,group,role,mail\nr01,agents,x,y\n", "row 2: unknown column 'mail'"),
        ("respondent,group,role\nr01,bosses,x\n", "row 2: unknown group 'bosses'"),
        ("respondent,group,role\nAnna,agents,x\n", "row 2: this could be a person's name"),
        ("respondent,group,role\n", "nobody stands in the file"),
        ("respondent,group,role\nr01,agents,x,,y\n", "row 2: more cells than headings"),
    ],
)
def test_a_fault_in_the_list_of_people_is_told_with_its_row(tmp_path, text, line):
    path = tmp_path / "people.csv"
    path.write_text(text)

    with pytest.raises(SettingsError) as caught:
        load_people(path, hide)
    assert line in str(caught.value)


def test_one_person_named_twice_is_refused():
    with pytest.raises(UsageError, match="'r01' is named twice"):
        check_once([Person("agents", "r01", "x"), Person("agents"), Person("users", "r01", "y")])


@pytest.fixture
def group_form(bank, tmp_path):
    path = tmp_path / "agents.xlsx"
    write_workbook(make_packets("acme", "Acme", [Person("agents")], bank)[0], path)
    return edit_book(path, put("inc-1.1-a", answer="Fully", note="ask anna@client.example"))


def test_in_a_form_for_a_group_the_person_fills_pseudonym_and_role_in(group_form, take_in, tmp_path):
    edit_book(group_form, put_start(respondent="r05", role="first-line agent"))

    assert take_in(group_form).faults == ()
    text = (tmp_path / "answers" / "r05.yml").read_text()
    assert "group: agents\nrole: first-line agent\n" in text


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        ({}, ["cell B5: the pseudonym is missing", "cell B7: the role is missing"]),
        ({"respondent": "Anna Meier", "role": "x"}, ["cell B5: this could be a person's name"]),
        ({"respondent": "r05", "role": "anna@client.example"}, ["cell B7: an address stands where the role belongs"]),
    ],
)
def test_a_form_for_a_group_without_pseudonym_or_role_is_refused(group_form, take_in, given, lines):
    edit_book(group_form, put_start(**given))

    told = [str(fault) for fault in take_in(group_form).faults]
    assert len(told) == len(lines) and all(line in text for line, text in zip(lines, told, strict=True)), told
    assert not any("Meier" in text or "@" in text for text in told)


def test_an_address_is_written_nowhere(group_form, take_in, tmp_path):
    edit_book(group_form, put_start(respondent="anna@client.example", role="agent"))

    found = take_in(group_form)
    (written,) = found.written
    assert written.name == f"{hide('anna@client.example')}.yml"
    everything = written.read_text() + "".join(map(str, found.remarks))
    assert "@" not in everything and f"note: ask {hide('anna@client.example')}" in everything
