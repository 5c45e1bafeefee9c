"""Shop domains: what is one and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.errors import InputError
from plugin.shopify.domains import shop_domain, shop_handle


@pytest.mark.parametrize(
    "given",
    [
        pytest.param("anas-atelier.myshopify.com", id="whole"),
        pytest.param("anas-atelier", id="bare_name"),
        pytest.param("https://anas-atelier.myshopify.com", id="address"),
        pytest.param(" Anas-Atelier.MyShopify.com ", id="case_and_spaces"),
    ],
)
def test_a_shop_is_named_whole(given):
    assert shop_domain(given) == "anas-atelier.myshopify.com"


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(None, id="nothing"),
        pytest.param("", id="empty"),
        pytest.param(7, id="number"),
        pytest.param("evil.example", id="another_host"),
        pytest.param("anas-atelier.myshopify.com.evil.example", id="our_host_as_a_prefix"),
        pytest.param("evil.example/anas-atelier.myshopify.com", id="our_host_as_a_path"),
        pytest.param("evil.example#anas-atelier.myshopify.com", id="our_host_as_a_fragment"),
        pytest.param("a@anas-atelier.myshopify.com", id="with_a_user"),
        pytest.param("-.myshopify.com", id="hyphen"),
        pytest.param("[", id="open_bracket"),
    ],
)
def test_what_is_no_shop_is_refused(given):
    with pytest.raises(InputError, match="myshopify"):
        shop_domain(given)


@given(st.text())
def test_any_text_is_a_shop_or_refused(text):
    try:
        domain = shop_domain(text)
    except InputError:
        return
    assert domain == shop_domain(domain)
    assert domain == f"{shop_handle(domain)}.myshopify.com"
    assert set(shop_handle(domain)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
