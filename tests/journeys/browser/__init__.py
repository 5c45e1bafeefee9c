"""The same stories in a real browser."""
