"""GET /proxy/qr/<key>: the QR code of a link, for whoever is sent its address."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from plugin.store.links import Link
from tests import cast
from tests.storefront.landing import make_landing


@pytest.fixture
def landing(database, ana, ben):
    """Cleo's link in Ana's shop, and one in Ben's."""
    make_landing(database, ben, key="bencleo001", currency="USD")
    return make_landing(database, ana)


def set_link(database, shop_id, **values):
    with database.shop(shop_id) as session:
        for link in session.query(Link):
            for name, value in values.items():
                setattr(link, name, value)


def test_the_picture_holds_the_short_address_or_the_lasting_one(landing, database, shopper):
    lasting = shopper().get(f"/qr/{landing.key}.svg")
    assert lasting.status_code == 200
    assert lasting.mimetype == "image/svg+xml"
    assert lasting.headers["Cache-Control"] == "public, max-age=3600"
    set_link(database, landing.shop_id, path="/cleo")
    short = shopper().get(f"/qr/{landing.key}.svg")
    assert short.data != lasting.data
    assert shopper().get(f"/qr/{landing.key}.png").data.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "path",
    [
        "/qr/nolink0000.svg",
        "/qr/bencleo001.svg",
        "/qr/cleo000001.exe",
        "/qr/..%2f.svg",
        "/qr/" + "a" * 4000 + ".svg",
    ],
)
def test_what_is_no_link_of_the_shop_has_none(landing, shopper, path):
    assert shopper(cast.ANA).get(path).status_code == 404


def test_a_retired_link_has_none(landing, database, shopper):
    set_link(database, landing.shop_id, status="retired")
    assert shopper().get(f"/qr/{landing.key}.svg").status_code == 404


def test_nobody_gets_past_the_signature(landing, shopfront):
    assert (
        shopfront.test_client().get(f"/proxy/qr/{landing.key}.svg?shop={cast.ANA.domain}").status_code == 401
    )


def test_another_prefix_has_the_short_paths_brought_along(landing, database, shopper):
    set_link(
        database,
        landing.shop_id,
        path="/cleo",
        redirect_state="live",
        redirect_gid="gid://shopify/UrlRedirect/1",
    )
    shopper().get(f"/qr/{landing.key}.svg", {"path_prefix": "/a/creators"})
    with database.engine.connect() as connection:
        jobs = list(
            connection.execute(text("select args from procrastinate_jobs where task_name = 'settle_links'"))
        )
    assert [job.args["shop_id"] for job in jobs] == [landing.shop_id]
