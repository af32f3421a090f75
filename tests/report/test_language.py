"""A report in German says what the English one says: the same numbers, the client's words untouched."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.errors import SettingsError
from csi_lib.report import Column, Number, Picture, Table, Text
from csi_lib.report.blocks import from_json
from csi_lib.report.language import Words, load_words, speaking, translate

GERMAN = Words(
    "de",
    {"improved": "verbessert", "worse": "schlechter", "and": "und", "none rejected": "keine abgelehnt"},
    {
        "‘{t1}’ – {p1}.": "‚{t1}‘ – {p1}.",
        "The numbers rest on {n1} rows ({p1}).": "Die Zahlen beruhen auf {n1} Zeilen ({p1}).",
        "{n1} rejected, every one listed": "{n1} abgelehnt, alle aufgeführt",
        "Data from {d1} to {d2}.": "Daten vom {d1} bis {d2}.",
        "Sorted: {p1}": "Sortiert: {p1}",
    },
)


def test_a_sentence_is_found_by_its_places() -> None:
    assert GERMAN.say("The numbers rest on 24,918 rows (1,204 rejected, every one listed).") == (
        "Die Zahlen beruhen auf 24.918 Zeilen (1.204 abgelehnt, alle aufgeführt)."
    )


def test_sentences_that_stand_together_are_found_one_by_one() -> None:
    assert GERMAN.say("The numbers rest on 5 rows (none rejected). Data from 2026-01-31 to 2026-06.") == (
        "Die Zahlen beruhen auf 5 Zeilen (keine abgelehnt). Daten vom 31.01.2026 bis 06.2026."
    )


def test_a_client_s_words_stay_also_where_they_are_words_of_ours() -> None:
    assert GERMAN.say("‘improved and worse 1,000’ – improved.") == "‚improved and worse 1,000‘ – verbessert."


def test_lines_of_a_cell_stay_lines() -> None:
    assert (
        GERMAN.say("Data from 2026-01 to 2026-06.\nSorted: improved")
        == "Daten vom 01.2026 bis 06.2026.\nSortiert: verbessert"
    )


def test_an_enumeration_is_found_by_its_parts() -> None:
    assert GERMAN.say("Sorted: improved, worse and improved") == "Sortiert: verbessert, schlechter und verbessert"


def test_what_is_not_known_stays_english_word_for_word_and_is_counted() -> None:
    words = Words("de", {"improved": "verbessert"})

    assert words.say("Something 1,204 else.") == "Something 1,204 else."
    assert words.missing == {"Something 1,204 else.": 1}


@pytest.mark.parametrize(
    ("english", "german"),
    [("1,204.5 h", "1.204,5 h"), ("0.25", "0,25"), ("2026-06-30", "30.06.2026"), ("12", "12"), ("× 0.82", "× 0,82")],
)
def test_numbers_and_dates_are_written_as_germans_write_them(english: str, german: str) -> None:
    assert GERMAN.number(english) == german


@given(st.decimals(min_value=0, max_value=10**12, places=3))
def test_a_german_number_is_the_same_number(value: object) -> None:
    said = GERMAN.number(f"{value:,}")

    assert said.replace(".", "").replace(",", ".") == str(value)


def test_a_version_or_an_address_is_no_number() -> None:
    assert GERMAN.number("duckdb 2.0.0") == "duckdb 2.0.0"


def test_a_block_keeps_its_kind_its_keys_and_its_numbers() -> None:
    table = Table("improved", (Column("a", "worse"), Column("n", kind="number")), ({"a": "improved", "n": 1.5},))

    found = from_json(translate(table.to_json(), GERMAN))

    assert isinstance(found, Table)
    assert (found.title, found.columns[0].label, found.rows) == (
        "verbessert",
        "schlechter",
        ({"a": "verbessert", "n": 1.5},),
    )
    for block in (Text("improved"), Number("improved", 1.5, "h"), Picture("improved", "improved", "<svg/>")):
        assert type(from_json(translate(block.to_json(), GERMAN))) is type(block)


def test_a_column_of_names_keeps_them_also_where_they_are_words_of_ours() -> None:
    words = Words("de", {"improved": "verbessert", "all": "alle"})
    columns = (Column("service", "Service"), Column("said", "Remark"))
    rows = ({"service": "improved", "said": "improved"}, {"service": "all", "said": ""})

    found = from_json(translate(Table("", columns, rows).to_json(), words))

    assert isinstance(found, Table)
    assert found.rows == ({"service": "improved", "said": "verbessert"}, {"service": "alle", "said": ""})


def test_a_code_is_one_word_that_stays() -> None:
    words = Words("de", {}, {"mean of {c1}": "Mittel von {c1}"})

    assert words.say("mean of hours_to_resolve") == "Mittel von hours_to_resolve"
    assert words.say("mean of the answers") == "mean of the answers"


def test_english_is_as_it_is() -> None:
    data = Text("Anything 1,204").to_json()

    with speaking("en") as words:
        assert translate(data, words) == data


def test_places_must_stand_in_both_languages(tmp_path: Path) -> None:
    folder = tmp_path / "params" / "words" / "de"
    folder.mkdir(parents=True)
    (folder / "x.yml").write_text('version: 1\nsentences: {"{n1} rows": "Zeilen"}\n', encoding="utf-8")

    with pytest.raises(SettingsError, match="do not have the same places"):
        load_words("de", tmp_path)


def test_two_files_that_disagree_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "params" / "words" / "de"
    folder.mkdir(parents=True)
    (folder / "a.yml").write_text("version: 1\nphrases: {worse: schlechter}\n", encoding="utf-8")
    (folder / "b.yml").write_text("version: 1\nphrases: {worse: schlimmer}\n", encoding="utf-8")

    with pytest.raises(SettingsError, match="'worse' is said differently in another file"):
        load_words("de", tmp_path)


def test_the_german_wording_that_is_shipped_loads() -> None:
    assert load_words("de").say("improved") == "verbessert"
