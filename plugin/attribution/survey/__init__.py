"""The post-purchase survey, as far as it is rules: who is asked, what stands in the lists and in which order,
what of a typed text is kept. Pure: chance comes from a key and the checkout, so that a reload shows the same.
"""
