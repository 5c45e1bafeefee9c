"""Many orders at once: one statement reads or writes a table for all of them.

The statements are written by hand, because what the mapped classes cost per row is most of what an order
costs. Each names the session's shop.
"""
