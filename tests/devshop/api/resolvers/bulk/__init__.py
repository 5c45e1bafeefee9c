"""Bulk queries: a whole result as a JSONL file."""
