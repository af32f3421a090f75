"""One term for each thing: what the glossary promises."""

from __future__ import annotations

from itertools import combinations

import pytest
from pydantic import ValidationError

from csi_lib.cli import main
from csi_lib.errors import UsageError
from csi_lib.register.glossary import Glossary, load_glossary

TERM = {"id": "sip", "term": "Service Improvement Plan", "says": "The plan of one initiative."}


def test_every_name_in_the_texts_for_plan_and_programme_leads_to_one_canonical_term() -> None:
    glossary = load_glossary()

    for name, term in (
        ("SIP", "Service Improvement Plan"),
        ("Service Improvement Program", "Service Improvement Programme"),
        ("Service Improvement Programme", "Service Improvement Programme"),
        ("Customer Service Improvement Program", "Customer Service Improvement Programme"),
        ("csip", "Customer Service Improvement Programme"),
        ("corrective actions", "Action Register"),
    ):
        assert [item.term for item in glossary.look_up(name)] == [term]


def test_no_alias_belongs_to_two_terms() -> None:
    for one, other in combinations(load_glossary().terms, 2):
        assert not {name.casefold() for name in one.aliases} & {
            name.casefold() for name in (other.term, *other.aliases)
        }


def test_practice_and_framework_are_told_apart() -> None:
    glossary = load_glossary()
    (practice,), (framework,) = glossary.look_up("ITSM"), glossary.look_up("ITIL")

    assert practice.id == "itsm" and "practice" in practice.says
    assert framework.id == "itil" and "framework" in framework.says


def test_a_label_set_changes_labels_and_no_meaning() -> None:
    glossary = load_glossary()

    assert glossary.label("csi-register", "itil-v3") == "CSI register"
    assert glossary.label("csi-register", "itil-4") == "Continual improvement register"
    assert glossary.label("csi-register", "none") == "Improvement register"
    assert glossary.label("guard", "itil-4") == "Guard KPI"  # no label of its own: the term


def test_a_term_is_there_once() -> None:
    with pytest.raises(ValidationError, match="stands there twice"):
        Glossary.model_validate({"version": 1, "terms": [TERM, TERM | {"id": "other"}]})


def test_an_unknown_word_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="the glossary has no 'CSIPP'") as caught:
        load_glossary().look_up("CSIPP")

    assert "CSIP" in str(caught.value)


def test_a_word_near_to_nothing_names_a_few_and_the_count_not_all() -> None:
    with pytest.raises(UsageError, match=r"The nearest of \d+ known: ") as caught:
        load_glossary().look_up("nope")

    assert len(str(caught.value)) < 200


def test_the_command_says_a_term_with_its_names_and_labels(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["glossary", "service", "improvement", "program"]) == 0

    said = capsys.readouterr().out
    assert said.splitlines()[0] == "Service Improvement Programme"
    assert "itil-4: Improvement programme" in said


def test_the_command_lists_all_terms_in_one_label_set(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["glossary", "--framework", "itil-4"]) == 0

    said = capsys.readouterr().out
    assert said.count("itil-4: ") >= 10 and "itil-v3: " not in said
