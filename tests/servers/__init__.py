"""Servers beside the embedded PostgreSQL that tests start for themselves: PgBouncer and a replica."""
