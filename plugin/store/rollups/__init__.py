"""Sums by day, kept in the transaction that posts, so that they can never disagree with the books.

Nobody adds to them by hand. Whoever is about to write an order, its entries or its models' differences calls
`noting.note_before`, which remembers what these orders amount to; when the transaction commits, what they
amount to by then is read again, and the difference is added to the sums (`folding`). What an order amounts to
is said once (`moves`) and serves four times: before, after, for building the sums anew (`rebuilding`) and for
comparing them with the books (`comparing`).
"""
