"""Money, entries and posting. Pure: nothing here reads a clock, a database or a request."""
