"""Orders, refunds and edits as the REST-shaped JSON that webhooks carry."""
