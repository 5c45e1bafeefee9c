"""Short paths: what they may be, and what is proposed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.errors import InputError
from plugin.services.links.paths import LONGEST, free_path, is_reserved, slug, typed_path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Cleo Cloud", "cleo-cloud", id="a name"),
        pytest.param("cleo.cloud", "cleo-cloud", id="a handle with a dot"),
        pytest.param("Åsa Ångström", "asa-angstrom", id="rings"),
        pytest.param("李雷", "lilei", id="Chinese"),
        pytest.param("☕ Ana ☕", "ana", id="symbols have no sound"),
        pytest.param("😀", "", id="nothing that can be written"),
        pytest.param("a" * 10_000, "a" * LONGEST, id="long"),
    ],
)
def test_a_slug(text, expected):
    assert slug(text) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("/ana", "/ana", id="as it should be"),
        pytest.param(" Ana-YT/ ", "/ana-yt", id="blanks, capitals, a last slash"),
        pytest.param("with/ana_2", "/with/ana_2", id="two steps"),
    ],
)
def test_a_typed_path(typed, expected):
    assert typed_path(typed) == expected


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("", "Type a short path", id="nothing"),
        pytest.param("///", "Type a short path", id="slashes"),
        pytest.param("/" + "a" * 10_240, "at most 60", id="10 KB"),
        pytest.param("//evil.example", "could be /evil-example", id="another host"),
        pytest.param("https://evil.example/ana", "https-evil-example-ana", id="an address"),
        pytest.param("/ana\r\nLocation: x", "could be /ana-location-x", id="line breaks"),
        pytest.param("/ana\x00", "could be /ana", id="a null character"),
        pytest.param("/åsa", "could be /asa", id="letters beyond a to z"),
        pytest.param("/😀", "could be /ana", id="an emoji"),
        pytest.param("/ana/../admin", "could be /ana-admin", id="steps upward"),
        pytest.param("/ana?x=1", "could be /ana-x-1", id="a query"),
        pytest.param("/ana#x", "could be /ana-x", id="a fragment"),
        pytest.param("/%61na", "could be /61na", id="encoded"),
        pytest.param("/-ana", "could be /ana", id="a hyphen first"),
        pytest.param("/{{shop}}", "could be /shop", id="Liquid"),
        pytest.param("/products", "such as /with-products", id="products"),
        pytest.param("/Products/mug", "such as /with-products-mug", id="under products"),
        pytest.param("/admin", "keeps /admin", id="admin"),
        pytest.param("/apps/earmark", "keeps /apps/earmark", id="apps"),
        pytest.param("/cart", "keeps /cart", id="cart"),
        pytest.param("/en", "keeps /en", id="a language"),
        pytest.param("/sv/ana", "keeps /sv/ana", id="under a language"),
        pytest.param("/en-gb", "keeps /en-gb", id="a market"),
        pytest.param("/zh-hans", "keeps /zh-hans", id="a script"),
    ],
)
def test_what_no_short_path_can_be(typed, said):
    with pytest.raises(InputError, match=said.replace("/", "/")) as raised:
        typed_path(typed)
    assert raised.value.field == "path"
    assert len(str(raised.value)) < 300


@pytest.mark.parametrize(
    ("taken", "campaign", "expected"),
    [
        pytest.param(set(), "", "/ana", id="free"),
        pytest.param({"/ana"}, "", "/ana-2", id="another creator has it"),
        pytest.param({"/ana", "/ana-2"}, "", "/ana-3", id="and the next"),
        pytest.param({"/ana"}, "spring", "/ana-spring", id="her own, of another campaign"),
        pytest.param({"/ana", "/ana-spring"}, "spring", "/ana-2", id="that too"),
    ],
)
def test_the_best_free_path(taken, campaign, expected):
    assert free_path("ana", taken, campaign=campaign) == expected


@pytest.mark.parametrize("base", ["search", "bo", "cart"])
def test_what_shopify_keeps_gets_a_word_before_it(base):
    assert free_path(base, ()) == f"/with-{base}"


@given(st.text(max_size=100), st.text(max_size=100))
def test_whatever_is_proposed_could_have_been_typed(name, campaign):
    base = slug(name) or "creator"
    path = free_path(base, {f"/{base}"}, campaign=slug(campaign))
    assert not is_reserved(path)
    if len(path) <= LONGEST:
        assert typed_path(path) == path
