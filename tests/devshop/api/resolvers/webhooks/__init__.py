"""Webhook subscriptions made through the API. Those of `shopify.app.toml` are not listed here, as at Shopify."""
