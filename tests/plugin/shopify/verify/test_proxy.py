"""Requests through the app proxy."""

import dataclasses
import hashlib
import hmac
import time
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugin.errors import NotVerifiedError
from plugin.shopify.verify.proxy import VerifiedProxy, verify_proxy
from tests import cast


def signed(secret: str = cast.CLIENT_SECRET, **changes: object) -> str:
    """A query as Shopify sends it: every parameter sorted and joined, and the hex digest of that."""
    params = {
        "shop": cast.ANA.domain,
        "path_prefix": "/apps/earmark",
        "timestamp": str(int(time.time())),
        "logged_in_customer_id": "",
        **changes,
    }
    text = "".join(sorted(f"{name}={value}" for name, value in params.items()))
    return urlencode(
        {**params, "signature": hmac.digest(secret.encode(), text.encode(), hashlib.sha256).hex()}
    )


def test_the_shop_and_its_shopper(settings):
    assert verify_proxy(settings, signed()) == VerifiedProxy(cast.ANA.domain, None, "/apps/earmark")
    found = verify_proxy(settings, signed(logged_in_customer_id=cast.SAM.shopify_id))
    assert found.customer_id == cast.SAM.shopify_id


def test_parameters_of_campaigns_do_no_harm(settings):
    query = signed(utm="a", utm_source="b", ref="Åsa & Co", fbclid="x=y")
    assert verify_proxy(settings, query).shop == cast.ANA.domain


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        pytest.param("/apps/earmark", "/apps/earmark", id="usual"),
        pytest.param("/a/our-friends", "/a/our-friends", id="changed_by_the_owner"),
        pytest.param("//evil.example", None, id="another_host"),
        pytest.param("/apps/x/../..", None, id="a_way_out"),
        pytest.param("", None, id="empty"),
    ],
)
def test_where_the_proxy_is(settings, prefix, expected):
    assert verify_proxy(settings, signed(path_prefix=prefix)).path_prefix == expected


def test_the_old_secret_holds_while_it_is_rotated(settings):
    rotating = dataclasses.replace(settings, client_secret="new", old_client_secret=cast.CLIENT_SECRET)
    assert verify_proxy(rotating, signed()).shop == cast.ANA.domain


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("", id="empty"),
        pytest.param(signed("mallory"), id="signed_by_a_stranger"),
        pytest.param(signed(timestamp=str(int(time.time()) - 100_000)), id="stale"),
        pytest.param(signed(timestamp="soon"), id="no_time"),
        pytest.param(signed() + "&shop=" + cast.BEN.domain, id="two_shops"),
        pytest.param(signed() + "&extra=1", id="a_parameter_added"),
        pytest.param(signed(shop="evil.example"), id="no_shop"),
        pytest.param(signed().replace("signature=", "signature=%C3%A9"), id="signature_is_no_ascii"),
    ],
)
def test_anything_else_is_not_verified(settings, query):
    with pytest.raises(NotVerifiedError):
        verify_proxy(settings, query)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["shop", "timestamp", "signature", "path_prefix", "logged_in_customer_id"]),
    value=st.text(),
)
def test_a_changed_value_is_not_verified(settings, name, value):
    query = dict(parse_qsl(signed(), keep_blank_values=True))
    if query[name] != value:
        with pytest.raises(NotVerifiedError):
            verify_proxy(settings, urlencode({**query, name: value}))
