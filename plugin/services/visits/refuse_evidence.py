"""A visit turns out to be nobody's (or somebody's after all): orders that rest on it are decided again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec.structs import replace

from plugin.attribution.evidence import Source, VisitEvidence
from plugin.services.give_evidence import give_order_evidence
from plugin.store.batch.holding import hold_all
from plugin.store.database import ShopSession
from plugin.store.holding import hold_rules
from plugin.store.visit_records import evidence_by_ref, orders_by_ref


def refuse_evidence(session: ShopSession, verdicts: Mapping[str, str | None], now: datetime) -> int:
    """Note on the evidence by these visits why they are none, or that they are (None); returns how many
    orders that concerned. `verdicts` is by reference. A visit usually comes before its order: this is for
    those that come after.
    """
    orders = set()
    refs, sources = list(verdicts), [str(source) for source in Source]
    resting = orders_by_ref(session, refs, sources)
    if not resting:
        return 0
    # Before their evidence is read: a newer version of an order may just be writing it.
    hold_rules(session)
    hold_all(session, (), (), resting)
    for row in evidence_by_ref(session, refs, sources):
        evidence = VisitEvidence.from_facts(row.facts, row.occurred_at)
        because = verdicts.get(evidence.ref or "", evidence.refused)
        if evidence.refused != because:
            give_order_evidence(session, row.order_id, [replace(evidence, refused=because)], now)
            orders.add(row.order_id)
    return len(orders)
