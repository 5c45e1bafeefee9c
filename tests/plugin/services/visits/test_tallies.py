"""Law: the tallies are what one would count, whatever is told, in whatever order and how often."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from sqlalchemy import delete, select

from plugin.attribution.visit_reference import new_reference
from plugin.services.record_visit import SeenVisit
from plugin.services.visits.record_shoppers import record_shoppers
from plugin.services.visits.shopper_events import KINDS, ToldEvent, ToldEvents
from plugin.store.visits import ShopperEvent, Visit, VisitTally
from tests.books import add_creator, add_link
from tests.cast import NOW

KEYS = ("cleo00link", "cleo000bio")
ROME = ZoneInfo("Europe/Rome")
# Around midnight in Rome, so that visits close to each other fall on two days.
MOMENTS = [
    NOW.replace(hour=22, minute=59) + timedelta(seconds=step) for step in (0, 2, 4, 6, 8, 70, 1900, 4000)
]
REFS = [new_reference(key, at) for key in KEYS for at in MOMENTS]
VISITORS = ("aa" * 16, "bb" * 16)

seen = st.builds(
    lambda ref, at, visitor, refused: SeenVisit(ref=ref, at=at, visitor=visitor, refused=refused),
    st.sampled_from(REFS), st.sampled_from(MOMENTS), st.sampled_from(VISITORS),
    st.sampled_from([None, None, None, "prefetch", "crawler"]),
)  # fmt: skip
event = st.builds(
    lambda number, kind, at, ref: ToldEvent(id=f"e{number}", kind=kind, at=at, ref=ref),
    st.integers(0, 30), st.sampled_from(KINDS), st.sampled_from(MOMENTS), st.sampled_from(REFS),
)  # fmt: skip
message = st.builds(
    lambda events, visitor: ToldEvents(received_at=MOMENTS[-1], visitor=visitor, events=events),
    st.lists(event, min_size=1, max_size=4), st.sampled_from(VISITORS),
)  # fmt: skip
batches = st.lists(st.lists(seen | message, min_size=1, max_size=5), max_size=5)


@pytest.fixture
def shop(database, ana, ben):
    creator = add_creator(database, ana)
    for key, placement in zip(KEYS, ("story", "bio"), strict=True):
        add_link(database, ana, creator, key, placement=placement)
    return ana


@effort(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=batches)
def test_tallies_are_what_one_would_count(database, settings, shop, batches):
    with database.shop(shop) as session:
        for table in (Visit, ShopperEvent, VisitTally):
            session.execute(delete(table).execution_options(synchronize_session=False))
    for batch in [*batches, *batches[:1]]:
        with database.shop(shop) as session:
            record_shoppers(session, settings, batch, NOW)
    with database.shop(shop) as session:
        counted = Counter()
        for visit in session.scalars(select(Visit)):
            day = visit.occurred_at.astimezone(ROME).date()
            assert visit.valid == (visit.refused_because is None)
            counted[day, visit.placement, visit.refused_because or "valid"] += 1
        kinds = Counter()
        for found in session.scalars(select(ShopperEvent)):
            kinds[found.ref, found.placement, found.kind] += 1
        tallied, done = Counter(), Counter()
        for tally in session.scalars(select(VisitTally)):
            if tally.what in KINDS:
                done[tally.placement, tally.what] += tally.visits
            elif tally.visits:
                tallied[tally.day, tally.placement, tally.what] += tally.visits
    assert tallied == counted
    assert done == Counter((placement, kind) for _, placement, kind in kinds)
