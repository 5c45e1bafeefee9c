"""Pure statistics: arrays in, frozen dataclasses out, estimates with their margin. No database, no Flask."""
