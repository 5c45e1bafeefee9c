"""What is asked of the Admin API about orders, as GraphQL.

Every field is asked under the name it has in a webhook's REST-shaped body (`price_set:
originalUnitPriceSet`), so that the structs and rules of `plugin.shopify.payloads` read both and are written
once. Nothing about the buyer is asked: `Order.customer` needs the scope read_customers, which Earmark does
not ask merchants for.
"""

from __future__ import annotations

from datetime import UTC, datetime

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
_BOTH = """shop_money: shopMoney { amount currency_code: currencyCode }
  presentment_money: presentmentMoney { amount currency_code: currencyCode }"""
_OFF = """amount_set: allocatedAmountSet { ...Both }
  discountApplication { index }"""
_LINE = """admin_graphql_api_id: id
  quantity
  current_quantity: currentQuantity
  gift_card: isGiftCard
  taxable
  requires_shipping: requiresShipping
  product { id }
  price_set: originalUnitPriceSet { ...Both }
  total_discount_set: totalDiscountSet { ...Both }
  tax_lines: taxLines { price_set: priceSet { ...Both } }
  discount_allocations: discountAllocations { ...Off }"""
_SHIPPING_LINE = """is_removed: isRemoved
      price_set: originalPriceSet { ...Both }
      discounted_price_set: discountedPriceSet { ...Both }
      tax_lines: taxLines { price_set: priceSet { ...Both } }
      discount_allocations: discountAllocations { ...Off }"""
_APPLICATION = """type: __typename
      index
      ... on DiscountCodeApplication { code }
      ... on ManualDiscountApplication { title }"""
_ORDER = """admin_graphql_api_id: id
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
  discountCodes"""
_REFUNDS = """refunds {
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
  }"""
_MONEY = f"fragment Both on MoneyBag {{\n  {_BOTH}\n}}\n"
_PARTS = f"""
fragment Line on LineItem {{
  {_LINE}
}}
fragment Off on DiscountAllocation {{
  {_OFF}
}}
{_MONEY}"""
WHOLE = f"""
query WholeOrders($ids: [ID!]!, $lines: Int!) {{ nodes(ids: $ids) {{ ...Whole }} }}
fragment Whole on Order {{
  {_ORDER}
  discount_applications: discountApplications(first: 50) {{
    nodes {{
      {_APPLICATION}
    }}
    pageInfo {{ hasNextPage }}
  }}
  line_items: lineItems(first: $lines) {{ nodes {{ ...Line }} pageInfo {{ hasNextPage endCursor }} }}
  shipping_lines: shippingLines(first: 5, includeRemovals: true) {{
    nodes {{
      {_SHIPPING_LINE}
    }}
    pageInfo {{ hasNextPage }}
  }}
  {_REFUNDS}
}}
{_PARTS}"""
REFUNDS = f"""
query RefundsOfOrders($ids: [ID!]!, $lines: Int!) {{
  nodes(ids: $ids) {{
    ... on Order {{
      admin_graphql_api_id: id
      updated_at: updatedAt
      {_REFUNDS}
    }}
  }}
}}
{_MONEY}"""
MORE_LINES = f"""
query MoreLines($id: ID!, $lines: Int!, $after: String!) {{
  order(id: $id) {{
    line_items: lineItems(first: $lines, after: $after) {{
      nodes {{ ...Line }}
      pageInfo {{ hasNextPage endCursor }}
    }}
  }}
}}
{_PARTS}"""


def every_order(since: datetime | None) -> str:
    """The bulk query for the orders made since then, or for all of them, without what it may not ask.

    A bulk query takes no variables and no fragments of its own are needed in it, so the parts are written
    out. Every node says its `__typename`, because its line in the file does not say which connection it is
    from. Of refunds only the ids are asked: Shopify runs no query in bulk with a connection within a list.
    """
    chosen = "" if since is None else f"""query: "created_at:>='{written(since)}'", """
    text = f"""
{{
  orders({chosen}sortKey: CREATED_AT) {{
    edges {{ node {{
      __typename
      id
      {_ORDER}
      refunds {{ id }}
      discountApplications {{ edges {{ node {{
        __typename
        {_APPLICATION}
      }} }} }}
      lineItems {{ edges {{ node {{
        __typename
        id
        {_LINE}
      }} }} }}
      shippingLines(includeRemovals: true) {{ edges {{ node {{
        __typename
        {_SHIPPING_LINE}
      }} }} }}
    }} }}
  }}
}}
"""
    return " ".join(text.replace("...Off", _OFF).replace("...Both", _BOTH).split())


def written(at: datetime) -> str:
    """A moment as Shopify's search understands it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
