"""Orders as the Admin API shows them: read only, from the stand-in's own sales."""
