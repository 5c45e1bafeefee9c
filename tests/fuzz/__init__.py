"""Bodies and headers nobody would write, against everything that reads them.

`make fuzz` goes on for a minute; the test suite has a short form.
"""
