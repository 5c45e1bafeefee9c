"""Landing pages: what a creator's shoppers see, and how the owner makes it."""
