"""Questions to the books: sums over orders and entries of a span of time. Every query begins at an index on
shop and time, or shop, creator and time.
"""
