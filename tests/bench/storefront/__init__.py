"""How fast shoppers are served, and how heavy what they are served is."""
