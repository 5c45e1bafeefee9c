"""What the banner and the offer say, and how a page is called."""

from __future__ import annotations

from decimal import Decimal

import pytest

from plugin.errors import InputError
from plugin.language import language_for
from plugin.services.landing.checks import checked_target
from plugin.services.landing.slugs import free_slugs, slug_of
from plugin.services.landing.texts import checked_text, greeting_text, offer_text
from plugin.shopify.discount import DiscountTerms


@pytest.mark.parametrize(
    ("terms", "language", "said"),
    [
        pytest.param(
            DiscountTerms(kind="percentage", currency="EUR", percent=Decimal(20)), "en", "20% off", id="en"
        ),
        pytest.param(
            DiscountTerms(kind="percentage", currency="EUR", percent=Decimal("12.50")),
            "en",
            "12.5% off",
            id="half",
        ),
        pytest.param(
            DiscountTerms(kind="fixed_amount", currency="JPY", amount_minor=500), "en", "¥500 off", id="yen"
        ),
        pytest.param(
            DiscountTerms(kind="fixed_amount", currency="USD", amount_minor=1050),
            "en",
            "$10.50 off",
            id="dollar",
        ),
        pytest.param(
            DiscountTerms(kind="free_shipping", currency="EUR"), "en", "Free shipping", id="shipping"
        ),
    ],
)
def test_an_offer_says_what_the_code_gives(terms, language, said):
    assert offer_text(language_for(language), "", "Cleo", terms).replace("\xa0", " ") == said


def test_texts_are_filled_once():
    english = language_for("en")
    terms = DiscountTerms(kind="free_shipping", currency="EUR")
    assert offer_text(english, "{ Creator }'s treat", "{creator}", terms) == "{creator}'s treat"
    assert greeting_text(english, "{creator}: {offer}!", "A % {offer}", "10%") == "A % {offer}: 10%!"
    assert greeting_text(english, "{creator}: {offer}!", "Cleo", "") == "Cleo sent you here. Welcome!"
    assert greeting_text(english, "Hej!", "Cleo", "") == "Hej!"
    assert greeting_text(english, "", "Cleo", "10%") == "Cleo sent you here: 10%"


@pytest.mark.parametrize("text", ["{}", "{code}", "{creator", "creator}", "{{creator}}", "x" * 201])
def test_a_text_that_cannot_be_filled_is_refused(text):
    with pytest.raises(InputError) as caught:
        checked_text(text, "greeting")
    assert caught.value.field == "greeting"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Cleo Cloud", "cleo-cloud"),
        ("Åsa Ångström", "asa-angstrom"),
        ("李雷", "lilei"),
        ("O'Brien", "obrien"),
        ("!!!", "creator"),
        ("x" * 99, "x" * 60),
    ],
)
def test_a_name_as_an_address(name, slug):
    assert slug_of(name) == slug


def test_a_slug_is_nobody_else_s():
    assert free_slugs({3: "Cleo", 1: "Cleo", 2: "Dev"}, {"cleo", "cleo-3"}) == {
        1: "cleo-2",
        2: "dev",
        3: "cleo-4",
    }


@pytest.mark.parametrize("target", ["/products/mug", "/collections/table-kitchen", "/products/茶杯"])
def test_a_place_in_the_shop(target):
    assert checked_target(target) == target


@pytest.mark.parametrize(
    "target",
    [None, "", "/", "//evil.example", "/products/", "/products/a/b", "/products/a?x=1", "https://evil.example",
     "/\\evil.example", "/pages/a", "/products/a b", "/products/..", "/products/%2e%2e", "javascript:x"],
)  # fmt: skip
def test_anything_else_is_none(target):
    with pytest.raises(InputError):
        checked_target(target)
