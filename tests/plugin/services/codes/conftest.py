"""A campaign of Ana's with three creators, beside one of Ben's with the same names; Ana's Shopify in
process.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pytest

from plugin.services.add_creator import add_creator
from plugin.services.create_campaign import CampaignFields, create_campaign
from plugin.services.create_codes import Creation
from plugin.services.creator_fields import CreatorFields
from plugin.services.enrol_creators import enrol_creators
from plugin.services.launch_campaign import launch_campaign
from plugin.services.settle_codes import Settling
from plugin.shopify.discount import DiscountTerms
from plugin.store.code_lookup import codes_of_campaign
from plugin.store.database import Database
from plugin.store.runs import Run
from tests import cast
from tests.shopify_in_process import InProcessAdmin, stand_in

TENTH = DiscountTerms(kind="percentage", currency="EUR", percent=Decimal(10))


def spring(**changes):
    """The fields of a campaign that runs from yesterday to the end of the month."""
    given = {
        "name": "Spring table",
        "starts_on": date(2026, 11, 20),
        "ends_on": date(2026, 11, 30),
        "terms": TENTH,
        "code_template": "SPRING_{FIRST}",
    }
    return CampaignFields(**{**given, **changes})


@dataclass
class Stage:
    """One shop's campaign and the work on it. `at` is the moment at which it plays."""

    database: Database
    shop_id: int
    campaign_id: int
    admin: InProcessAdmin

    @property
    def at(self) -> datetime:
        """Now, by the stand-in's clock."""
        return self.admin.world.now()

    def shop(self):
        """A transaction of the shop."""
        return self.database.shop(self.shop_id)

    def codes(self) -> dict:
        """The campaign's codes by the code, retired ones too."""
        with self.shop() as session:
            return {code.code: code for code in codes_of_campaign(session, self.campaign_id)}

    def standing(self) -> dict:
        """The discounts of the stand-in by code."""
        return {row.code: one for one in self.admin.shop.discounts.values() for row in one.codes}

    def launch(self) -> int:
        """Launch without doing the work; the run."""
        with self.shop() as session:
            return launch_campaign(session, self.campaign_id, self.at)

    def create(self, run_id: int) -> None:
        """Do what the jobs of a run would."""
        ids = [code.id for code in self.codes().values()]
        Creation(self.database, self.admin, self.shop_id, run_id, lambda: self.at).run(ids)

    def settle(self, *, push: bool = False) -> None:
        """Do what the settling jobs would, for all codes."""
        ids = [code.id for code in self.codes().values()]
        Settling(self.database, self.admin, self.shop_id, lambda: self.at).run(ids, push=push)

    def run(self, run_id: int) -> Run:
        """The run as it stands."""
        with self.shop() as session:
            found = session.get(Run, (self.shop_id, run_id))
            assert found is not None
            return found


def campaign_with(database, shop_id, now, names, **changes):
    """A draft with new creators of these names; its number."""
    with database.shop(shop_id) as session:
        ids = [add_creator(session, CreatorFields(name=name), now) for name in names]
        campaign_id = create_campaign(session, spring(**changes), "Europe/Rome", now, seed="seed")
        enrol_creators(session, campaign_id, ids, now)
    return campaign_id


@pytest.fixture
def stage(database, ana, ben, now):
    """Ana's draft; Ben's is there too, with the same creators and codes."""
    names = [cast.CLEO.name, cast.DEV.name, cast.ASA.name]
    campaign_with(database, ben, now, names)
    return Stage(
        database, ana, campaign_with(database, ana, now, names), InProcessAdmin(stand_in(cast.ANA, now))
    )


@pytest.fixture
def live(stage):
    """Ana's campaign with its three codes in Shopify."""
    stage.create(stage.launch())
    return stage
