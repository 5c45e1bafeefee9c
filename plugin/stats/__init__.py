"""Pure statistics: arrays in, frozen dataclasses out, each estimate with its margin. No database, no Flask."""
