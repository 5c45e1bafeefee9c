"""Every money rule as a small named case, and the laws that hold for all of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from plugin.attribution.order import LineKind
from plugin.attribution.revenue import Basis, revenue
from tests.plugin.attribution.facts import AT, back, goods, order, refund

CARD = goods(2, 5000, kind=LineKind.GIFT_CARD)
TIP = goods(3, 300, kind=LineKind.TIP)
VAT = goods(1, 1220, tax_minor=220)
"""10.00 and 22 % of tax: 12.20 where prices include it."""


@pytest.mark.parametrize(
    ("facts", "refunds", "net"),
    [
        pytest.param(order(), [], 2000, id="plain"),
        pytest.param(order(goods(discount_minor=300)), [], 1700, id="after-discount"),
        pytest.param(order(goods(discount_minor=9999)), [], 0, id="discount-beyond-the-price"),
        pytest.param(order(goods(tax_minor=440)), [], 2000, id="tax-on-top-is-not-in-the-line"),
        pytest.param(order(VAT, taxes_included=True), [], 1000, id="tax-included-comes-out"),
        pytest.param(order(goods(), CARD), [], 2000, id="gift-card-sold-is-no-revenue"),
        pytest.param(order(goods(), TIP), [], 2000, id="tip-is-no-revenue"),
        pytest.param(
            order(shipping_minor=500, shipping_tax_minor=110), [], 2000, id="shipping-is-no-revenue"
        ),
        pytest.param(order(test=True), [], 0, id="test-order"),
        pytest.param(order(cancelled_at=AT), [], 0, id="cancelled"),
        pytest.param(order(voided=True), [], 0, id="voided"),
        pytest.param(
            order(goods(1, 4000, 2)), [refund(back(1, 1, 2000), paid=2000)], 2000, id="one-of-two-refunded"
        ),
        pytest.param(
            order(VAT, taxes_included=True),
            [refund(back(1, 1, 1220, 220), paid=1220)],
            0,
            id="refund-with-tax-inside",
        ),
        pytest.param(
            order(goods(tax_minor=440)),
            [refund(back(1, 1, 2000, 440), paid=2440)],
            0,
            id="refund-with-tax-on-top",
        ),
        pytest.param(order(), [refund(adjustment_minor=-585, paid=585)], 1415, id="refund-by-amount"),
        pytest.param(
            order(VAT, taxes_included=True),
            [refund(adjustment_minor=-122, paid=122)],
            878,
            id="amount-in-full-despite-tax",
        ),
        pytest.param(
            order(),
            [refund(back(1, 1, 2000), adjustment_minor=237, paid=1763)],
            237,
            id="part-of-a-return-kept",
        ),
        pytest.param(order(), [refund(adjustment_minor=-9999, paid=9999)], 0, id="never-below-zero"),
        pytest.param(
            order(), [refund(shipping_minor=500, paid=500)], 2000, id="shipping-refund-does-not-touch-net"
        ),
        pytest.param(
            order(), [refund(other_minor=90, paid=90)], 2000, id="duties-given-back-do-not-touch-net"
        ),
        pytest.param(
            order(goods(), CARD),
            [refund(back(2, 1, 5000, kind=LineKind.GIFT_CARD), paid=5000)],
            2000,
            id="gift-card-refunded",
        ),
        pytest.param(order(goods(), TIP), [refund(back(3, 1, 300), paid=300)], 2000, id="tip-refunded"),
        pytest.param(
            order(), [refund(back(99, 1, 700), paid=700)], 1300, id="refund-of-a-line-no-longer-listed"
        ),
        pytest.param(
            order(),
            [refund(back(99, 1, 700, kind=LineKind.GIFT_CARD))],
            2000,
            id="unlisted-gift-card-refunded",
        ),
        pytest.param(order(goods(1, 3000, 3, current_quantity=1)), [], 1000, id="removed-by-edit"),
        pytest.param(
            order(goods(1, 3000, 3, current_quantity=1)),
            [refund(back(1, 2, 2000))],
            1000,
            id="edit-listed-as-refund-once",
        ),
        pytest.param(
            order(goods(1, 3000, 3, current_quantity=0)),
            [refund(back(1, 1, 1000))],
            0,
            id="edit-and-refund-of-one-line",
        ),
        pytest.param(
            order(goods(1, 1000, 3, current_quantity=2)), [], 667, id="removal-rounds-half-up-to-the-unit"
        ),
        pytest.param(order(goods(), goods(2, 1500)), [], 3500, id="added-by-edit"),
        pytest.param(
            order(goods(1, 4000, 2, current_quantity=None)),
            [refund(back(1, 1, 2000))],
            2000,
            id="quantity-left-unknown",
        ),
        pytest.param(
            order(goods(1, 4000, 2, current_quantity=2)),
            [refund(back(1, 1, 2000))],
            2000,
            id="order-older-than-its-refund",
        ),
        pytest.param(order(), [refund(adjustment_minor=None, paid=500)], 1500, id="money-alone-is-by-amount"),
        pytest.param(
            order(goods(1, 4000, 2, current_quantity=1)),
            [refund(paid=2000)],
            2000,
            id="money-alone-settles-an-edit",
        ),
        pytest.param(
            order(goods(1, 4000, 2, current_quantity=1)),
            [refund(paid=2500)],
            1500,
            id="money-beyond-what-an-edit-owes",
        ),
        pytest.param(
            order(goods(1, 4000, 2, current_quantity=1)),
            [refund(back(1, 1, 2000)), refund(number=6, paid=2000)],
            2000,
            id="return-first-money-later",
        ),
        pytest.param(
            order(),
            [
                refund(back(1, 1, 2000), adjustment_minor=2000 - 2000),
                refund(number=6, adjustment_minor=0, paid=2000),
            ],
            0,
            id="pending-pairs-cancel-out",
        ),
        pytest.param(
            order(total_minor=1350, total_presentment_minor=900),
            [refund(paid=500, paid_in="USD")],
            1250,
            id="money-in-the-buyers-currency",
        ),
        pytest.param(order(goods(1, 1000), currency="JPY"), [], 1000, id="yen"),
        pytest.param(order(goods(1, 12345), currency="KWD"), [], 12345, id="dinar"),
    ],
)
def test_net(facts, refunds, net):
    assert revenue(facts, refunds).net_minor == net


@pytest.mark.parametrize(
    ("basis", "included", "net"),
    [
        pytest.param(Basis.NET, True, 1000, id="net-included"),
        pytest.param(Basis.WITH_TAX, True, 1220, id="with-tax-included"),
        pytest.param(Basis.WITH_SHIPPING, True, 1400, id="with-shipping-included"),
        pytest.param(Basis.WITH_TAX_AND_SHIPPING, True, 1700, id="all-included"),
        pytest.param(Basis.NET, False, 1220, id="net-added"),
        pytest.param(Basis.WITH_TAX, False, 1440, id="with-tax-added"),
        pytest.param(Basis.WITH_SHIPPING, False, 1620, id="with-shipping-added"),
        pytest.param(Basis.WITH_TAX_AND_SHIPPING, False, 1920, id="all-added"),
    ],
)
def test_bases(basis, included, net):
    facts = order(VAT, taxes_included=included, shipping_minor=400, shipping_tax_minor=80)
    assert revenue(facts, [], basis).net_minor == net


def test_a_shipping_refund_lowers_a_basis_with_shipping():
    facts = order(shipping_minor=500, shipping_tax_minor=100)
    given = [refund(shipping_minor=500, shipping_tax_minor=100, paid=600)]
    assert revenue(facts, given, Basis.WITH_TAX_AND_SHIPPING).net_minor == 2000
    assert revenue(facts, given, Basis.WITH_SHIPPING).net_minor == 2000


def test_gross_and_lost_say_how_net_came_about():
    worth = revenue(order(goods(1, 4000, 2)), [refund(back(1, 1, 2000), adjustment_minor=-100, paid=2100)])
    assert (worth.gross_minor, worth.lost_minor, worth.net_minor) == (4000, 2100, 1900)


lines = st.builds(
    goods,
    st.integers(1, 4),
    st.integers(0, 10_000),
    st.integers(1, 5),
    kind=st.sampled_from(list(LineKind)),
    discount_minor=st.integers(0, 12_000),
    tax_minor=st.integers(0, 2_000),
    current_quantity=st.none() | st.integers(0, 5),
)
orders = st.builds(
    lambda rows, **more: order(*rows, **more),
    st.lists(lines, min_size=1, max_size=4, unique_by=lambda line: line.id),
    taxes_included=st.booleans(),
    shipping_minor=st.integers(0, 900),
    shipping_tax_minor=st.integers(0, 200),
)
refunds_given = st.lists(
    st.builds(
        lambda rows, **more: refund(*rows, **more),
        st.lists(
            st.builds(back, st.integers(1, 5), st.integers(0, 3), st.integers(0, 5_000), st.integers(0, 500)),
            max_size=3,
        ),
        number=st.integers(1, 9),
        adjustment_minor=st.none() | st.integers(-3_000, 3_000),
        shipping_minor=st.integers(0, 500),
        paid=st.none() | st.integers(0, 5_000),
    ),
    max_size=4,
    unique_by=lambda row: row.id,
)


@given(orders, refunds_given, st.sampled_from(list(Basis)), st.randoms())
def test_net_is_never_negative_and_the_order_of_refunds_does_not_matter(facts, refunds, basis, random):
    worth = revenue(facts, refunds, basis)
    assert worth.net_minor >= 0
    assert worth.net_minor == max(0, worth.gross_minor - worth.lost_minor)
    shuffled = list(refunds)
    random.shuffle(shuffled)
    assert revenue(facts, shuffled, basis) == worth
    assert revenue(replace(facts, cancelled_at=AT), refunds, basis).net_minor == 0


@given(orders, st.integers(1, 5_000))
def test_paying_more_back_by_amount_never_raises_the_net(facts, amount):
    less = revenue(facts, [refund(adjustment_minor=-amount, paid=amount)]).net_minor
    assert less == max(0, revenue(facts, []).net_minor - amount)
