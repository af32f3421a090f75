"""The frame of replies: what was asked, what was said, and what was left blank."""

import pandas as pd

from csi_lib.maturity.replies import COLUMNS, list_replies


def test_a_question_left_out_is_blank_and_one_not_asked_is_absent(make_process, make_sheet):
    process = make_process({"1.1": 2}, groups=("agents",))
    sheets = [make_sheet("b", {"inc-1.1-q1": "L"}), make_sheet("a", {"inc-1.1-q2": "F"}, group="users")]
    found = list_replies(sheets, [process])
    assert found[["question", "respondent", "group", "reply"]].astype(str).values.tolist() == [
        ["inc-1.1-q1", "b", "agents", "L"],
        ["inc-1.1-q2", "a", "users", "F"],
        ["inc-1.1-q2", "b", "agents", ""],
    ]


def test_reasons_evidence_and_days_come_along(make_process, make_sheet):
    process = make_process({"1.1": 2})
    answers = {
        "inc-1.1-q1": {"answer": "NA", "reason": "none yet"},
        "inc-1.1-q2": {"answer": "F", "evidence": "record", "seen": "2026-03-01"},
    }
    found = list_replies([make_sheet("a", answers, date="2026-05-12")], [process])
    assert found["reason"].tolist() == ["none yet", ""]
    assert found["evidence"].tolist() == ["none", "record"]
    assert found["seen"].isna().tolist() == [True, False]
    assert found["seen"][1] == pd.Timestamp("2026-03-01")
    assert (found["date"] == pd.Timestamp("2026-05-12")).all()


def test_a_sheet_asks_only_about_its_own_processes(make_process, make_sheet):
    process = make_process({"1.1": 1})
    other = process.model_copy(
        update={
            "process": "other",
            "questions": [process.questions[0].model_copy(update={"id": "oth-1"})],
        }
    )
    found = list_replies([make_sheet("a", {"inc-1.1-q1": "F"}, processes=["incident"])], [process, other])
    assert found["question"].tolist() == ["inc-1.1-q1"]


def test_nobody_asked_leaves_a_frame_with_its_columns(make_process):
    found = list_replies([], [make_process({"1.1": 1})])
    assert list(found) == list(COLUMNS)
    assert found.empty
