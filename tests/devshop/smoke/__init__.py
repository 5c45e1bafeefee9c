"""make smoke: the demo's processes with an empty database, 50 creators, 300 shoppers, and then the books.

Everything goes over HTTP, with duplicated, reordered, late and lost webhooks: links are walked to their
pages, shoppers buy with codes, after visits and after both, and some say how they heard of the shop. While
their webhooks come in, receiver and drain are killed and started again. When it is quiet, the owner has the
orders checked with Shopify, which finds what was lost although the worker is killed in the middle of it; then
every order in the app's database, every answer and every sum by day is compared with what is right. Ends with
one JSON line; exits 0 only where nothing differs and the ledger equals its recomputation.
"""
