"""What a page's HTML says to a browser and to search engines, as far as testing a link asks."""

from __future__ import annotations

import re
from html.parser import HTMLParser

LONGEST = 4_096
"""Characters of a refresh that are read: no address is longer."""

_REFRESH = re.compile(r"\s*\d*(?:\.\d+)?\s*[;,]\s*(?:url\s*=\s*)?+['\"]?(\S+?)['\"]?\s*", re.IGNORECASE)


class _Metas(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what a meta element says."""
        if tag == "meta":
            self.found.append({name: value or "" for name, value in attrs})


def leads_on(html: str) -> str | None:
    """Where a page leads on to by a meta refresh, as it is written there; None where it does not."""
    for meta in _metas(html):
        if meta.get("http-equiv", "").lower() == "refresh" and (
            found := _REFRESH.fullmatch(meta.get("content", "")[:LONGEST])
        ):
            return found[1]
    return None


def says_noindex(robots_header: str, html: str) -> bool:
    """Whether search engines are told not to list a page, by its header X-Robots-Tag or a robots meta."""
    said = [robots_header] + [
        meta.get("content", "") for meta in _metas(html) if meta.get("name", "").lower() == "robots"
    ]
    return any("noindex" in text.lower() or "none" in text.lower().split(",") for text in said)


def _metas(html: str) -> list[dict[str, str]]:
    reader = _Metas()
    reader.feed(html)
    return reader.found
