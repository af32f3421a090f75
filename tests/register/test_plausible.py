"""No record holds a day, a number or a letter that nobody can have meant; the key is named."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from csi_lib.errors import SettingsError
from csi_lib.register.kinds import KINDS
from csi_lib.register.making import make_record
from csi_lib.register.plausible import FIRST_DAY, LARGEST, LAST_DAY
from csi_lib.register.record import Record
from csi_lib.settings import load

COST = {"id": "c", "initiative": "i", "what": "w", "category": "labour", "amount": 3, "rhythm": "monthly",
        "when": "2025-03-15"}  # fmt: skip
REVIEW = {"id": "r", "title": "t", "type": "metrics", "planned": "2026-01-01"}
ACTION = {"id": "a", "title": "t", "raised": "2026-01-01", "raised_by": "r", "owner": "o", "due": "2199-12-31"}


def make(plain: dict[str, Any], **changes: Any) -> Record:
    kind = {"c": "cost", "r": "review", "a": "action"}[plain["id"]]
    return make_record(KINDS[kind], plain | changes)


@pytest.mark.parametrize(
    ("plain", "key", "day"),
    [
        (COST, "when", "0205-03-15"),
        (REVIEW, "planned", "0001-01-01"),
        (REVIEW, "planned", "9999-12-31"),
        (ACTION, "raised", "1969-12-31"),
        (ACTION, "due", "2200-01-01"),
    ],
)
def test_a_day_of_another_time_is_refused_with_its_key(plain: dict[str, Any], key: str, day: str) -> None:
    with pytest.raises(SettingsError, match=f"{key}: no day is before 1970-01-01 or after 2199-12-31.*given: '{day}'"):
        make(plain, **{key: day})


def test_the_first_and_the_last_day_are_taken() -> None:
    assert make(ACTION, raised=FIRST_DAY, due=LAST_DAY).model_dump()["due"] == dt.date(2199, 12, 31)


def test_an_amount_that_no_sum_keeps_to_the_cent_is_refused() -> None:
    assert make(COST, amount=LARGEST)
    with pytest.raises(SettingsError, match=r"amount\.high: the number is larger than 10,000,000,000,000"):
        make(COST, amount={"low": 1, "base": 2, "high": 1e308})


@pytest.mark.parametrize("text", ["x\ay", "x\x1b[31my", "x\x00y", "x\x9fy"])
def test_control_characters_are_refused_in_texts_of_one_and_of_many_lines(text: str) -> None:
    for key in ("title", "minutes"):
        with pytest.raises(SettingsError, match=f"{key}: there is a control character in the text"):
            make(REVIEW, **{key: text})


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2028"])
def test_a_line_end_is_refused_where_one_line_is_meant_also_in_lists(end: str) -> None:
    with pytest.raises(SettingsError, match=r"title: the text is one line.*deciders\.1: the text is one line"):
        make(REVIEW, title=f"a{end}b", deciders=[f"a{end}b"])


def test_a_long_text_keeps_its_lines_all_ended_alike() -> None:
    assert make(REVIEW, minutes="one\r\ntwo\rthree\n\tfour").model_dump()["minutes"] == "one\ntwo\nthree\n\tfour"


def test_a_file_is_refused_with_the_line_of_the_day(tmp_path: Path) -> None:
    path = tmp_path / "c.yml"
    lines = [f"{key}: {value}\n" for key, value in (COST | {"version": 1, "when": "0205-03-15"}).items()]
    path.write_text("".join(lines), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"line 7: when: no day is before .*given: '0205-03-15'"):
        load(path, KINDS["cost"])


def test_every_kind_of_record_is_held_to_it() -> None:
    assert all("_holds_plausible_values" in kind.__pydantic_decorators__.model_validators for kind in KINDS.values())
