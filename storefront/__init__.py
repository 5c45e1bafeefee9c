"""What shoppers see, and the Shopify CLI's app root: shopify.app.toml and extensions/."""
