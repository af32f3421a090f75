"""How sure a rating is: what the report may say of a level, an attribute and the interviews still needed."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pandas as pd
import pytest

from csi_lib.errors import SettingsError
from csi_lib.maturity import list_replies, rate
from csi_lib.maturity.chance import Confidence, estimate_confidence
from csi_lib.maturity.measured import find_measured, list_said, load_panels
from csi_lib.maturity.needs import expect_widths, plan_interviews
from csi_lib.maturity.rule import PLAIN, Rule

ASKED = {"1.1": 3, "2.1": 2, "2.2": 2}


@pytest.fixture
def estimate(framework, make_process, make_sheet):
    def run(people: list[str], asked: dict[str, int] = ASKED, rule: Rule = PLAIN, **more: Any) -> Confidence:
        """Each string answers the questions in order: a letter, '?' don't know, '-' blank, '/' not applicable."""
        process = make_process(asked)
        names = [question.id for question in process.questions]
        words = {"?": "DK", "-": None, "/": {"answer": "NA", "reason": "none here"}}
        sheets = [
            make_sheet(
                f"r{number:02}",
                {name: words.get(letter, letter) for name, letter in zip(names, text, strict=True)},
                group="managers" if text.endswith("F") else "agents",
            )
            for number, text in enumerate(people)
        ]
        ratings = rate(sheets, [process], framework, rule)
        replies = list_replies(sheets, [process])
        return estimate_confidence(replies, [process], framework, ratings, rule=rule, **more)[0]

    return run


def test_the_levels_add_up_to_one_and_go_as_high_as_was_asked(estimate) -> None:
    found = estimate(["FFLLLPP", "FLFLPLL", "FFFFLLP", "LFFPLLL"])
    assert len(found.levels) == 3  # 0, 1, 2: nobody was asked about level 3
    assert sum(found.levels) == pytest.approx(1)
    assert found.likeliest in (1, 2)


def test_a_level_of_which_a_part_was_not_asked_cannot_come_out(estimate) -> None:
    found = estimate(["FFFF", "FFFF", "FFFF"], {"1.1": 2, "2.1": 2})
    assert len(found.levels) == 2


def test_without_an_answer_on_level_one_no_level_has_a_probability(estimate) -> None:
    found = estimate(["??LL", "??LF"], {"1.1": 2, "2.1": 2})
    assert found.levels == () and found.likeliest is None
    assert [item.attribute for item in found.attributes] == ["2.1"]


def test_nobody_answering_leaves_nothing_to_say(estimate) -> None:
    found = estimate(["??-????"])
    assert (found.levels, found.attributes, found.respondents) == ((), (), 0)


def test_the_interval_holds_the_rated_percent_and_the_letters_add_up(estimate) -> None:
    found = estimate(["FFLLLPP", "FLFLPLL", "FFFFLLP", "LFFPLLL"])
    for item in found.attributes:
        assert item.low <= float(item.percent) <= item.high
        assert sum(share for _, share in item.letters) == pytest.approx(1)


def test_a_mirror_of_the_answers_mirrors_the_interval(estimate) -> None:
    # The prior has no leaning: answers turned round (F for N, L for P) give the interval turned round.
    turn = str.maketrans("NPLF", "FLPN")
    people = ["FLF", "LFP", "FFL", "PLF"]
    up, down = (estimate(rows, {"1.1": 3}).attributes[0] for rows in (people, [row.translate(turn) for row in people]))
    assert up.low == pytest.approx(100 - down.high, abs=2.5)
    assert up.high == pytest.approx(100 - down.low, abs=2.5)


def test_who_answered_in_which_order_is_nothing(estimate) -> None:
    people = ["FFLLLPP", "FLFLPLL", "FFFFLLP", "LFFPLLL"]
    assert estimate(people) == estimate(people[::-1])


def test_more_people_of_the_same_mind_make_the_rating_surer(estimate) -> None:
    people = ["FFFFLLF", "FLFFLLL", "FFFLLLL"]
    few, many = estimate(people), estimate(people * 5)
    assert all(one.width < other.width for one, other in zip(many.attributes, few.attributes, strict=True))
    assert max(many.levels) > max(few.levels)


def test_a_whole_team_leaves_the_rated_level_certain(estimate) -> None:
    people = ["FFFLLLL", "FFFLPLL", "FFFFLLP"]
    found = estimate(people, team={"agents": 3})
    assert found.whole_team
    assert found.levels[found.level] == pytest.approx(1)
    for item in found.attributes:
        assert (item.low, item.high) == pytest.approx((float(item.percent), float(item.percent)))


def test_at_an_edge_a_whole_team_is_on_the_side_of_the_rating(estimate) -> None:
    # Exactly 50 %: P, and no level 1, although half of all rounding errors would say otherwise.
    found = estimate(["FLP", "NPL"], {"1.1": 3}, team={"agents": 2})
    assert found.attributes[0].percent == Fraction(50)
    assert found.levels == pytest.approx((1, 0))


def test_a_team_counts_only_when_every_group_that_answered_has_a_size(estimate) -> None:
    people = ["FFFLLLF", "FFFLPLL", "FFFFLLP"]  # the first is a manager
    assert estimate(people, team={"agents": 2}).team is None
    assert estimate(people, team={"agents": 2, "managers": 1, "users": 900}).team == 3


def test_a_team_smaller_than_those_who_answered_is_refused(estimate) -> None:
    with pytest.raises(SettingsError, match="3 agents answered on 'incident', and the team is said to have 2") as error:
        estimate(["LLL", "LLP", "LPL"], {"1.1": 3}, team={"agents": 2})
    assert "assessment.team.agents" in str(error.value)


def test_a_group_without_weight_enters_nothing(estimate) -> None:
    rule = Rule(weights=(("managers", Fraction(0)),))
    with_them = estimate(["PPL", "LPP", "FFF"], {"1.1": 3}, rule)
    without = estimate(["PPL", "LPP"], {"1.1": 3})
    assert with_them.levels == without.levels
    assert with_them.respondents == 2


def test_not_applicable_read_as_not_achieved_lowers_the_interval(estimate) -> None:
    people = ["FF/", "FL/", "FFL"]
    left_out = estimate(people, {"1.1": 3}).attributes[0]
    lowered = estimate(people, {"1.1": 3}, Rule(not_applicable="not achieved")).attributes[0]
    assert lowered.low < left_out.low


def test_the_bootstrap_stands_beside_it_from_twenty_people_up(estimate) -> None:
    people = ["FLP", "LLF", "PFL", "LPN", "FFL"]
    assert estimate(people * 3, {"1.1": 3}).attributes[0].bootstrap is None
    found = estimate(people * 4, {"1.1": 3}).attributes[0]
    assert found.bootstrap is not None
    assert found.bootstrap == pytest.approx((found.low, found.high), abs=4)


def test_what_stops_the_next_level_is_named(estimate) -> None:
    found = estimate(["FFFFFPN", "FFFFFNP", "FFFFLPN", "FFFFFPP"])
    stops = {item.attribute: item.stops for item in found.attributes}
    assert max(stops, key=stops.__getitem__) == "2.2"
    assert stops["2.2"] > 0.8


# --- measured coverage ------------------------------------------------------------------------------------------


def test_the_stored_table_holds_every_cell_of_the_aim() -> None:
    table = load_panels()
    for what, truths in (("question", 5), ("attribute", 5)):
        rows = table[(table["what"] == what) & table["people"].isin([3, 5, 8, 12])]
        named = rows[rows["truth"].isin(["spread", "mostly F", "90 % F", "polarised", "mostly P"])]
        assert len(named.groupby(["truth", "people"])) == truths * 4
        # Within three standard errors of the simulation; a question is gone through exactly.
        assert (named["coverage"] + 3 * named["error"] >= 92).all()


def test_levels_were_true_about_as_often_as_was_said() -> None:
    found = list_said(load_panels())
    assert len(found) == 10 and sum(item.cases for item in found) >= 9000
    assert all(abs(item.true - item.said) <= 4 + 3 * item.error for item in found)


def test_the_measured_coverage_is_never_a_kinder_row() -> None:
    rows = [
        {"what": "attribute", "people": people, "coverage": coverage, "width": 30.0}
        for people, coverage in ((3, 95.0), (5, 88.0), (8, 96.0))
    ]
    table = pd.DataFrame(rows)
    assert find_measured(4, 5, table).coverage == 88.0
    assert find_measured(6, 5, table).coverage == 88.0
    assert find_measured(8, 5, table).coverage == 96.0
    assert find_measured(30, 5, table).people == (8,)
    assert find_measured(2, 5, table) is None
    assert find_measured(5, 1, table) is None


def test_a_table_with_other_columns_is_named_with_its_file(tmp_path) -> None:
    file = tmp_path / "params" / "calibration" / "panels.csv"
    file.parent.mkdir(parents=True)
    file.write_text("what,coverage\nattribute,95\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="other columns") as error:
        load_panels(tmp_path)
    assert "panels.csv" in str(error.value)


# --- interviews still needed ------------------------------------------------------------------------------------


def test_few_answers_ask_for_more_people_and_many_for_none(estimate) -> None:
    people = ["FFLLLPP", "FLPLPLL", "FPFFLLP"]
    (few,) = plan_interviews([estimate(people)])
    (many,) = plan_interviews([estimate(people * 8)])
    assert few.more > 0 and not few.stop and few.says == f"about {few.more} more"
    assert many.stop and many.more == 0


def test_only_what_decides_the_level_is_planned_for(estimate) -> None:
    # Level 1 is missed by all: that people differ on 2.1 changes nothing.
    found = estimate(["NNFF", "NPNN", "NNFN", "NNNF"], {"1.1": 2, "2.1": 2})
    assert {item.attribute for item in found.deciding} == {"1.1"}
    assert plan_interviews([found])[0].attribute == "1.1"


def test_a_narrower_aim_needs_more_people(estimate) -> None:
    found = [estimate(["FFLLLPP", "FLPLPLL", "FPFFLLP"])]
    assert plan_interviews(found, 20)[0].more > plan_interviews(found, 35)[0].more


def test_nobody_is_left_to_ask_when_the_whole_team_answered(estimate) -> None:
    (need,) = plan_interviews([estimate(["FLP", "NPL"], {"1.1": 3}, team={"agents": 2})])
    assert need.stop and need.more == 0


def test_a_process_nobody_answered_is_planned_as_such(estimate) -> None:
    (need,) = plan_interviews([estimate(["??-????"])])
    assert (need.more, need.stop, need.says) == (None, False, "nobody has answered yet")


def test_the_forecast_before_anybody_is_asked_narrows_with_people() -> None:
    widths = expect_widths(load_panels())
    assert widths["widest"].is_monotonic_decreasing and widths["narrowest"].is_monotonic_decreasing
    assert (widths["narrowest"] < widths["widest"]).all()
