"""Landing pages come with enrolments: two at the same moment too."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from plugin.services.landing import make_pages as subject
from plugin.services.landing.make_pages import make_pages
from plugin.store.landing_pages import pages_of_campaign
from tests.books import add_campaign, add_creator
from tests.journeys.merchant import until
from tests.locks import somebody_waits


@pytest.mark.parametrize(
    ("second", "slugs"),
    [
        pytest.param((1, 1), ["cleo-cloud", "cleo-cloud-2"], id="another campaign, another Cleo"),
        pytest.param((0, 0), ["cleo-cloud"], id="the same enrolment"),
    ],
)
def test_two_enrolments_at_once_make_no_page_twice(database, ana, ben, now, monkeypatch, second, slugs):
    """The second begins while the first has chosen its slugs and not committed yet."""
    campaigns = [add_campaign(database, ana, name) for name in ("Spring", "Autumn")]
    creators = [add_creator(database, ana, "Cleo Cloud") for _ in campaigns]
    chosen = subject.free_slugs

    def make(campaign, creator):
        with database.shop(ana) as session:
            make_pages(session, campaign, [creator], now)

    with ThreadPoolExecutor(1) as pool:
        pending = []

        def meanwhile(names, taken):
            found = chosen(names, taken)
            if not pending:
                pending.append(pool.submit(make, campaigns[second[0]], creators[second[1]]))
                until(lambda: pending[0].done() or somebody_waits(database), seconds=10, every=0.01)
            return found

        monkeypatch.setattr(subject, "free_slugs", meanwhile)
        make(campaigns[0], creators[0])
        pending[0].result(10)
    with database.shop(ana) as session:
        found = [
            page.slug for campaign in campaigns for page in pages_of_campaign(session, campaign).values()
        ]
    assert found == slugs
    with database.shop(ben) as session:
        assert pages_of_campaign(session, campaigns[0]) == {}
