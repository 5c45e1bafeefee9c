"""What a user agent says about who asks: a program or a person, and on which device."""

from __future__ import annotations

from functools import lru_cache

import user_agents
from crawlerdetect import CrawlerDetect

LONGEST_AGENT = 512
"""Characters that are looked at. The search for crawlers takes a time that grows with the square of an
agent's length: 30 ms for so many of the worst, eight seconds for 9,000 (crawlerdetect 0.4.2).
"""
REMEMBERED = 4096
"""Agents whose answer is remembered in memory: they repeat, and a new one costs some milliseconds."""

_crawlers = CrawlerDetect()


@lru_cache(maxsize=REMEMBERED)
def _is_crawler(agent: str) -> bool:
    return bool(_crawlers.is_crawler(agent))


@lru_cache(maxsize=REMEMBERED)
def _device(agent: str) -> str:
    read = user_agents.parse(agent)
    if read.is_tablet:
        return "tablet"
    if read.is_mobile:
        return "phone"
    return "desktop" if read.is_pc else "other"


def is_crawler(agent: str) -> bool:
    """Whether the agent names a program: a search engine, a link preview, a script. The browsers inside
    Instagram, TikTok and other apps are people's.
    """
    return _is_crawler(agent[:LONGEST_AGENT])


def device(agent: str) -> str | None:
    """phone, tablet, desktop or other; None for no agent."""
    cut = agent[:LONGEST_AGENT].strip()
    return _device(cut) if cut else None
