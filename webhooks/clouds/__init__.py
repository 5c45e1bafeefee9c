"""Other doors of the receiver: Shopify hands its deliveries to a cloud's queue, which hands them to us.

Shopify signs nothing there, so the queue itself proves who it is. What it brings is unwrapped to the headers
and the body that Shopify would have posted, and goes into the same inbox. One module for each cloud, with
`verify` (is it the queue?) and `deliver` (what did Shopify send?).
"""
