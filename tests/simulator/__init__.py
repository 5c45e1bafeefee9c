"""Shops whose truth is known: orders, creators, codes, links and survey answers drawn from stated parameters.

An estimate from a real shop cannot be checked against the truth. Here every order says whether a creator led
its buyer, so an estimator's intervals can be counted: how many hold the truth, how far off the middle is.
"""
