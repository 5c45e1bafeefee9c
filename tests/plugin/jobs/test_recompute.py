"""The worker decides orders again when a code was attached or a policy saved."""

from __future__ import annotations

import asyncio

from plugin.attribution.policy import Policy
from plugin.attribution.revenue import Basis
from plugin.jobs.__main__ import work
from plugin.services.recompute import change_policy
from plugin.services.recompute_later import recompute_later
from plugin.store.runs import Run
from tests import cast
from tests import order_bodies as bodies
from tests.books import add_code, add_creator, hear, held


def test_the_worker_follows_a_code_and_a_policy_in_their_shop_alone(database, settings, ana, ben):
    body = bodies.order(codes=[bodies.code("LATE", "2.00")], lines=[bodies.line(1, "20.00", tax="4.40")])
    for shop in (ana, ben):
        hear(database, settings, shop, "orders/create", body)
    cleo = add_creator(database, ana)
    add_code(database, ana, "LATE", cleo)
    with database.shop(ana) as session:
        recompute_later(session, "Late")
    asyncio.run(work(settings, wait=False))
    assert (held(database, ana), held(database, ben)) == ({cleo: 2000}, {})

    with database.shop(ana) as session:
        _, run_id = change_policy(session, Policy(basis=Basis.WITH_TAX), cast.NOW)
    asyncio.run(work(settings, wait=False))
    assert held(database, ana) == {cleo: 2440}
    with database.shop(ana) as session:
        assert session.get(Run, (ana, run_id)).status == "finished"
