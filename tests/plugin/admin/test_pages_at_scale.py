"""Every page over one shop and over another with four times its orders in the same days: what is read from
the database does not grow with the orders.

The rows PostgreSQL reads are compared, not times: see `make bench-dashboard` for those.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import chain

import pytest

from plugin.services.reports import kinds
from plugin.store.delivery_counts import count_by_state
from plugin.store.reports.orders import count_orders, orders_listed
from plugin.store.survey.answer_log import count_logged, logged_answers
from tests import cast
from tests.bench.dashboard.filling import Size, fill
from tests.bench.dashboard.measuring import Pages
from tests.bench.dashboard.pages import addresses, unmeasured

SMALL = Size(orders=600, creators=3, templates=300, shops=0, span=timedelta(days=10))
LARGE = Size(orders=2_400, creators=3, templates=300, shops=0, span=timedelta(days=10))
MOST = {count_by_state: 50, orders_listed: 50, count_orders: 50, logged_answers: 10, count_logged: 10}
"""What looks through so many rows at most, and how many here: fewer than the small shop has."""
MORE = 1.8
"""So many times the rows may be read: the sums by day have keys that a shop with few orders lacks."""
FEW = 120
"""Rows that do not count: a page of one list, names, codes."""
MOST_STATEMENTS = 45
WHOLE = ("enable_seqscan", "enable_bitmapscan")
SKIPPED = (
    "page=", ".csv", "period=custom&from=2026-02-10", "period=90", "q=nothing", "state=", "only=", "/new",
    "/edit", "/import", "/qr.",
)  # fmt: skip
"""Addresses that tell nothing more here than their page's others."""


@pytest.fixture
def measured(database, settings, ana, ben, monkeypatch):
    """The pages, and the addresses of both shops."""
    monkeypatch.setattr(kinds, "AT_ONCE", 100)
    monkeypatch.setattr(kinds, "TALLIES_AT_ONCE", 100)
    monkeypatch.setattr(kinds, "PREVIEWED_AT_ONCE", 50)
    for capped, most in MOST.items():
        monkeypatch.setitem(capped.__kwdefaults__, "most", most)
    shown = []
    for shop, size in ((ana, SMALL), (ben, LARGE)):
        shown.append(addresses(fill(database, settings, shop, size, cast.NOW, quiet=True)))
    with database.engine.begin() as connection:
        # So small a table is read whole, whatever indexes it has: here the indexes are looked at.
        for way in WHOLE:
            connection.exec_driver_sql(f"alter role current_user set {way} = off")
    pages = Pages(database, settings, cast.NOW, cast.ANA, cast.BEN)
    assert not unmeasured(pages.app, shown[0])
    yield pages, shown
    with database.engine.begin() as connection:
        for way in WHOLE:
            connection.exec_driver_sql(f"alter role current_user reset {way}")
    # Connections that are watched, or were told so, are not left to other tests.
    database.engine.dispose()


def test_no_page_reads_more_because_a_shop_has_sold_more(measured):
    admin, shown = measured
    grown, asked = [], []
    for small, large in zip(*(chain.from_iterable(pages.values()) for pages in shown), strict=True):
        if any(part in small for part in SKIPPED):
            continue
        few = admin.measure(small, rounds=1, many=0)
        many = admin.measure(large, person=cast.BEN, rounds=1, many=0)
        if many.rows_read > few.rows_read * MORE + FEW:
            plans = "\n".join(plan.text for plan in many.plans if plan.rows_read > FEW)
            grown.append(f"{small} reads {few.rows_read:,} rows, then {many.rows_read:,}:\n{plans}")
        if many.statements > MOST_STATEMENTS:
            asked.append(f"{small}: {many.statements} statements")
    assert not grown, "\n\n".join(grown)
    assert not asked, "\n".join(asked)
