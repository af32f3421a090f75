"""The check catches questions that ask two things, lead, are vague or cannot be answered, and lets plain ones pass."""

from __future__ import annotations

import pytest

LOGGED = "inc-1.1-logged.ask"


def test_a_bank_without_a_fault_has_nothing_to_mend(bank):
    assert bank.lint() == []


@pytest.mark.parametrize(
    "ask",
    [
        "Is every ticket logged and sorted?",
        "Is the user called or written to?",
        "Is every ticket logged, then sorted?",
        "Is every ticket logged; is it sorted?",
        "Is every ticket logged as well as sorted?",
        "Is a ticket logged? Is it sorted?",
        "Is a ticket logged/sorted on the same day?",
        "Are incidents tied to the problem, so that its weight can be seen?",
        "Is a ticket quick to open but slow to close?",
    ],
)
def test_two_questions_in_one_are_caught(bank, ask):
    bank.ask(ask)
    assert bank.rules() == [("double-barrelled", LOGGED)]


@pytest.mark.parametrize(
    "ask",
    [
        "Is the service up and running by the time agreed?",
        "When a team cannot help, does the matter reach another team?",
        "Does every disturbance end up as a ticket, even when nobody complains?",
        "Is work taken by harm done, not by who shouts?",
        "Does understanding a brand come before ordering it?",  # no word "and" or "or" in it
        "Is whoever reported it told whether or not it is solved?",
        "Is somebody there 24/7?",
    ],
)
def test_one_question_with_a_condition_or_a_set_phrase_passes(bank, ask):
    bank.ask(ask)
    assert bank.rules() == []


def test_the_and_in_the_name_of_a_process_joins_nothing(bank):
    bank.files["incident"]["title"] = "Release and deployment management"
    bank.ask("Does release and deployment management hear of every incident?")
    assert bank.rules() == []


def test_a_question_that_is_one_although_it_says_and_is_let_pass_with_its_reason(bank):
    bank.ask("Is the order of work set by harm and haste?", meant={"double-barrelled": "One rule made of two parts"})
    assert bank.rules() == []


def test_a_reason_for_what_is_not_so_is_caught(bank):
    bank.ask("Is every ticket logged?", meant={"leading": "It does not lead at all"})
    assert bank.rules() == [("meant", "inc-1.1-logged.meant.leading")]


def test_no_reason_sets_aside_an_unknown_kpi(bank):
    bank.question("inc-1.1-logged").update({"kpis": ["mtrr"], "meant": {"unknown-kpi": "We will write it soon"}})
    assert ("unknown-kpi", "inc-1.1-logged.kpis.0") in bank.rules()
    assert ("meant", "inc-1.1-logged.meant.unknown-kpi") in bank.rules()


@pytest.mark.parametrize(
    "ask",
    [
        "Isn't every ticket logged?",
        "Is it not so that every ticket is logged?",
        "Is every ticket really logged?",
        "Are tickets of course logged?",
        "Are tickets logged as they should be?",
        "Do you agree that every ticket is logged?",
    ],
)
def test_a_question_that_pushes_is_caught(bank, ask):
    bank.ask(ask)
    assert bank.rules() == [("leading", LOGGED)]


def test_asking_about_a_duty_that_is_written_down_does_not_lead(bank):
    bank.ask("Is it written down who should log a ticket?")
    assert bank.rules() == []
    bank.ask("Is it known how well tickets are logged?")
    assert bank.rules() == []


@pytest.mark.parametrize("word", ["appropriate", "sufficiently detailed", "properly filled", "reasonable"])
def test_a_word_that_everybody_reads_otherwise_is_caught(bank, word):
    bank.ask(f"Are tickets {word}?")
    assert bank.rules() == [("vague", LOGGED)]


def test_a_time_that_was_agreed_is_not_vague(bank):
    bank.ask("Are tickets closed within the time agreed?")
    assert bank.rules() == []


@pytest.mark.parametrize("ask", ["How are tickets logged?", "Should tickets be logged?", "Every ticket is logged"])
def test_what_cannot_be_answered_by_how_far_it_is_so_is_caught(bank, ask):
    bank.ask(ask)
    assert bank.rules() == [("form", LOGGED)]


def test_a_condition_in_front_of_the_question_is_no_fault_of_form(bank):
    bank.ask("Before it is closed, is a ticket read once more?")
    assert bank.rules() == []


def test_the_short_forms_of_the_trade_are_not_put_to_users(bank):
    bank.ask("Is the CMDB looked at first?", groups=["users"])
    assert bank.rules() == [("jargon", LOGGED)]
    bank.ask("Is the CMDB looked at first?", groups=["agents"])
    assert bank.rules() == []
    bank.ask("Does IT call back?", groups=["users"])
    assert bank.rules() == []


def test_a_question_too_long_to_hold_in_mind_is_caught(bank):
    bank.ask("Is " + "very " * 30 + "much logged?")
    assert bank.rules() == [("long", LOGGED)]


def test_the_same_question_twice_in_a_file_is_caught(bank):
    bank.question("inc-1.1-stays")["ask"] = "Does every disturbance soon end up as a ticket?"
    assert bank.rules() == [("twin", "inc-1.1-stays.ask")]
