"""The parameters of a landing page, whichever address on the way to it Shopify noted."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from plugin.shopify.landing_query import landing_query

REF = "abcdefghij.0123456789abcdef.tovpez"
PAGE = f"/?em={REF}&utm_source=instagram&utm_medium=creator"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        pytest.param(PAGE, REF, id="the page itself"),
        pytest.param(f"https://brand.example{PAGE}", REF, id="with its host"),
        pytest.param(f"/discount/ANA10?redirect={quote(PAGE, safe='')}", REF, id="the way by the code"),
        pytest.param(f"/sv/discount/ANA%2010?redirect={quote(PAGE, safe='')}", REF, id="in a language"),
        pytest.param("/apps/earmark/go/abcdefghij", "abcdefghij", id="our own way"),
        pytest.param("/a/creators/go/abcdefghij/", "abcdefghij", id="under another prefix"),
        pytest.param(f"/go/zzzzzzzzzz?em={REF}", REF, id="the parameter first"),
        pytest.param(f"/products/mug?redirect={quote(PAGE, safe='')}", None, id="no code's way"),
        pytest.param("/apps/earmark/go/abc", None, id="no key"),
        pytest.param("/collections/all?gclid=x", None, id="nothing of ours"),
        pytest.param("/discount/ANA10", None, id="a code alone"),
    ],
)
def test_our_parameter_is_found(address, expected):
    assert landing_query(address).get("em") == (None if expected is None else [expected])


def test_the_links_parameters_come_with_it():
    assert landing_query(f"/discount/A?redirect={quote(PAGE, safe='')}")["utm_medium"] == ["creator"]


def test_what_is_no_address_is_refused():
    with pytest.raises(ValueError, match="IPv6"):
        landing_query("http://[::1/?em=x")
