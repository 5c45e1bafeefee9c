"""The statement of an order adds up to its net revenue, whatever happened to it."""

from hypothesis import given
from hypothesis import strategies as st

from plugin.attribution.revenue import Basis, revenue
from plugin.attribution.statement import Part, state
from tests.plugin.attribution.test_revenue import orders, refunds_given


@given(orders, refunds_given, st.sampled_from(list(Basis)))
def test_the_lines_add_up_to_the_net_revenue(facts, refunds, basis):
    statement, worth = state(facts, refunds, basis), revenue(facts, refunds, basis)
    assert statement.net_minor == worth.net_minor
    assert statement.sum_minor == worth.gross_minor - worth.lost_minor
    if facts.counts:
        assert statement.net_minor == max(0, statement.sum_minor)


@given(orders, refunds_given, st.sampled_from(list(Basis)))
def test_each_line_adds_up_and_what_does_not_count_is_zero(facts, refunds, basis):
    for line in state(facts, refunds, basis).lines:
        if line.counts:
            assert line.price_minor - line.discount_minor + line.tax_minor - line.lost_minor == line.net_minor
        else:
            assert (line.net_minor, line.lost_minor) == (0, 0)
        assert line.counts == (
            line.part in (Part.GOODS, Part.OTHER_REFUNDS) or (basis.shipping and line.part is Part.SHIPPING)
        )
