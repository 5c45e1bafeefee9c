"""Captured answers of real stores, replayed against the stand-in. The captures themselves stay outside the
repo.
"""
