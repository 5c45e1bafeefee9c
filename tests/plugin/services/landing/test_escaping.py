"""Nothing that somebody typed means anything in a page, neither to Liquid nor to HTML."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from liquid import Environment

from plugin.language import language_for
from plugin.services.landing.escaping import is_handle, product_in_liquid, safe, title_in_liquid
from plugin.services.landing.render import (
    Pick,
    Picks,
    go_page,
    message_page,
    picks_body,
    picks_liquid,
    with_link,
)

LANGUAGE = language_for("en")
ATTACKS = (
    "{{ secret }}", "{% raw %}", "{%- assign x = 1 -%}", "{{", "}}", "{%", "%}", "{#", "{", "}", '"', "'",
    "<", ">", "&", "&#123;&#123; secret &#125;&#125;", "</style><script>alert(1)</script>", "`", "\\", '\\"',
    '"><img src=x onerror=alert(1)>', "{% endraw %}{{ secret }}", "{% comment %}", "{% endif %}", "${secret}",
    "{{ 'a' | append: secret }}", "\x00", "\x01", "\x02", "\u2028", "javascript:alert(1)", "%7B%7B x %7D",
)  # fmt: skip
anything = st.lists(st.sampled_from(ATTACKS) | st.text(max_size=12), max_size=8).map("".join)
SECRET = "tHe-ShOp'S-sEcReT"

liquid = Environment(extra=True)
liquid.add_filter("money", lambda value: f"{value} money")
liquid.add_filter("image_url", lambda value, **_size: f"/cdn/{value}")
PRODUCTS = {
    "mug": {
        "id": 1,
        "title": "Mug",
        "url": "/products/mug",
        "price": 100,
        "available": True,
        "variants": [{"id": 1}],
    }
}


class Outline(HTMLParser):
    """The elements of a page with their attributes' names, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.words: list[str] = []
        self.values: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.values += [value or "" for _, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def shown(source: str) -> str:
    """The page as Shopify would answer it, with something in reach that it must not say."""
    return liquid.from_string(source).render(
        secret=SECRET, shop={"name": SECRET}, all_products=PRODUCTS, routes={}
    )


def picks(text: str) -> Picks:
    """A page with `text` wherever somebody types something."""
    return Picks(
        language=LANGUAGE,
        language_tag="en",
        path="/apps/earmark/p/x",
        creator=text,
        title=text,
        introduction=text,
        picture_url="https://cdn.example/a.png",
        offer="O" + text,
        code="C" + text,
        products=(Pick("mug", text), Pick("x" + text, text)),
    )


@settings(deadline=None, max_examples=150)
@given(text=anything)
@example("{{ secret }}")
@example('{% assign page_title = secret %}"')
def test_a_page_shows_what_was_typed_and_nothing_else(text):
    calm = Outline(shown(with_link(picks_liquid(picks("calm")), "k")))
    source = with_link(picks_liquid(picks(text)), "k")
    found = Outline(shown(source))
    assert SECRET not in "".join(found.words + found.values)
    # The same elements with the same attributes, whatever was typed; line and paragraph marks are ours.
    ours = [row for row in found.elements if row[0] not in ("p", "br", "h1")]
    assert ours == [row for row in calm.elements if row[0] not in ("p", "br", "h1")]
    assert not any(tag == "script" for tag, _ in found.elements)


@settings(deadline=None)
@given(text=anything)
def test_safe_text_is_read_back_as_it_was_and_is_no_liquid(text):
    page = f'<p title="{safe(text)}">{safe(text)}</p>'
    assert not {"{", "}"} & set(str(safe(text)))
    found = Outline(shown(page))
    said = "".join(found.words)
    assert found.elements == [("p", ("title",))]
    assert found.values == [said]
    readable = [letter for letter in text if letter.isprintable() and not letter.isspace()]
    assert [letter for letter in said if letter in readable] == [
        letter for letter in readable if letter in said
    ]
    assert set(readable) <= set(said)


@settings(deadline=None)
@given(text=anything)
def test_a_title_stays_inside_its_quotes(text):
    source = f'{{% assign page_title = "{title_in_liquid(text)}" %}}<title>{{{{ page_title }}}}</title>'
    found = Outline(shown(source))
    assert found.elements == [("title", ())]
    assert SECRET not in "".join(found.words)


@settings(deadline=None)
@given(text=anything)
def test_a_handle_is_a_handle_or_nothing(text):
    expression = product_in_liquid(text)
    if expression is None:
        assert not is_handle(text)
    else:
        assert shown(f"{{{{ {expression}.title }}}}") in ("", "Mug")


@settings(deadline=None)
@given(text=anything)
def test_pages_that_are_no_liquid_break_out_neither(text):
    still = Outline(picks_body(picks(text)))
    assert not any(tag in ("script", "iframe", "object") for tag, _ in still.elements)
    assert not any(name.startswith("on") for _, names in still.elements for name in names)
    go = Outline(go_page(LANGUAGE, "/" + text))
    assert [tag for tag, _ in go.elements].count("script") == 1
    said = Outline(shown(message_page(LANGUAGE, text, text)))
    assert SECRET not in "".join(said.words)


@pytest.mark.parametrize("handle", ["mug", "häkelnadel-3", "茶杯", "a_b", "1"])
def test_handles_of_any_script(handle):
    assert str(product_in_liquid(handle)) == f'all_products["{handle}"]'


@pytest.mark.parametrize("handle", ["", 'a"b', "a b", "-a", "a]", "a.b", "{{a}}", "a\n", "x" * 300])
def test_what_is_no_handle(handle):
    assert product_in_liquid(handle) is None
