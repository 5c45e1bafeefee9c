"""The only SQL: tables and their queries together, one file per subject."""
