"""The answers to buyers' data requests, for the owner to hand on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from plugin.errors import NotFoundError
from plugin.store.database import ShopSession
from plugin.store.privacy import customer_exports


@dataclass(frozen=True, slots=True)
class CustomerExport:
    """One export. `request_id` and `customer_id` are Shopify's numbers; `file` is the export
    as JSON, for people.
    """

    request_id: int
    customer_id: int
    made_at: datetime
    orders: int
    file: str


def list_exports(session: ShopSession) -> list[CustomerExport]:
    """The exports of the session's shop, newest first; each is deleted after 30 days."""
    return [
        CustomerExport(
            request_id=run.subject_id or 0,
            customer_id=run.detail["customer_id"],
            made_at=run.created_at,
            orders=run.total,
            file=json.dumps(run.detail, ensure_ascii=False, indent=2),
        )
        for run in customer_exports(session)
    ]


def export_of(session: ShopSession, request_id: int) -> CustomerExport:
    """The export of one data request; raises `NotFoundError`."""
    for export in list_exports(session):
        if export.request_id == request_id:
            return export
    raise NotFoundError(
        f"There is no export for data request {request_id}; exports are deleted after 30 days."
    )
