"""How one order's net revenue comes about, by the basis in force."""

from __future__ import annotations

from plugin.attribution.statement import Statement, state
from plugin.services.reports.story import Story
from plugin.store.database import ShopSession
from plugin.store.order_facts import order_facts
from plugin.store.policies import policy_in_force


def order_statement(session: ShopSession, story: Story) -> Statement:
    """The statement of the order that `story` tells."""
    return state(order_facts(story.order), story.refunds, policy_in_force(session).basis)
