"""Who had a hand in an order, and why: pure functions over facts. `decide.decide` is the way in."""
