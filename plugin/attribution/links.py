"""The links a shop knows, as deciding sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class KnownLink:
    """One link of the shop; its creator never changes.

    campaign_id  None for a link that belongs to no campaign
    placement    feed, story, bio, video, newsletter or other
    window_days  how long a visit by it counts, None where the policy's window does
    archived_at  when the creator was archived, None where not
    """

    id: int
    key: str
    creator_id: int
    campaign_id: int | None
    placement: str
    window_days: int | None = None
    archived_at: datetime | None = None
