"""The stand-in Shopify: what the demo and the tests run the real app against.

It behaves as Shopify does where Earmark touches it, keeps its state in memory with a snapshot on disk, and
refuses to start when the settings say production.
"""
