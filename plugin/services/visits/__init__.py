"""Visits by creators' links: seen, kept, judged, counted."""
