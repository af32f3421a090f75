"""Against the edition before: an id keeps its meaning, and a file that changes says so."""

from __future__ import annotations

import pytest


@pytest.fixture
def earlier(make_bank):
    return make_bank("earlier").write()


def test_the_same_bank_again_has_nothing_to_mend(bank, earlier):
    assert bank.rules(earlier) == []


def test_an_id_given_to_another_question_is_caught(bank, earlier):
    bank.files["incident"]["edition"] = 3
    bank.ask("Are suppliers paid on the day it says on the bill?", outcome="Bills are paid.")
    assert bank.rules(earlier) == [("reused", "inc-1.1-logged.id")]


def test_a_question_put_better_keeps_its_id(bank, earlier):
    bank.files["incident"]["edition"] = 3
    bank.ask("Is a ticket opened for every disturbance?")
    assert bank.rules(earlier) == []


def test_an_id_moved_to_another_attribute_is_caught(bank, earlier):
    bank.files["generic"]["edition"] = 2
    bank.question("5.2-trials")["attribute"] = "5.1"
    assert ("reused", "5.2-trials.id") in bank.rules(earlier)


def test_a_changed_question_without_a_new_edition_is_caught(bank, earlier):
    bank.ask("Is a ticket opened for every disturbance?")
    (found,) = bank.lint(earlier)
    assert (found.rule, found.key, found.do) == ("edition", "edition", "Raise it to 3")


def test_a_question_asked_of_others_needs_a_new_edition(bank, earlier):
    bank.question("inc-1.1-stays")["groups"] = ["agents", "users"]
    assert [rule for rule, _ in bank.rules(earlier)] == ["edition"]


def test_another_hint_where_to_look_needs_no_new_edition(bank, earlier):
    bank.question("inc-1.1-stays")["look_for"] = "Tickets opened again"
    assert bank.rules(earlier) == []


def test_an_edition_that_falls_is_caught(bank, earlier):
    bank.files["incident"]["edition"] = 1
    assert [rule for rule, _ in bank.rules(earlier)] == ["edition"]
