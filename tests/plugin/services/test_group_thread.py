"""What nobody waits for: gathered, written soon, and before a process ends that is asked to."""

from __future__ import annotations

import time

from sqlalchemy import func, select

from plugin.services.group_thread import GroupThread
from plugin.store.deliveries import Delivery
from plugin.store.inbox_writer import Arrival
from tests import cast


def arrival(number: int, person: cast.ShopPerson = cast.ANA) -> Arrival:
    return Arrival(person.domain, f"v-{number}", None, "earmark/visit", None, None, b"{}", cast.NOW)


def kept(database, shop_id):
    with database.shop(shop_id) as session:
        return session.scalar(select(func.count()).select_from(Delivery))


def test_what_is_handed_in_is_written_soon_in_its_shop(database, ana, ben):
    thread = GroupThread(database.url())
    for number in range(20):
        thread.hand_in(arrival(number))
    thread.hand_in(arrival(0, cast.BEN))
    deadline = time.monotonic() + 15
    while (kept(database, ana), kept(database, ben)) != (20, 1):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    thread.write_the_rest()


def test_a_process_that_ends_writes_it_first(database, ana):
    thread = GroupThread(database.url())
    for number in range(20):
        thread.hand_in(arrival(number))
    thread.write_the_rest()
    assert kept(database, ana) == 20


def test_while_the_database_is_away_the_end_is_not_held_up():
    thread = GroupThread("postgresql://127.0.0.1:1/nowhere")
    thread.hand_in(arrival(1))
    began = time.monotonic()
    thread.write_the_rest()
    assert time.monotonic() - began < 10
