"""Framework files and what they make of the same answers."""

from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import pytest

from csi_lib.errors import SettingsError
from csi_lib.maturity import Process, Sheet, list_replies, load_framework, load_questions, rate
from csi_lib.maturity.frameworks import list_frames, read_frame, read_profiles
from csi_lib.maturity.frameworks.whole import read_whole, refuse_thin
from csi_lib.maturity.methods import Counts
from csi_lib.maturity.rule import Rule
from csi_lib.settings import find_kit

FOLDER = find_kit("params/maturity") / "frameworks"
NA = {"answer": "NA", "reason": "never happens"}


def make_process(questions, **more):
    common = {"version": 1, "edition": 1, "order": 1, "prefix": "inc", "purpose": "p"}
    asked = [
        {"id": f"inc-{number}", "attribute": attribute, "outcome": "o", "ask": "a?", "groups": ["staff"], "fits": fits}
        for number, (attribute, fits) in enumerate(questions)
    ]
    return Process.model_validate(common | {"process": "incident", "title": "Incidents", "questions": asked} | more)


def make_sheet(name, replies, **more):
    answers = {f"inc-{number}": reply for number, reply in enumerate(replies)}
    common = {"version": 1, "group": "staff", "role": "role", "respondent": name, "answers": answers}
    return Sheet.model_validate(common | more)


def read(frame, process, *sheets, rule=None):
    counts = Counts(list_replies(sheets, [process]))
    ratings = rate(sheets, [process], load_framework())
    return read_profiles(counts, [process], [read_frame(FOLDER / f"{frame}.yml")], ratings, rule or Rule())


def test_every_kind_of_framework_is_a_file_that_says_edition_method_and_sources():
    frames = list_frames()
    assert {frame.kind for frame in frames} == {
        "ladder", "areas", "climb", "levels", "goals", "streams", "mil", "checklist", "organisation",
    }  # fmt: skip
    for frame in frames:
        assert frame.edition and frame.sources
        assert (frame.aggregation if frame.kind == "ladder" else frame.method).strip()


def test_an_unknown_kind_is_refused_with_the_kinds_there_are(tmp_path):
    path = tmp_path / "x.yml"
    path.write_text((FOLDER / "c2m2.yml").read_text(encoding="utf-8").replace("kind: mil", "kind: mill"))
    with pytest.raises(SettingsError, match=r"x\.yml") as fault:
        read_frame(path)
    assert "'mil'" in str(fault.value)


def test_a_framework_that_is_no_ladder_cannot_be_the_ladder_of_a_report():
    with pytest.raises(SettingsError, match="kind 'climb' cannot be the ladder") as fault:
        load_framework(FOLDER / "ogc.yml")
    assert "assessment.also" in str(fault.value)


def test_bands_that_do_not_fit_the_answers_are_refused(tmp_path):
    path = tmp_path / "x.yml"
    path.write_text((FOLDER / "c2m2.yml").read_text(encoding="utf-8").replace("P: 1/3", "P: 2/3"))
    with pytest.raises(SettingsError, match="an answer P worth 2/3"):
        read_frame(path)


def test_each_result_names_framework_edition_method_and_what_was_covered():
    process = make_process([("1.1", {"c2m2": "1"}), ("2.1", {"c2m2": "2"})])
    (found,) = read("c2m2", process, make_sheet("a", ["F", "L"]))
    assert (found.framework, found.edition, found.process, found.level) == ("c2m2", "2.1", "incident", 2)
    assert found.method.startswith("A question stands for a practice")
    assert (found.covered, found.coverage, found.why) == ((2, 3), Fraction(2, 3), "level 3 was not asked")


def test_a_question_that_names_no_item_counts_for_the_one_of_its_attribute():
    process = make_process([("1.1", {}), ("2.1", {}), ("3.1", {})], fits={"cobit2019": ["DSS02"]})
    single, whole = read("cobit2019", process, make_sheet("a", ["F", "F", "L"]))
    assert (single.level, single.items) == (3, ("DSS02",))
    assert [part.asked for part in single.parts] == [2, 1, 0, 0]
    assert (whole.process, whole.level, whole.covered) == ("", None, (1, 40))


def test_an_item_with_fewer_answers_than_the_floor_is_not_rated():
    process = make_process([("1.1", {})] * 5)
    single, _ = read("cobit2019", process, make_sheet("a", ["F", "F", "DK"]))
    assert (single.level, single.why) == (None, "level 2 has too few answers (2 of 5 questions)")
    assert "3 of 5 questions have no answer" in single.flags


def test_exactly_the_floor_is_enough():
    single, _ = read("cobit2019", make_process([("1.1", {})] * 4), make_sheet("a", ["L", "L"]))
    assert single.level == 2  # 2 of 4 questions, 66.7 %


def test_several_people_are_averaged_before_a_question_says_yes():
    process = make_process([("1.1", {"ogc": "1M"}), ("1.1", {"ogc": "1"})])
    answers = [make_sheet("a", ["F", "F"]), make_sheet("b", ["N", "P"])]
    (found,) = read("ogc", process, *answers)
    # Mandatory (1 + 0) / 2 = 50 %: P, no; the other (1 + 1/3) / 2 = 66.7 %: L, yes.
    assert (found.level, found.why) == (0, "step 1: 1 mandatory answered no")


def test_people_of_one_instance_are_one_view_and_instances_are_joined_where_they_are_named():
    process = make_process([("1.1", {"cmmi-svc": "SG1"})], fits={"cmmi-svc": ["IRP"]})
    sheets = [make_sheet("a", ["F"], role="x"), make_sheet("b", ["F"], role="x"), make_sheet("c", ["P"], role="y")]
    pooled, _ = read("cmmi-svc", process, *sheets)
    by_role, _ = read("cmmi-svc", process, *sheets, rule=Rule(instances="roles"))
    # Mean 7/9 = L: satisfied. Role x FI, role y PI: a mix, PI: not satisfied.
    assert (pooled.level, by_role.level) == (1, 0)
    assert [part.letter for part in by_role.parts if part.id == "SG1"] == ["PI"]


def test_a_result_that_hangs_on_not_applicable_says_so():
    process = make_process([("1.1", {}), ("1.1", {}), ("2.1", {})])
    single, _ = read("cobit2019", process, make_sheet("a", ["L", NA, NA]))
    assert single.level == 2
    assert "the result hangs on 'not applicable': read as not achieved it would be level 1 (begun)" in single.flags


def test_a_framework_without_not_applicable_takes_it_as_not_achieved():
    process = make_process([("1.1", {"c2m2": "1"}), ("1.1", {"c2m2": "1"})])
    (found,) = read("c2m2", process, make_sheet("a", ["F", NA]))
    assert (found.level, found.why) == (0, "level 1: 1 of 2 practices pass")


def test_the_checklist_reads_every_process_and_gives_no_level():
    process = make_process([("1.1", {"ten-steps": "6"}), ("1.1", {"ten-steps": "6"}), ("1.1", {"ten-steps": "7"})])
    (found,) = read("ten-steps", process, make_sheet("a", ["F", "L", "P"]))
    parts = {part.id: part for part in found.parts}
    assert (found.level, found.says, dict(found.numbers)) == (None, "1 of 2 in place", {"in place": 1, "answered": 2})
    assert (parts["6"].value, parts["6"].met, parts["7"].met, parts["1"].met) == (Fraction(250, 3), True, False, None)
    assert parts["6"].why
    assert found.covered == (2, 10)


def test_a_level_of_the_organisation_says_where_it_rests_on_not_applicable():
    (found,) = read("organisation", make_process([("1.1", {})] * 2), make_sheet("a", ["L", NA]))
    assert found.flags == ("rests on levels that hang on 'not applicable': Incidents",)
    assert (found.level, found.covered) == (None, (1, 22))
    assert found.why == "level 1 was not asked in full: problem, change, desk"


def test_a_level_of_the_organisation_says_when_processes_were_rated_by_another_ladder():
    process, sheet = make_process([("1.1", {})]), make_sheet("a", ["L"])
    ratings = rate([sheet], [process], load_framework(FOLDER / "iso15504.yml"))
    frame = read_frame(FOLDER / "organisation.yml")
    (found,) = read_profiles(Counts(list_replies([sheet], [process])), [process], [frame], ratings)
    assert found.flags == ("processes are rated by iso15504, the sets are meant for iso33020",)


def test_a_focus_area_has_the_level_of_its_lowest_process():
    first = make_process([("1.1", {})])
    second = make_process([("1.1", {})], process="problem", title="Problems")
    second = second.model_copy(update={"questions": [second.questions[0].model_copy(update={"id": "pro-0"})]})
    sheet = Sheet.model_validate(
        {"version": 1, "respondent": "a", "group": "staff", "role": "r", "answers": {"inc-0": "L", "pro-0": "P"}}
    )
    counts = Counts(list_replies([sheet], [first, second]))
    found = read_profiles(counts, [first, second], [read_frame(FOLDER / "cobit2019.yml")])
    assert [(profile.process, profile.level) for profile in found] == [("incident", 2), ("problem", 1), ("", None)]
    joined = read_whole(found[:2], read_frame(FOLDER / "cobit2019.yml"), [first, second])
    assert joined is not None and joined.level == 1


@pytest.mark.parametrize(("covered", "level"), [((19, 40), None), ((20, 40), 2)])
def test_a_whole_organisation_gets_no_level_from_less_than_half_of_a_framework(covered, level):
    process = make_process([("1.1", {})], fits={"cobit2019": ["DSS02"]})
    _, whole = read("cobit2019", process, make_sheet("a", ["L"]))
    found = refuse_thin(replace(whole, level=Fraction(2), level_title="managed", why="", counted=covered))
    assert (found.level, found.says) == (level, "level 2 (managed)" if level else "not rated")
    refused = "the whole was not asked: 19 of 40 items, a level of it needs 50 %"
    assert found.why == ("" if level else refused)


def test_the_organisation_has_a_level_whose_whole_set_was_rated_and_none_beyond():
    ratings = [SimpleNamespace(process=name, title=name, level=1, flags=(), framework="iso33020")
               for name in ("incident", "problem", "change", "desk")]  # fmt: skip
    (found,) = read_profiles(Counts(list_replies([], [])), [], [read_frame(FOLDER / "organisation.yml")], ratings)
    assert (found.level, found.covered) == (1, (4, 22))
    assert found.why.startswith("level 2: below capability 2")


def test_15504_gives_the_level_of_33020_under_its_own_names():
    process = make_process([("1.1", {})])
    (found,) = read("iso15504", process, make_sheet("a", ["L"]))
    assert (found.title, found.level) == ("Process capability after ISO/IEC 15504", 1)
    assert found.why == "level 2 was not asked; PA 1.1 is L at 66.7 %, needs F (above 85 %)"
    assert found.covered == (1, 9)


def test_the_bank_asks_every_item_of_the_frameworks_it_serves():
    bank = load_questions()
    for frame in list_frames():
        if frame.kind in ("climb", "mil", "streams", "areas"):
            for process in (item for item in bank if item.rated):
                asked = {item.rstrip("M") for question in process.questions for item in frame.list_items(question)}
                named = {
                    "climb": lambda frame: {step.id for step in frame.steps},
                    "mil": lambda frame: {f"{level.level}" for level in frame.levels if level.level},
                    "streams": lambda frame: {f"{one.level}{two.id}" for one in frame.levels for two in frame.streams},
                    "areas": lambda frame: {area.id for area in frame.areas},
                }[frame.kind](frame)
                assert asked == named, (frame.id, process.process)
