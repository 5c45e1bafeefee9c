"""Code discounts: shown, checked, written, ended, found, and their redeem codes."""
