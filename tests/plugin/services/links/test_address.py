"""Addresses of links: encoded once, and decoding gives back exactly what went in."""

from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.services.links.address import (
    LinkTags,
    discount_address,
    go_path,
    inside_shop,
    landing_address,
    long_address,
    read_discount_address,
    read_tags,
)

TAGS = LinkTags("k7x9q2m4aa", "instagram", "creator", "spring-table", "bio", "cleo-cloud")
WORDS = st.text(min_size=1, max_size=40).filter(lambda text: not any(0xD800 <= ord(c) < 0xE000 for c in text))
NAMES = WORDS.filter(lambda name: name != "em" and not name.startswith("utm_"))


def test_the_long_address_of_a_product_by_the_letter():
    assert long_address("https://brand.com", "SPRING_CLEO", "/products/mug?variant=11", TAGS) == (
        "https://brand.com/discount/SPRING_CLEO?redirect="
        "%2Fproducts%2Fmug%3Fvariant%3D11%26em%3Dk7x9q2m4aa%26utm_source%3Dinstagram%26utm_medium%3Dcreator"
        "%26utm_campaign%3Dspring-table%26utm_content%3Dbio%26utm_term%3Dcleo-cloud"
    )


def test_without_a_code_it_leads_straight_there():
    assert long_address("https://brand.com", None, "/", TAGS) == (
        "https://brand.com/?em=k7x9q2m4aa&utm_source=instagram&utm_medium=creator&utm_campaign=spring-table"
        "&utm_content=bio&utm_term=cleo-cloud"
    )


@given(st.lists(st.tuples(NAMES, WORDS), max_size=4), WORDS, st.lists(WORDS, min_size=6, max_size=6))
def test_what_goes_in_comes_out(query, code, words):
    tags = LinkTags(*words)
    path = landing_address("/products/mug", LinkTags("", "", "", "", "", ""))
    for name, value in query:
        path = f"{path}&{_quoted(name)}={_quoted(value)}"
    address = discount_address(code, landing_address(path, tags))
    assert address.isascii()
    assert address.count("?") == 1, "what is inside stays one value"
    assert "#" not in address
    found_code, landing = read_discount_address(address)
    assert found_code == code
    assert urlsplit(landing).path == "/products/mug"
    assert parse_qsl(urlsplit(landing).query, keep_blank_values=True) == [*query, *tags.pairs()]
    assert read_tags(landing) == dict(tags.pairs())
    # A shop decodes the value once; that is the path, and no second decoding is needed.
    assert unquote(address.partition("redirect=")[2]) == landing


def _quoted(text):
    from urllib.parse import quote

    return quote(text, safe="")


def test_parameters_of_ours_in_the_landing_path_give_way():
    path = landing_address("/pages/about?em=old&utm_source=mail&ref=x#top", TAGS)
    assert read_tags(path)["em"] == TAGS.em
    assert path.count("utm_source") == 1
    assert path.endswith("#top")
    assert "ref=x" in path


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("//evil.example", id="another host"),
        pytest.param("https://evil.example/", id="a whole address"),
        pytest.param("/\\evil.example", id="a backslash"),
        pytest.param("/a\r\nLocation: https://evil.example", id="line breaks"),
        pytest.param("/\t/evil.example", id="a tab"),
        pytest.param("javascript:alert(1)", id="a script"),
        pytest.param("", id="nothing"),
    ],
)
def test_a_landing_path_stays_in_the_shop(path):
    assert not inside_shop(path)
    with pytest.raises(ValueError, match="no path of a shop"):
        landing_address(path, TAGS)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("/discount/A%2FB?redirect=%2Fx", ("A/B", "/x"), id="a code with a slash"),
        pytest.param("/discount/A", ("A", "/"), id="without a way on"),
        pytest.param("/discount/", None, id="no code"),
        pytest.param("/products/discount/A", None, id="elsewhere"),
        pytest.param("/", None, id="home"),
    ],
)
def test_reading_a_discount_address(path, expected):
    assert read_discount_address(path) == expected


def test_the_stable_address_keeps_the_owners_prefix():
    assert go_path("/a/creators", "k7x9q2m4aa") == "/a/creators/go/k7x9q2m4aa"
