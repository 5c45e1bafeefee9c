"""The shell: who gets in, and what surrounds every page."""

from __future__ import annotations

from tests import cast


def test_a_verified_fetch_gets_the_page(browse, ana, ben):
    answer = browse(cast.ANA).get("/")
    assert answer.status_code == 200
    assert "Overview" in answer.text


def test_an_address_nobody_has_is_a_page_of_the_admin(browse, ana):
    answer = browse(cast.ANA).get("/nowhere/at-all")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
