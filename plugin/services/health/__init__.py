"""Standing checks: what must hold at all times. One file each; run every fifteen minutes, and by the
doctor.
"""
