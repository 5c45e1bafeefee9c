"""make demo: the whole story on this machine, in a browser, on the stand-in Shopify.

Everything it keeps is in `.data/demo`, so that the next start goes on where this one ended; `--reset`
begins anew.
"""
