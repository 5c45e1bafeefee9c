"""Shopify to us: receive.py (verify, keep, answer), drain.py (claim, handle), topics/ (one file each)."""
