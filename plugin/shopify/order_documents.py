"""What is asked of the Admin API about orders, as GraphQL.

Every field is asked under the name it has in a webhook's REST-shaped body (`price_set:
originalUnitPriceSet`), so that the structs and rules of `plugin.shopify.payloads` read both and are written
once. Nothing about the buyer is asked: `Order.customer` needs the scope read_customers, which Earmark does
not ask merchants for.
"""

from __future__ import annotations

CHANGED = """
query ChangedOrders($query: String!, $first: Int!, $after: String) {
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes { id updatedAt cancelledAt displayFinancialStatus }
    pageInfo { hasNextPage endCursor }
  }
}
"""
COUNT = """
query CountChangedOrders($query: String!) { ordersCount(query: $query, limit: null) { count } }
"""
LINE = """
fragment Line on LineItem {
  admin_graphql_api_id: id
  quantity
  current_quantity: currentQuantity
  gift_card: isGiftCard
  taxable
  requires_shipping: requiresShipping
  product { id }
  price_set: originalUnitPriceSet { ...Both }
  total_discount_set: totalDiscountSet { ...Both }
  tax_lines: taxLines { price_set: priceSet { ...Both } }
  discount_allocations: discountAllocations { ...Off }
}
fragment Off on DiscountAllocation {
  amount_set: allocatedAmountSet { ...Both }
  discountApplication { index }
}
fragment Both on MoneyBag {
  shop_money: shopMoney { amount currency_code: currencyCode }
  presentment_money: presentmentMoney { amount currency_code: currencyCode }
}
"""
WHOLE = (
    """
query WholeOrders($ids: [ID!]!, $lines: Int!) { nodes(ids: $ids) { ...Whole } }
fragment Whole on Order {
  admin_graphql_api_id: id
  name
  created_at: createdAt
  processed_at: processedAt
  updated_at: updatedAt
  cancelled_at: cancelledAt
  currency: currencyCode
  presentment_currency: presentmentCurrencyCode
  taxes_included: taxesIncluded
  test
  financial_status: displayFinancialStatus
  source_name: sourceName
  checkout_token: checkoutToken
  cart_token: cartToken
  note_attributes: customAttributes { name: key value }
  total_price_set: totalPriceSet { ...Both }
  total_discounts_set: totalDiscountsSet { ...Both }
  total_tax_set: totalTaxSet { ...Both }
  totalTipReceivedSet { shopMoney { amount } }
  discountCodes
  discount_applications: discountApplications(first: 50) {
    nodes {
      type: __typename
      index
      ... on DiscountCodeApplication { code }
      ... on ManualDiscountApplication { title }
    }
    pageInfo { hasNextPage }
  }
  line_items: lineItems(first: $lines) { nodes { ...Line } pageInfo { hasNextPage endCursor } }
  shipping_lines: shippingLines(first: 5, includeRemovals: true) {
    nodes {
      is_removed: isRemoved
      price_set: originalPriceSet { ...Both }
      discounted_price_set: discountedPriceSet { ...Both }
      tax_lines: taxLines { price_set: priceSet { ...Both } }
      discount_allocations: discountAllocations { ...Off }
    }
    pageInfo { hasNextPage }
  }
  refunds {
    admin_graphql_api_id: id
    created_at: createdAt
    processed_at: processedAt
    refund_line_items: refundLineItems(first: $lines) {
      nodes {
        quantity
        subtotal_set: subtotalSet { ...Both }
        total_tax_set: totalTaxSet { ...Both }
        line_item: lineItem { admin_graphql_api_id: id }
      }
      pageInfo { hasNextPage }
    }
    order_adjustments: orderAdjustments(first: 10) {
      nodes { reason amount_set: amountSet { ...Both } tax_amount_set: taxAmountSet { ...Both } }
      pageInfo { hasNextPage }
    }
    refund_shipping_lines: refundShippingLines(first: 5) {
      nodes { subtotal_amount_set: subtotalAmountSet { ...Both } tax_amount_set: taxAmountSet { ...Both } }
      pageInfo { hasNextPage }
    }
    transactions(first: 10) {
      nodes { kind status amountSet { presentmentMoney { amount currencyCode } } }
      pageInfo { hasNextPage }
    }
    duties { amountSet { shopMoney { amount currencyCode } } }
  }
}
"""
    + LINE
)
MORE_LINES = (
    """
query MoreLines($id: ID!, $lines: Int!, $after: String!) {
  order(id: $id) {
    line_items: lineItems(first: $lines, after: $after) {
      nodes { ...Line }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""
    + LINE
)
