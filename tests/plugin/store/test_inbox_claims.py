"""What claiming reads: what is due, however much rests until later."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import event, text

from plugin.store.inbox import claim_deliveries

BY_HAND = {"scoped_by_hand": True}


def test_what_rests_is_not_read_at_every_claim(database, ana, ben):
    rows = text(
        "insert into deliveries (shop_id, webhook_id, topic, body, next_try_at) "
        "select :shop, 'w' || n, 'orders/create', '', now() + n * interval '1 minute' "
        "from generate_series(:first, 300) n"
    )
    with database.everywhere() as session:
        session.execute(rows, {"shop": ana, "first": 0}, execution_options=BY_HAND)
        session.execute(rows, {"shop": ben, "first": 1}, execution_options=BY_HAND)
    asked = []

    def listen(_connection, _cursor, statement, parameters, *_more):
        asked.append((statement, parameters))

    with database.everywhere() as session:
        event.listen(database.engine, "before_cursor_execute", listen)
        try:
            claims = claim_deliveries(session, limit=10, lease=timedelta(minutes=1))
        finally:
            event.remove(database.engine, "before_cursor_execute", listen)
        assert [claim.shop_id for claim in claims] == [ana]
    [(statement, parameters)] = [row for row in asked if "skip locked" in row[0]]
    with database.engine.begin() as connection:
        # So few rows PostgreSQL would rather read whole.
        connection.exec_driver_sql("set local enable_seqscan = off; set local enable_bitmapscan = off")
        told = connection.exec_driver_sql(f"explain (analyze) {statement}", parameters).scalars().all()
    assert any("next_try_at_id_idx" in line for line in told), told
    removed = [int(line.split(":")[1]) for line in told if "Rows Removed by Filter" in line]
    assert sum(removed) < 10, told
