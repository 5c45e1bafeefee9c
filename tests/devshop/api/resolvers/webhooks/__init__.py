"""Webhook subscriptions made through the API. As at Shopify, those of `shopify.app.toml` are not listed."""
