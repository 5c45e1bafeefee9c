"""Code templates: every name becomes something that can be said and typed, or a sentence that says why
not.
"""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.errors import InputError
from plugin.services.code_names import (
    DISTINCT,
    NamedCreator,
    Naming,
    UnnamableError,
    check_template,
    code_for,
    numbered,
    said_value,
    sayable,
    typed_code,
)
from plugin.shopify.discount import DiscountTerms

SAYABLE = re.compile(r"[A-Z0-9_-]{1,255}")


def naming(template, campaign="Påskhelg 26", value="20", seed="seed"):
    return Naming(template, campaign, value, seed)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("Åsa Ångström", "ASAANGSTROM", id="rings"),
        pytest.param("A\u030asa", "ASA", id="a ring as a mark of its own"),
        pytest.param("李", "LI", id="Chinese"),
        pytest.param("Жанна", "ZHANNA", id="Cyrillic"),
        pytest.param("Groß", "GROSS", id="sharp s"),
        pytest.param("Zoë D’Arc-Lee", "ZOEDARCLEE", id="punctuation"),
        pytest.param("Cleo 😀", "CLEO", id="a symbol has no sound"),
        pytest.param("★ ★", "", id="nothing but symbols"),
    ],
)
def test_what_can_be_said(text, said):
    assert sayable(text) == said


@pytest.mark.parametrize(
    ("template", "creator", "code"),
    [
        pytest.param("PASQUA23_{CREATOR}", NamedCreator(1, "Cleo Cloud"), "PASQUA23_CLEOCLOUD", id="creator"),
        pytest.param(
            "pasqua23-{first}", NamedCreator(1, "Åsa Ångström"), "PASQUA23-ASA", id="first, small letters"
        ),
        pytest.param("{ FIRST }", NamedCreator(1, "★ Cleo"), "CLEO", id="the first word that can be said"),
        pytest.param(
            "{HANDLE}{VALUE}", NamedCreator(1, "Cleo", ("cleo.cloud", "c")), "CLEOCLOUD20", id="handle"
        ),
        pytest.param("{CAMPAIGN}_{CREATOR}", NamedCreator(1, "Bo"), "PASKHELG26_BO", id="campaign"),
        pytest.param(
            "Påsk 23_{CREATOR}!", NamedCreator(1, "Bo"), "PASK23_BO", id="what stands around is said too"
        ),
    ],
)
def test_a_template_is_filled(template, creator, code):
    assert code_for(naming(template), creator) == code


@pytest.mark.parametrize(
    ("template", "creator", "words"),
    [
        pytest.param("X_{CREATOR}", NamedCreator(1, "★"), "★ cannot be said", id="a name of symbols"),
        pytest.param("{HANDLE}", NamedCreator(1, "Dev Dune"), "Dev Dune has no handle", id="no handle"),
        pytest.param("{CREATOR}", NamedCreator(1, "x" * 256), "has 256 characters", id="too long"),
        pytest.param("_-{CAMPAIGN}", NamedCreator(1, "Bo"), "{CAMPAIGN}", id="an empty campaign"),
    ],
)
def test_a_creator_without_a_code_is_told_why(template, creator, words):
    with pytest.raises(UnnamableError) as caught:
        code_for(naming(template, campaign="…"), creator)
    assert words in str(caught.value)
    assert caught.value.field == "code_template"


@pytest.mark.parametrize(
    ("template", "words"),
    [
        pytest.param("  ", "Write a code template", id="empty"),
        pytest.param("A_{CREATR}", "{CREATR} is no placeholder", id="misspelt"),
        pytest.param("A_{CREATOR", "bracket stands alone", id="not closed"),
        pytest.param("A_CREATOR}", "bracket stands alone", id="not opened"),
        pytest.param("{}", "{} is no placeholder", id="nothing in it"),
        pytest.param("--", "no letter or digit", id="nothing to say"),
    ],
)
def test_a_template_that_cannot_make_codes(template, words):
    with pytest.raises(InputError) as caught:
        check_template(template)
    assert words in str(caught.value)
    assert caught.value.field == "code_template"


def test_random_letters_are_stable_differ_and_look_alike_in_nothing():
    codes = [code_for(naming("{RANDOM4}"), NamedCreator(number, "Bo")) for number in range(500)]
    assert codes == [code_for(naming("{RANDOM4}"), NamedCreator(number, "Bo")) for number in range(500)]
    assert code_for(naming("{RANDOM4}", seed="other"), NamedCreator(1, "Bo")) != codes[1]
    assert len(set(codes)) > 495
    assert set("".join(codes)) == set(DISTINCT)
    assert not set("0O1IL2Z5S8B6GUVQ") & set(DISTINCT)


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        pytest.param({"kind": "percentage", "percent": Decimal(20)}, "20", id="percent"),
        pytest.param({"kind": "percentage", "percent": Decimal("12.50")}, "12-5", id="half a percent"),
        pytest.param({"kind": "fixed_amount", "amount_minor": 1000}, "10", id="ten euros"),
        pytest.param({"kind": "fixed_amount", "amount_minor": 750}, "7-5", id="seven and a half"),
        pytest.param({"kind": "fixed_amount", "amount_minor": 500, "currency": "JPY"}, "500", id="yen"),
        pytest.param({"kind": "free_shipping"}, "FREESHIP", id="shipping"),
    ],
)
def test_the_value_in_a_code(terms, said):
    assert said_value(DiscountTerms(**{"currency": "EUR", **terms})) == said


@pytest.mark.parametrize(
    ("code", "number", "result"),
    [
        pytest.param("ANNA", 2, "ANNA2", id="after a letter"),
        pytest.param("ANNA20", 2, "ANNA20-2", id="after a digit"),
        pytest.param("A" * 255, 12, "A" * 253 + "12", id="never too long"),
    ],
)
def test_numbering(code, number, result):
    assert numbered(code, number) == result


@pytest.mark.parametrize("typed", ["", " ", "CLEO 20", "CLÉO", "CLEO{20}", "-_-", "A" * 256])
def test_a_typed_code_that_cannot_be(typed):
    with pytest.raises(InputError) as caught:
        typed_code(typed)
    assert caught.value.field in ("code", "code_template")


def test_a_typed_code_is_trimmed_and_in_capitals():
    assert typed_code(" Cleo_20-x ") == "CLEO_20-X"


@given(name=st.text(min_size=1, max_size=40), handle=st.text(max_size=20), campaign=st.text(max_size=20))
def test_a_code_can_always_be_said_or_is_refused(name, handle, campaign):
    creator = NamedCreator(7, name, (handle,) if handle else ())
    for template in ("{CREATOR}", "{FIRST}-{VALUE}", "X_{HANDLE}", "{CAMPAIGN}{RANDOM4}"):
        try:
            code = code_for(naming(template, campaign=campaign), creator)
        except UnnamableError:
            continue
        assert SAYABLE.fullmatch(code), code
        assert code == code_for(naming(template, campaign=campaign), creator)
