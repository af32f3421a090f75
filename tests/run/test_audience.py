"""A report has the pages its audience asks for, and none about what the engagement does not have."""

from __future__ import annotations

from pathlib import Path

import pytest

from csi_lib.errors import SettingsError
from csi_lib.run.audience import Audience, choose_pages, is_document, list_needs
from csi_lib.settings import Assessment, Engagement, Source, list_kit

KNOWN = list_kit("notebooks", ".ipynb")
ALL = Audience(version=1, id="complete", title="All")
ABOUT_MATURITY = {name for name in KNOWN if name.split("_")[0] == "maturity"}
OF_DOCUMENTS = {name for name, page in KNOWN.items() if is_document(page)}
ABOUT_REGISTER = {name for name, page in KNOWN.items() if "records" in list_needs(page)}
OTHERS = set(KNOWN) - ABOUT_MATURITY - OF_DOCUMENTS - ABOUT_REGISTER


def make_engagement(**more: object) -> Engagement:
    return Engagement.model_validate(
        {
            "version": 1, "id": "acme", "client": "Acme", "zone": "UTC", "author": "A", "kpis": ["mttr_resolve"],
            "sources": {"tickets": Source(adapter="plain", files=["t.csv"])}, **more,
        }
    )  # fmt: skip


def names(engagement: Engagement, audience: Audience = ALL) -> set[str]:
    return {page.stem for page in choose_pages(audience, Path("complete.yml"), KNOWN, engagement)}


def test_without_answers_no_page_speaks_of_maturity() -> None:
    assert names(make_engagement()) == OTHERS


def test_one_round_has_every_page_but_that_on_what_moved() -> None:
    assert names(make_engagement(answers=["r/*.yml"])) == OTHERS | ABOUT_MATURITY - {"maturity_change"}


def test_two_rounds_have_every_page() -> None:
    both = make_engagement(answers=["r/*.yml"], assessment=Assessment(previous=["r0/*.yml"]))

    assert names(both) == OTHERS | ABOUT_MATURITY


def test_a_register_brings_its_pages_and_no_page_of_a_document() -> None:
    assert names(make_engagement(records="register.db")) == OTHERS | ABOUT_REGISTER - OF_DOCUMENTS


def test_an_audience_that_names_a_page_of_a_document_gets_it() -> None:
    named = sorted(OF_DOCUMENTS)
    audience = Audience(version=1, id="plan", title="Plan", pages=named)

    assert names(make_engagement(records="register.db"), audience) == set(named)


def test_an_audience_that_names_the_page_does_not_get_an_empty_one() -> None:
    audience = Audience(version=1, id="few", title="Few", pages=["trends", "maturity"])

    assert names(make_engagement(), audience) == {"trends"}


def test_a_page_that_is_none_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(SettingsError, match="no notebook 'trend'.*'trends'"):
        names(make_engagement(), Audience(version=1, id="few", title="Few", pages=["trend"]))
