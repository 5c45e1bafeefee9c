"""How fast the admin's pages are over millions of orders in one shop (see `__main__`)."""
