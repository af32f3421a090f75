"""Who answers everything with F comes to the top of every framework: no question is missing, none tagged astray."""

import datetime as dt

import pytest

from csi_lib.maturity import Sheet, list_replies, load_questions, rate
from csi_lib.maturity.bank import GROUPS
from csi_lib.maturity.framework import load_framework
from csi_lib.maturity.frameworks import read_profiles
from csi_lib.maturity.frameworks.load import list_frames
from csi_lib.maturity.methods import Counts

SHIPPED = load_questions()
TOP = {"iso33020": 5, "iso15504": 5, "itil-pmf": 5, "ogc": 5, "cobit2019": 5, "cmmi-svc": 3, "c2m2": 3}
# The process area asks there for strategic plans of standard services, which is no work of the catalogue.
REFUSED = {"cmmi-svc": {"catalogue": "SG1 was not asked"}}


def answer_all(group: str) -> Sheet:
    asked = [question.id for item in SHIPPED for question in item.questions if group in question.groups]
    return Sheet.model_validate(
        {
            "version": 1,
            "respondent": f"r-{group}",
            "group": group,
            "role": group,
            "date": dt.date(2026, 5, 12),
            "answers": dict.fromkeys(asked, "F"),
        }
    )


@pytest.fixture(scope="module")
def profiles():
    sheets = [answer_all(group) for group in GROUPS]
    ratings = rate(sheets, SHIPPED, load_framework())
    return read_profiles(Counts(list_replies(sheets, SHIPPED)), SHIPPED, list_frames(), ratings)


@pytest.mark.parametrize("framework", TOP)
def test_every_process_can_reach_the_top_level_of_every_framework(profiles, framework):
    short = {
        item.process: item.why for item in profiles if item.framework == framework and item.level != TOP[framework]
    }
    assert {name: why for name, why in short.items() if name} == REFUSED.get(framework, {})


def test_every_process_can_score_in_both_streams_on_all_three_levels(profiles):
    found = [item for item in profiles if item.framework == "samm" and item.process]
    assert found
    assert not [item.process for item in found if dict(item.numbers).get("score") != 3]


def test_every_step_of_the_ten_is_asked_about_and_can_be_in_place(profiles):
    (found,) = [item for item in profiles if item.framework == "ten-steps"]
    assert dict(found.numbers) == {"in place": 10, "answered": 10}
