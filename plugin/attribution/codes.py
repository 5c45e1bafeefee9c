"""The codes a shop knows, as deciding sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class KnownCode:
    """One code of the shop. Several may share a `key`: a code is used by one campaign after another.

    creator_id       None for a sitewide code the owner has named as such
    valid_from       from when it counts
    valid_until      until when, not included; None: open
    stands           False while the code is only planned or could not be made in the shop: then a code of
                     that name on an order is somebody else's
    archived_at      when the creator was archived, None where not
    """

    id: int
    key: str
    creator_id: int | None
    campaign_id: int | None
    valid_from: datetime
    valid_until: datetime | None
    stands: bool = True
    archived_at: datetime | None = None

    def valid_at(self, moment: datetime) -> bool:
        """Whether the code counts at `moment`."""
        return self.valid_from <= moment and (self.valid_until is None or moment < self.valid_until)
