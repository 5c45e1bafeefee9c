"""make smoke: the demo's processes with an empty database, 50 creators, 300 shoppers, and then the books.

Everything goes over HTTP, with duplicated, reordered, late and lost webhooks: links are walked to their
pages, shoppers buy with codes, after visits and after both, and some say how they heard of the shop. When it
is quiet, the owner has the orders checked with Shopify, which finds what was lost; then every order in the
app's database, and every answer, is compared with what is right. Ends with one JSON line; exits 0 only where
nothing differs and the ledger equals its recomputation.
"""
