"""What attaching a code would move is shown before it counts, and how far deciding again has come after
that.
"""

from __future__ import annotations

import re

import pytest

from plugin.services.preview_code import preview_attach
from plugin.services.recompute import recompute
from plugin.store.code_lookup import attached_codes
from plugin.store.recomputing import KIND, end_run, note_step
from plugin.store.runs import start_run
from tests import cast
from tests import order_bodies as bodies
from tests.books import add_code, add_creator, hear, held


@pytest.fixture
def used(database, settings, ana, ben):
    """Three orders of each shop with a code that is nobody's yet; the creators who might get it in Ana's."""
    for shop in (ana, ben):
        for number in (1, 2, 3):
            line = bodies.line(number, "20.00", discounts={0: "2.00"})
            body = bodies.order(number, lines=[line], codes=[bodies.code("OldFriend", "2.00")])
            hear(database, settings, shop, "orders/create", body)
    return add_creator(database, ana), add_creator(database, ana, cast.DEV.name)


def test_a_preview_of_an_attachment_says_what_it_would_move_and_moves_nothing(database, used, ana, ben, now):
    cleo, dev = used
    with database.shop(ana) as session:
        found = preview_attach(session, "oldfriend ", None, cleo, now)
        few = preview_attach(session, "oldfriend", None, cleo, now, most_orders=2)
        everybody = preview_attach(session, "oldfriend", None, None, now)
        assert attached_codes(session) == []
    assert (found.orders, found.looked_at, found.creator) == (3, 3, cast.CLEO.name)
    assert [(row.creator_id, row.before_minor, row.after_minor) for row in found.creators] == [
        (cleo, 0, 5400)
    ]
    assert {order.id for order in found.moved_orders} == {1, 2, 3}
    assert (few.orders, few.looked_at, len(few.moved_orders)) == (3, 2, 2)
    assert (everybody.creators, everybody.moved_orders, everybody.creator) == ((), (), None)
    assert held(database, ana) == {}
    add_code(database, ana, "OLDFRIEND", dev, origin="attached", status="active")
    recompute(database, ana, lambda: now, code_key="oldfriend")
    with database.shop(ana) as session:
        moved = preview_attach(session, "oldfriend", None, cleo, now)
        assert [row.creator for row in attached_codes(session)] == [cast.DEV.name]
    assert {(row.creator_id, row.before_minor, row.after_minor) for row in moved.creators} == {
        (cleo, 0, 5400),
        (dev, 5400, 0),
    }
    assert held(database, ana) == {dev: 5400}


def test_the_page_shows_it_before_it_is_attached(browse, database, used, ana, ben, monkeypatch):
    monkeypatch.setattr("plugin.admin.pages.recomputing.client", lambda: None)
    monkeypatch.setattr(
        "plugin.admin.pages.recomputing.find_shop_code", lambda _, typed: (typed.strip(), None)
    )
    page = browse(cast.ANA).get(f"/campaigns/attach?code=OLDFRIEND&creator={used[0]}").text
    for sentence in (
        "3 past orders used it.",
        "On 3 the credit would change.",
        f"count for {cast.CLEO.name}",
    ):
        assert sentence in page
    assert "€54.00" in page
    assert re.search(r'name="code" value="OLDFRIEND"', page)
    assert held(database, ana) == {}
    nobody = browse(cast.ANA).get("/campaigns/attach?code=NEVERUSED&creator=everybody").text
    assert "No past order used it." in nobody
    refused = browse(cast.ANA).get("/campaigns/attach?code=OLDFRIEND")
    assert (refused.status_code, "Choose a creator" in refused.text) == (422, True)
    assert browse(cast.BEN).get(f"/campaigns/attach?code=OLDFRIEND&creator={used[0]}").status_code == 404


def test_its_progress_is_seen_wherever_it_was_set_off(browse, database, used, ana, ben, now):
    with database.shop(ana) as session:
        run_id = start_run(session, KIND, None, 41, now, detail={"code": "oldfriend"})
        note_step(session, run_id, done=20, after=20, now=now)
    seen = browse(cast.ANA).get("/recomputing").text
    assert "20 of 41 orders" in seen
    assert "Past orders with oldfriend are being decided again" in seen
    assert 'hx-trigger="every 2s"' in seen
    assert "orders" not in browse(cast.BEN).get("/recomputing").text
    assert 'hx-get="/recomputing" hx-trigger="load"' in browse(cast.ANA).get("/campaigns").text
    with database.shop(ana) as session:
        end_run(session, run_id, "failed", now, error="The <b>disk</b> is full.")
    failed = browse(cast.ANA).get("/recomputing").text
    assert "The &lt;b&gt;disk&lt;/b&gt; is full." in failed
    assert "every 2s" not in failed
