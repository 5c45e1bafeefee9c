"""Ana's campaign of three creators with its links, beside one of Ben's; Ana's Shopify in process."""

from dataclasses import dataclass, field

import pytest

from plugin.services.add_creator import add_creator
from plugin.services.create_campaign import create_campaign
from plugin.services.creator_fields import CreatorFields
from plugin.services.enrol_creators import enrol_creators
from plugin.services.launch_campaign import launch_campaign
from plugin.services.links.settle_links import SettlingLinks
from plugin.store.code_lookup import codes_of_campaign
from plugin.store.database import Database
from plugin.store.link_lookup import links_of_campaign
from plugin.store.links import Link
from tests import cast
from tests.plugin.services.codes.conftest import spring
from tests.shopify_in_process import InProcessAdmin, stand_in

PEOPLE = (cast.CLEO, cast.DEV, cast.ASA)


@dataclass
class LinkStage:
    """One shop's campaign and its links. `answers` is what the shop says at a path, 404 where not named."""

    database: Database
    shop_id: int
    campaign_id: int
    creators: list[int]
    admin: InProcessAdmin
    answers: dict[str, int | None] = field(default_factory=dict)

    @property
    def at(self):
        """Now, by the stand-in's clock."""
        return self.admin.world.now()

    def shop(self):
        """A transaction of the shop."""
        return self.database.shop(self.shop_id)

    def links(self) -> list[Link]:
        """The campaign's links by number."""
        with self.shop() as session:
            return links_of_campaign(session, self.campaign_id)

    def link(self, number: int = 0) -> Link:
        """One of them."""
        return self.links()[number]

    def launch(self) -> None:
        """Launch the campaign, its codes being there at once."""
        with self.shop() as session:
            launch_campaign(session, self.campaign_id, self.at)
            for code in codes_of_campaign(session, self.campaign_id):
                code.status = "active"

    def settle(self, *link_ids: int) -> None:
        """Do what the jobs would, for these links or for all."""
        look = lambda path: self.answers.get(path, 404)  # noqa: E731
        ids = list(link_ids) or [link.id for link in self.links()]
        SettlingLinks(self.database, self.admin, self.shop_id, lambda: self.at, look).run(ids)

    def standing(self) -> dict[str, str]:
        """The redirects of the stand-in: path -> target."""
        return {row.path: row.target for row in self.admin.shop.redirects.values()}


def people_of(database, shop_id, now, people=PEOPLE) -> list[int]:
    """Creators of the cast in a shop; their numbers."""
    with database.shop(shop_id) as session:
        return [
            add_creator(session, CreatorFields(name=person.name, handles=dict(person.handles)), now)
            for person in people
        ]


def campaign_of_people(database, shop_id, now, creators, **changes) -> int:
    """A draft with these creators; its number."""
    with database.shop(shop_id) as session:
        campaign_id = create_campaign(session, spring(**changes), "Europe/Rome", now, seed="seed")
        enrol_creators(session, campaign_id, creators, now)
        return campaign_id


@pytest.fixture
def stage(database, ana, ben, now) -> LinkStage:
    """Ana's draft with links; Ben's is there too, with the same creators."""
    campaign_of_people(database, ben, now, people_of(database, ben, now))
    creators = people_of(database, ana, now)
    campaign_id = campaign_of_people(database, ana, now, creators)
    return LinkStage(database, ana, campaign_id, creators, InProcessAdmin(stand_in(cast.ANA, now)))


@pytest.fixture
def live(stage) -> LinkStage:
    """The same, launched and settled: three short paths stand."""
    stage.launch()
    stage.settle()
    return stage
