"""Of where a buyer came from, only what can name a creator's link is read."""

import pytest

from plugin.attribution.origin import Origin, Utm
from plugin.shopify.payloads import read_orders
from tests import order_bodies as bodies

KEY = "cleolink01"
REF = f"{KEY}.0123456789abcdef.t58cg0"


@pytest.mark.parametrize(
    ("body", "origin"),
    [
        pytest.param({}, None, id="nothing"),
        pytest.param({"note_attributes": None, "landing_site": None}, None, id="nulls"),
        pytest.param({"note_attributes": [{"name": "_earmark", "value": REF}]}, Origin(cart=REF), id="cart"),
        pytest.param(
            {"note_attributes": [{"name": "Gift for", "value": REF}, {"name": "_earmark", "value": 7}]},
            None,
            id="others-and-odd-attributes",
        ),
        pytest.param(
            {"note_attributes": [{"name": "_earmark", "value": "sam@example.com"}]}, None, id="not-ours"
        ),
        pytest.param({"landing_site": f"/ana?x=1&em={REF}#top"}, Origin(landing=REF), id="reference"),
        pytest.param(
            {"landing_site": f"https://ana.example/?em={KEY}&utm_medium=creator&utm_campaign=a&utm_term=c"},
            Origin(landing=KEY),
            id="our-own-before-utm",
        ),
        pytest.param(
            {"landing_site": "/?utm_medium=creator&utm_campaign=autumn&utm_term=cleo&utm_content=story"},
            Origin(utm=Utm("autumn", "cleo", "story")),
            id="utm",
        ),
        pytest.param({"landing_site": "/?utm_medium=email&utm_campaign=a&utm_term=creator"}, None, id="mail"),
        pytest.param({"landing_site": "/?utm_medium=creator&utm_campaign=a"}, None, id="no-creator-in-utm"),
        pytest.param(
            {"landing_site": f"/?utm_medium=creator&utm_campaign={'a' * 10_000}&utm_term=c"}, None, id="long"
        ),
        pytest.param({"landing_site": "https://[broken?em=cleolink01"}, None, id="no-address"),
        pytest.param(
            {"referring_site": "https://Cleo.Example/post?reader=sam"},
            Origin(referrer="cleo.example"),
            id="referrer-host-alone",
        ),
        pytest.param({"referring_site": "android-app://"}, None, id="no-host"),
    ],
)
def test_origins(body, origin):
    [read] = read_orders(bodies.raw(bodies.order(**body)))
    assert read.facts.origin == origin
