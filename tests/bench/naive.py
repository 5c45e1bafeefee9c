"""The yardstick of the drain: the same books by an ORM session per order, as one would write it first."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import select

from plugin.attribution.decide import decide
from plugin.attribution.evidence import CodeEvidence
from plugin.ledger.posting import post
from plugin.shopify.payloads import read_orders
from plugin.store.database import Database
from plugin.store.decisions import Decision
from plugin.store.deliveries import Delivery
from plugin.store.entries import Entry
from plugin.store.evidence import Evidence
from plugin.store.known_codes import known_codes
from plugin.store.orders import Order
from plugin.store.policies import policy_in_force


def record_by_orm(database: Database, shop_id: int, body: bytes, now: datetime) -> None:
    """Record one new order: keep the delivery, then one session that reads and adds mapped objects.

    It parses and decides with the app's own functions, so the difference is the way to the database alone.
    The delivery is claimed and settled as the drain must; buyers, refunds and locks are left out, all in the
    yardstick's favour.
    """
    [read] = read_orders(body)
    facts = read.facts
    with database.shop(shop_id) as session:
        delivery = Delivery(webhook_id=f"orm-{facts.id}", topic="orders/create", body=body)
        session.add(delivery)
        session.flush()
        order = session.scalars(select(Order).where(Order.id == facts.id)).one_or_none()
        assert order is None
        evidence = [
            CodeEvidence(use.code, use.key, use.discount_minor, use.position, facts.ordered_at)
            for use in facts.codes
        ]
        policy = policy_in_force(session)
        codes = known_codes(session, [code.key for code in evidence])
        decision = decide(facts, read.refunds, evidence, policy, codes)
        order = Order(
            id=facts.id, name=facts.name, ordered_at=facts.ordered_at, shopify_updated_at=facts.updated_at,
            currency=facts.currency, presentment_currency=facts.presentment_currency,
            channel=facts.channel.value, source_name=facts.source_name, test=facts.test,
            cancelled_at=facts.cancelled_at, counts=facts.counts, discount_minor=facts.discount_minor,
            checkout_token=read.checkout_token, cart_token=read.cart_token,
            facts=msgspec.to_builtins(facts), received_at=now, outcome=decision.outcome.value,
            net_minor=decision.revenue.net_minor, gross_minor=decision.revenue.gross_minor,
            refunded_minor=decision.revenue.lost_minor,
        )  # fmt: skip
        session.add(order)
        session.flush()
        for code in evidence:
            session.add(
                Evidence(
                    order_id=facts.id, kind=code.kind, key=code.key, facts=code.facts(),
                    occurred_at=code.occurred_at, received_at=now,
                )
            )  # fmt: skip
        session.add(
            Decision(
                order_id=facts.id, number=1, policy_version=policy.version, cause="order",
                **decision.as_json(), decided_at=now,
            )
        )  # fmt: skip
        prior = session.scalars(select(Entry).where(Entry.order_id == facts.id)).all()
        assert not prior
        for number, entry in enumerate(post(decision.wanted(facts.currency), ()), start=1):
            account, moves = entry.account, entry.moves
            session.add(
                Entry(
                    order_id=facts.id, number=number, kind=entry.kind.value, creator_id=account.creator_id,
                    campaign_id=account.campaign_id or None, code_id=account.code_id or None,
                    amount_minor=moves.amount_minor, currency=account.currency, share_ppm=moves.share_ppm,
                    discount_minor=moves.discount_minor, cause="order", decision_number=1,
                    ordered_at=facts.ordered_at, posted_at=now,
                )
            )  # fmt: skip
        delivery.state, delivery.handled_at, delivery.attempts = "handled", now, 1
