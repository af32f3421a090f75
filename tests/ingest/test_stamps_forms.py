"""A column of dates is read as its tool wrote it, in seven languages and after a spreadsheet; or it is refused."""

from __future__ import annotations

import calendar
import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csi_lib.errors import SourceError
from csi_lib.ingest.stamps import parse_texts, read_stamps, settle, try_formats

DAY, MONTH = "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"
ORDERED = [DAY, MONTH, "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y", "%m/%d/%Y"]
JIRA = "%d/%b/%y %I:%M %p"

# Short month names as the tools write them, by hand from calendars of each language.
SHORT = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "de": "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
    "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "es": "ene feb mar abr may jun jul ago sep oct nov dic",
    "pt": "jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.",
    "it": "gen feb mar apr mag giu lug ago set ott nov dic",
    "nl": "jan. feb. mrt. apr. mei jun. jul. aug. sep. okt. nov. dec.",
}
LONG = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}


def found(*texts: str, formats: list[str] | None = None) -> Any:
    return try_formats(list(texts), formats or ORDERED)


def read(form: str, *texts: str, zone: str = "UTC") -> list[Any]:
    return read_stamps(np.array(texts, dtype=object), form, zone).utc.tolist()


@pytest.mark.parametrize("language", SHORT)
def test_month_names_of_every_language_and_case_are_read(language: str) -> None:
    for names in (SHORT, LONG):
        for number, name in enumerate(names[language].split(), start=1):
            for text in (name, name.upper(), name.rstrip("."), name.capitalize()):
                assert read(JIRA, f"19/{text}/26 12:47 PM") == [pd.Timestamp(2026, number, 19, 12, 47)], text


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("19/ene/26 12:47 a. m.", 0),
        ("19/ene/26 12:47 p. m.", 12),
        ("19/ene/26 3:47 p.m.", 15),
        ("19/ene/26 03:47 p.\u00a0m.", 15),
        ("19/ene/26 3:47\u202fPM", 15),
        ("19/ene/26 3:47 am", 3),
    ],
)
def test_every_way_to_write_morning_and_afternoon_is_read(text: str, hour: int) -> None:
    assert read(JIRA, text) == [pd.Timestamp(2026, 1, 19, hour, 47)]


def test_a_word_that_is_no_month_is_not_read() -> None:
    assert read(JIRA, "19/abc/26 12:47 PM", "19/26 12:47 PM") == [pd.NaT, pd.NaT]


def test_a_column_in_several_forms_of_one_order_is_read_as_a_set() -> None:
    formats = found("05/06/2026 10:00", "13/06/2026 10:00", "13/06/2026 10:00:30", "14/06/2026")

    (form,) = formats.formats

    assert formats.read == 4 and not formats.ambiguous
    assert read(form, "05/06/2026 10:00", "13/06/2026 10:00:30", "14/06/2026") == [
        pd.Timestamp("2026-06-05 10:00"),
        pd.Timestamp("2026-06-13 10:00:30"),
        pd.Timestamp("2026-06-14"),
    ]


def test_a_rare_form_among_thousands_is_still_found() -> None:
    texts = [f"{day:02d}/06/2026 {hour:02d}:{minute:02d}" for day in range(1, 31) for hour in range(24)
             for minute in range(60)]  # fmt: skip

    formats = found(*texts, "17/06/2026 10:00:30")

    assert formats.read == len(texts) + 1
    assert formats.formats == ("%d/%m/%Y %H:%M | %d/%m/%Y %H:%M:%S",)


def test_a_column_that_says_both_day_first_and_month_first_is_refused() -> None:
    formats = found("05/06/2026 10:00", "13/06/2026 10:00", "06/13/2026 10:00")

    with pytest.raises(SourceError, match="'05/06/2026 10:00'") as caught:
        settle({"opened_at": formats}, [formats], "a.csv")

    assert DAY in str(caught.value) and MONTH in str(caught.value)


def test_one_slip_among_many_is_a_slip_and_decides_nothing() -> None:
    texts = [f"{day:02d}/06/2026 10:00" for day in range(1, 31)] + [f"{day:02d}/07/2026 10:00" for day in range(1, 31)]

    formats = found(*texts, "07/31/2026 10:00")

    assert formats.formats == (DAY,) and formats.read == 60


def test_offsets_in_every_way_of_writing_stand_in_one_column() -> None:
    forms = ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%dT%H:%M:%S"]
    texts = ["2026-03-02T10:00:00+0100", "2026-03-02T10:00:00-05:00", "2026-03-02T10:00:00Z",
             "2026-03-02T10:00:00.250+01:00", "2026-03-02T10:00:00"]  # fmt: skip

    (form,) = found(*texts, formats=forms).formats

    assert read(form, *texts, zone="Europe/Berlin") == [
        pd.Timestamp("2026-03-02 09:00"),
        pd.Timestamp("2026-03-02 15:00"),
        pd.Timestamp("2026-03-02 10:00"),
        pd.Timestamp("2026-03-02 09:00:00.250"),
        pd.Timestamp("2026-03-02 09:00"),  # without an offset: the zone of the source
    ]


def test_a_spreadsheets_day_number_among_dates_is_read_in_local_time() -> None:
    # 45000 days after 1899-12-30 is 2023-03-15, as every spreadsheet shows
    texts = ["14/03/2023 10:00", "16/03/2023 10:00", "45000.5"]

    (form,) = found(*texts).formats

    assert read(form, "45000.5", zone="Europe/Berlin") == [pd.Timestamp("2023-03-15 11:00")]


def test_a_column_of_day_numbers_alone_is_not_taken_for_dates() -> None:
    assert found("45000.5", "45001.25").read == 0


@pytest.mark.parametrize(("text", "other"), [("1772445600", "1772449200"), ("1772445600000", "1772449200500")])
def test_a_column_of_seconds_or_milliseconds_since_1970_is_utc(text: str, other: str) -> None:
    # 2026-03-02 10:00 UTC by `date -u -d @1772445600`
    (form,) = found(text, other).formats

    assert read(form, text, zone="Europe/Berlin") == [pd.Timestamp("2026-03-02 10:00")]


def test_a_number_among_words_is_no_epoch() -> None:
    assert found("1772445600", "soon").read == 0


def test_dates_a_spreadsheet_has_turned_around_are_refused_with_both_settings(project: Any) -> None:
    # Written day first, opened where the month comes first: up to the 12th they became dates, the rest stayed text.
    book = openpyxl.Workbook()
    book.active.append(["number", "opened_at"])
    for place, day in enumerate(range(1, 29)):
        cell = dt.datetime(2026, day, 6, 10) if day <= 12 else f"{day}/06/2026 10:00"
        book.active.append([f"INC{place}", cell])
    book.save(project.path.parent / "a.xlsx")

    with pytest.raises(SourceError, match="changed places") as caught:
        project.ingest("a.xlsx")

    back = "%d/%m/%Y %H:%M | %Y-%d-%m %H:%M:%S"
    assert back in str(caught.value)
    opened = project.table(project.ingest("a.xlsx", dates=back))["opened_at"]
    assert sorted(opened.dt.day) == list(range(1, 29)) and set(opened.dt.month) == {6}


def test_a_mixture_of_forms_is_a_finding_with_the_texts(project: Any) -> None:
    project.put("a.csv", "number,opened_at\nINC1,13/06/2026 10:00\nINC2,14/06/2026 11:00\nINC3,15/06/2026 10:00:30\n")

    found = project.ingest("a.csv")

    issue = project.issue(found, "mixed_forms")
    assert (issue.severity, issue.count) == ("info", 1)
    assert "15/06/2026 10:00:30" in issue.what
    assert len(project.table(found)) == 3


OWN = """\
version: 1
id: own
title: A tool with days that mean never
dates: ["%Y-%m-%d %H:%M:%S", "epoch s"]
sentinels: ["1970-01-01", "9999-12-31", "1999-01-01"]
tables:
  tickets:
    columns: {id: [id], opened_at: [opened], closed_at: [closed]}
"""


def test_a_day_that_means_never_is_missing_and_counted(project: Any) -> None:
    folder = project.folder / "params" / "sources"
    folder.mkdir(exist_ok=True)
    Path(folder / "own.yml").write_text(OWN, encoding="utf-8")
    closed = ["1970-01-01 00:00:00", "9999-12-31 23:59:59", "1999-01-01 00:00:00", "2026-03-03 08:00:00", ""]
    rows = "".join(f"{place},2026-03-02 08:00:00,{text}\n" for place, text in enumerate(closed))
    project.put("a.csv", f"id,opened,closed\n{rows}")

    found = project.ingest(sources={"tickets": {"adapter": "own", "kind": "incident", "files": ["a.csv"]}})

    tickets = project.table(found).set_index("id")["closed_at"]
    assert tickets.notna().to_dict() == {"0": False, "1": False, "2": False, "3": True, "4": False}
    issue = project.issue(found, "sentinel")
    assert (issue.severity, issue.count) == ("info", 3)
    assert not [item for item in found.issues if item.code == "unreadable"]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2090, 1, 1)), min_size=1, max_size=8))
def test_no_column_is_ever_read_with_day_and_month_changed(stamps: list[dt.datetime]) -> None:
    minutes = [item.replace(second=0, microsecond=0) for item in stamps]
    texts = [f"{item:%d/%m/%Y %H:%M}" for item in minutes]

    formats = found(*texts)

    told = len(formats.formats) == 1
    assert formats.ambiguous == (not told)
    if told and formats.formats != (DAY,):  # only where day and month are equal everywhere
        assert [item.day for item in minutes] == [item.month for item in minutes]
    assert DAY in formats.formats or told


def test_a_date_that_no_calendar_has_is_not_read() -> None:
    leap = [year for year in range(2020, 2030) if calendar.isleap(year)]
    texts = np.array([f"29/02/{year} 10:00" for year in range(2020, 2030)], dtype=object)

    assert parse_texts(texts, DAY).dropna().dt.year.tolist() == leap


def test_a_column_of_equal_days_and_months_decides_nothing_for_another(project: Any) -> None:
    project.put("a.csv", "number,opened_at,closed_at\nINC1,05/06/2026 10:00,07/07/2026 10:00\n")

    with pytest.raises(SourceError, match="opened_at"):
        project.ingest("a.csv")
