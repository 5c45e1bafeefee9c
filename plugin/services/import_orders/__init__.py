"""A shop's past orders, brought in by a bulk operation of Shopify's."""
