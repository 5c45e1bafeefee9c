"""Terms: what Shopify would refuse is refused first, by name; what is kept is read back the same."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.errors import InputError
from plugin.services.campaign_terms import checked_terms, read_terms, terms_json
from plugin.shopify.discount import DiscountTerms

TENTH = {"kind": "percentage", "percent": Decimal(10)}
FIVE = {"kind": "fixed_amount", "amount_minor": 500}
CUP = "gid://shopify/Product/11"


def terms(**given):
    return DiscountTerms(**{"currency": "EUR", **given})


@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param({"kind": "percentage"}, "percent", id="no percentage"),
        pytest.param({"kind": "percentage", "percent": Decimal(0)}, "percent", id="nothing off"),
        pytest.param({"kind": "percentage", "percent": Decimal("100.01")}, "percent", id="more than all"),
        pytest.param({"kind": "percentage", "percent": Decimal("1.005")}, "percent", id="three digits"),
        pytest.param({"kind": "percentage", "percent": Decimal("NaN")}, "percent", id="no number"),
        pytest.param({"kind": "fixed_amount"}, "amount_minor", id="no amount"),
        pytest.param({"kind": "fixed_amount", "amount_minor": -1}, "amount_minor", id="a negative amount"),
        pytest.param({**TENTH, "amount_minor": 500}, "amount_minor", id="both values"),
        pytest.param({**FIVE, "percent": Decimal(5)}, "percent", id="both values the other way"),
        pytest.param({"kind": "bxgy"}, "kind", id="another kind"),
        pytest.param(
            {**TENTH, "minimum_subtotal_minor": 1, "minimum_quantity": 1},
            "minimum_quantity",
            id="two minimums",
        ),
        pytest.param(
            {**TENTH, "minimum_subtotal_minor": 0}, "minimum_subtotal_minor", id="a minimum of nothing"
        ),
        pytest.param({**TENTH, "minimum_quantity": 0}, "minimum_quantity", id="no items"),
        pytest.param({**TENTH, "usage_limit": 0}, "usage_limit", id="never to be used"),
        pytest.param({**TENTH, "usage_limit": 2**31}, "usage_limit", id="beyond what Shopify counts"),
        pytest.param({**TENTH, "items": "products"}, "item_ids", id="no product chosen"),
        pytest.param({**TENTH, "item_ids": (CUP,)}, "item_ids", id="products of a code for all"),
        pytest.param(
            {**TENTH, "items": "collections", "item_ids": (CUP,)}, "item_ids", id="a product as collection"
        ),
        pytest.param({**TENTH, "items": "products", "item_ids": (CUP + "/x",)}, "item_ids", id="no id"),
        pytest.param(
            {**TENTH, "items": "products", "item_ids": tuple(f"{CUP}{n}" for n in range(101))},
            "item_ids",
            id="101",
        ),
        pytest.param({**FIVE, "each_item": True}, "each_item", id="per item of all"),
        pytest.param(
            {"kind": "free_shipping", "items": "products", "item_ids": (CUP,)}, "items", id="free for some"
        ),
        pytest.param(
            {"kind": "free_shipping", "combines_with_shipping": True},
            "combines_with_shipping",
            id="free twice",
        ),
    ],
)
def test_terms_that_cannot_be_name_their_field(given, field):
    with pytest.raises(InputError) as caught:
        checked_terms(terms(**given))
    assert caught.value.field == field


def test_chosen_items_are_kept_once_and_in_order():
    given = terms(**TENTH, items="products", item_ids=(CUP, "gid://shopify/Product/10", CUP))
    assert checked_terms(given).item_ids == ("gid://shopify/Product/10", CUP)


values = st.one_of(
    st.builds(
        lambda percent: {"kind": "percentage", "percent": percent},
        st.decimals("0.01", "100", places=2),
    ),
    st.builds(lambda minor: {"kind": "fixed_amount", "amount_minor": minor}, st.integers(1, 10**9)),
    st.just({"kind": "free_shipping"}),
)


@given(
    value=values,
    once=st.booleans(),
    limit=st.none() | st.integers(1, 10**6),
    minimum=st.sampled_from([{}, {"minimum_subtotal_minor": 2000}, {"minimum_quantity": 3}]),
    order=st.booleans(),
)
def test_what_is_kept_is_read_back_the_same(value, once, limit, minimum, order):
    given = checked_terms(
        terms(**value, **minimum, once_per_customer=once, usage_limit=limit, combines_with_order=order)
    )
    assert read_terms(terms_json(given)) == given


@pytest.mark.parametrize(
    "kept", [{}, {"kind": "percentage"}, {"kind": "x", "currency": "EUR", "colour": "red"}]
)
def test_other_json_is_refused(kept):
    with pytest.raises(InputError, match="cannot be read"):
        read_terms(kept)
