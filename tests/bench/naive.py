"""The yardstick of the drain: the same books by an ORM session per order, as one would write it first."""

from __future__ import annotations

import json
from datetime import datetime

import msgspec
from sqlalchemy import select

from plugin.attribution.decide import decide
from plugin.attribution.evidence.told import told_by
from plugin.ledger.posting import post
from plugin.services.buyers import buyer_hash, buyer_key
from plugin.services.visits.rules import NO_PERSON
from plugin.settings import Settings
from plugin.shopify.payloads.order import read_order
from plugin.shopify.payloads.shapes import Order as OrderShape
from plugin.shopify.reduced import reduced_body
from plugin.store.database import Database
from plugin.store.decisions import Decision
from plugin.store.deliveries import Delivery
from plugin.store.entries import Entry
from plugin.store.evidence import Evidence
from plugin.store.known_codes import codes_for
from plugin.store.known_links import links_for
from plugin.store.model_credits import ModelCredit
from plugin.store.orders import Order
from plugin.store.policies import policy_in_force
from plugin.store.signposts import find_signposts
from tests.bench.order_schema import OrderSchema

SCHEMA = OrderSchema()


def record_by_orm(database: Database, settings: Settings, shop_id: int, now: datetime) -> None:
    """Record the next waiting order: one session that reads and adds mapped objects.

    The body is loaded by marshmallow; money, deciding, posting and the sums by day are the app's own, so the
    difference is in how bodies are read and in the way to the database. Locks on buyers and checkouts,
    refunds and versions that come out of order are left out, all in the yardstick's favour.
    """
    with database.shop(shop_id) as session:
        delivery = session.scalars(
            select(Delivery)
            .where(Delivery.state == "waiting")
            .order_by(Delivery.next_try_at, Delivery.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).one()
        loaded = SCHEMA.load(json.loads(delivery.body))
        read = read_order("", msgspec.convert(loaded, OrderShape))
        facts = read.facts
        assert session.get(Order, (shop_id, facts.id)) is None
        evidence = told_by(facts, find_signposts(session, [facts], NO_PERSON))
        policy = policy_in_force(session)
        codes, links = codes_for(session, evidence), links_for(session, evidence)
        decision = decide(facts, read.refunds, evidence, policy, codes, links=links)
        assert read.customer_id is not None
        buyer = buyer_hash(buyer_key(session, settings), read.customer_id)
        earlier = session.scalars(select(Order).where(Order.buyer == buyer).order_by(Order.ordered_at)).all()
        order = Order(
            id=facts.id, name=facts.name, ordered_at=facts.ordered_at, shopify_updated_at=facts.updated_at,
            currency=facts.currency, presentment_currency=facts.presentment_currency,
            channel=facts.channel.value, source_name=facts.source_name, test=facts.test,
            cancelled_at=facts.cancelled_at, counts=facts.counts, discount_minor=facts.discount_minor,
            checkout_token=read.checkout_token, cart_token=read.cart_token, buyer=buyer,
            first_order=not earlier or facts.ordered_at < earlier[0].ordered_at,
            facts=msgspec.to_builtins(facts), received_at=now, outcome=decision.outcome.value,
            net_minor=decision.revenue.net_minor, gross_minor=decision.revenue.gross_minor,
            refunded_minor=decision.revenue.lost_minor,
        )  # fmt: skip
        if order.first_order and earlier:
            earlier[0].first_order = False
        session.add(order)
        session.flush()
        for piece in evidence:
            session.add(
                Evidence(
                    order_id=facts.id, kind=piece.kind, key=piece.key, facts=piece.facts(),
                    occurred_at=piece.occurred_at, received_at=now,
                )
            )  # fmt: skip
        session.add(
            Decision(
                order_id=facts.id, number=1, policy_version=policy.version, cause="order",
                **decision.as_json(), decided_at=now,
            )
        )  # fmt: skip
        for number, entry in enumerate(post(decision.wanted(facts.currency), ()), start=1):
            account, moves = entry.account, entry.moves
            session.add(
                Entry(
                    order_id=facts.id, number=number, kind=entry.kind.value, creator_id=account.creator_id,
                    campaign_id=account.campaign_id or None, code_id=account.code_id or None,
                    link_id=account.link_id or None, amount_minor=moves.amount_minor,
                    currency=account.currency, share_ppm=moves.share_ppm,
                    discount_minor=moves.discount_minor, cause="order", decision_number=1,
                    ordered_at=facts.ordered_at, posted_at=now,
                )
            )  # fmt: skip
        for row in decision.differences(policy):
            session.add(
                ModelCredit(
                    order_id=facts.id, model=row.model, creator_id=row.creator_id, currency=facts.currency,
                    share_ppm=row.share_ppm, amount_minor=row.amount_minor, ordered_at=facts.ordered_at,
                )
            )  # fmt: skip
        delivery.state, delivery.handled_at, delivery.attempts = "handled", now, 1
        delivery.body = reduced_body(delivery.topic, delivery.body, keep_buyer=False)
