"""What the books say, for pages to show: totals, trends, creators, campaigns, orders and one order's story.

A span is `start` (included) to `end` (not), aware. Money is minor units of the shop's currency, shares are
fractions 0..1, orders credited to creators are counted in parts, so two creators who share an order have half
an order each. Point of sale and draft orders are kept out of the main numbers and stated beside them
(`apart`).
"""
