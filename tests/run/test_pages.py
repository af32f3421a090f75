"""The navigation of a report lists every page under a heading that says what it is about."""

from __future__ import annotations

from csi_lib.run.audience import is_document
from csi_lib.run.pages import OTHERS, PAGES, find_group
from csi_lib.settings import list_kit


def test_every_page_of_the_kit_stands_in_one_group() -> None:
    kit = {name for name, path in list_kit("notebooks", ".ipynb").items() if not is_document(path)}

    assert sorted(PAGES) == sorted(kit)


def test_a_notebook_of_a_team_stands_behind_those_of_the_kit_under_its_own_heading() -> None:
    assert find_group("our_own") == OTHERS
    assert find_group("capacity") == "Services"
