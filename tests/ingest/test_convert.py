"""What no value map can read has a named reading, and what that cannot read for certain stays empty."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.errors import SettingsError
from csi_lib.ingest.adapter import load_adapter
from csi_lib.ingest.values import READINGS, read_texts

HOUR, DAY = 3_600, 86_400

CASES: dict[str, dict[str, Any]] = {
    "minutes_left_met": {
        "-02:15": False, "-0:05": False, "0:40": True, "12:00": True, "1,5": True, "-1,5": False, "0": True,
        "35": True, "-7": False, "\u22120:05": False, "1h 30m": True, "-1d 4h": False, "-0:00": None, "-0": None,
        "late": None, "12:75": None, "1:2:3:4": None,
    },
    "hms_hours": {
        "12:30:45": 12.5125, "12:30": 12.5, "100:00:00": 100.0, "3.5": 3.5, "3,5": 3.5, "0": 0.0, "-1:30": -1.5,
        "1 h": None, "12:60": None, "-": None,
    },
    "words_duration": {
        "6 horas 54 minutos": 6 * HOUR + 54 * 60, "53 segundos": 53, "3 d 4 h": 3 * DAY + 4 * HOUR,
        "1 jour 2 heures et 3 minutes": DAY + 2 * HOUR + 180, "2 Tage 1 Std.": 2 * DAY + HOUR,
        "1 día y 2 horas": DAY + 2 * HOUR, "2 hours, 1 minute and 5 seconds": 2 * HOUR + 65,
        "1 dia 2 horas 3 minutos": DAY + 2 * HOUR + 180, "3 T 4 Std": 3 * DAY + 4 * HOUR, "1,5 h": 1.5 * HOUR,
        "1 week 2 days": 9 * DAY, "1 month": None, "2 ans": None, "54": None, "6 horas tarde": None, "soon": None,
    },
    "minus_one": {"1": 0, "3": 2, "0": 0, "-1": None, "1.5": None, "x": None},
    "grouped_integer": {
        "28 316": "28316", "28\u00a0316": "28316", "28\u202f316": "28316", "1,234": "1234", "1.234.567": "1234567",
        "1'234": "1234", "7": "7", "28316": "28316", "28 31": None, "12,34": None, "1,234.567": None, "A1": None,
    },
    "whole_id": {"1.00E+05": None, "1,23457E+11": None, "12345.0": "12345", "12345,00": "12345", "INC 1": "INC 1",
                 "1.000": "1.000", "1E5": "1E5"},
    "sla_text": {"Within SLA": True, "within  sla": True, "SLA Violated": False, "Paused": None},
    "first_line": {"Ann<br>Bob": "Ann", "Ann\r\nBob": "Ann", "<BR/>\n Ann": "Ann", "Ann": "Ann"},
    "percent": {"78%": 0.78, "78 %": 0.78, "7,5\u00a0%": 0.075, "78": None},
    "decimal_comma": {"1,5": 1.5, "-0,25": -0.25, "1.234,5": 1234.5, "12": 12.0, "1.234": None, "3.871.691.111": None},
}  # fmt: skip


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in CASES.items() for text in texts])
def test_a_named_reading_reads_what_it_says_and_nothing_else(name: str, text: str) -> None:
    (value,) = read_texts(name, np.array([f" {text} "], dtype=object))

    expected = CASES[name][text]
    assert value == pytest.approx(expected) if isinstance(expected, float) else value == expected


@given(st.integers(0, 10**8))
def test_seconds_written_in_words_come_back(seconds: int) -> None:
    days, rest = divmod(seconds, DAY)
    hours, rest = divmod(rest, HOUR)
    text = f"{days} jours {hours} heures {rest // 60} minutes {rest % 60} secondes"

    assert read_texts("words_duration", np.array([text], dtype=object))[0] == seconds


@given(st.integers(0, 10**12), st.sampled_from([" ", "\u00a0", "\u202f", ",", ".", "'"]))
def test_a_grouped_number_is_its_digits(number: int, mark: str) -> None:
    text = f"{number:,}".replace(",", mark)

    assert read_texts("grouped_integer", np.array([text], dtype=object))[0] == str(number)


@pytest.mark.parametrize("name", sorted(READINGS))
@pytest.mark.parametrize("text", ["", " ", "\u00a0", "?", "%", ":", "-", "\n", "1" * 400, "é" * 50, "1:1:1:1"])
def test_no_text_breaks_a_reading(name: str, text: str) -> None:
    assert len(read_texts(name, np.array([text], dtype=object))) == 1


OWN = """\
version: 1
id: own
title: A tool of many readings
dates: ["%d-%m-%Y %H:%M"]
tables:
  tickets:
    columns:
      id: {headings: [id], read: grouped_integer}
      opened_at: {headings: [opened], read: first_line}
      team: {headings: [team], read: first_line}
      state: {headings: [state], read: first_line, values: {open: [Neu]}}
      reassign_count: {headings: [stations], read: minus_one}
      made_sla: {headings: [left], read: minutes_left_met}
      hold_hours: {headings: [wait], read: words_duration}
      work_hours: {headings: [work], read: decimal_comma, unit: min}
"""


def read_own(project: Any, *rows: str, rule: str = OWN) -> Any:
    folder = project.folder / "params" / "sources"
    folder.mkdir(exist_ok=True)
    Path(folder / "own.yml").write_text(rule, encoding="utf-8")
    project.put("a.csv", "\r\n".join(["id;opened;team;state;stations;left;wait;work", *rows]))
    return project.ingest(sources={"tickets": {"adapter": "own", "kind": "incident", "files": ["a.csv"]}})


def test_readings_give_canonical_units_and_types(project: Any) -> None:
    row = '"28 316";"02-03-2026 10:00<br>03-03-2026 10:00";"Net<br>Web";Neu;3;-0:05;1 hora 30 minutos;1,5'

    found = read_own(project, row)

    ticket = project.table(found).iloc[0]
    assert ticket["id"] == "28316" and ticket["opened_at"] == pd.Timestamp("2026-03-02 10:00")
    assert (ticket["team"], ticket["state"], ticket["reassign_count"]) == ("Net", "open", 2)
    assert not ticket["made_sla"] and ticket["hold_hours"] == 1.5 and ticket["work_hours"] == 0.025


def test_what_a_reading_cannot_read_is_missing_and_named(project: Any) -> None:
    found = read_own(project, "1;02-03-2026 10:00;Net;Neu;none;-0:00;a while;1.234")

    texts = {issue.where: issue.what for issue in found.issues if issue.code == "unreadable"}
    assert project.table(found)[["reassign_count", "made_sla", "hold_hours", "work_hours"]].isna().all(axis=None)
    for column, text in {
        "reassign_count": "none",
        "made_sla": "-0:00",
        "hold_hours": "a while",
        "work_hours": "1.234",
    }.items():
        assert f"'{text}'" in texts[f"tickets.{column}"]


def test_an_id_whose_digits_a_spreadsheet_lost_rejects_its_row(project: Any) -> None:
    rule = OWN.replace("read: grouped_integer", "read: whole_id")

    found = read_own(project, "1.00E+05;02-03-2026 10:00;;;;;;", "12345.0;02-03-2026 10:00;;;;;;", rule=rule)

    assert project.table(found)["id"].tolist() == ["12345"]
    assert found.rejected["row"].tolist() == [2]


def test_a_reading_nobody_knows_is_refused_with_the_nearest(tmp_path: Path) -> None:
    folder = tmp_path / "params" / "sources"
    folder.mkdir(parents=True)
    (folder / "own.yml").write_text(OWN.replace("minus_one", "minus_on"), encoding="utf-8")

    with pytest.raises(SettingsError, match="did you mean 'minus_one'"):
        load_adapter("own", tmp_path)
