"""Addresses that orders name lead to links and creators of the same shop."""

import pytest

from plugin.attribution.origin import Origin, Utm
from plugin.store.creators import CreatorHandle
from plugin.store.signposts import find_signposts
from tests.books import add_creator, add_link
from tests.plugin.attribution.facts import order


@pytest.fixture
def creators(database, ana, ben):
    """Cleo and Dev with links and sites in Ana's shop, and a stranger with the same in Ben's."""
    cleo, dev = add_creator(database, ana, "Cleo"), add_creator(database, ana, "Dev")
    stranger = add_creator(database, ben, "Stranger")
    add_link(database, ana, cleo, "cleobio001")
    add_link(database, ana, cleo, "cleostory1", utm_content="story", utm_source="tiktok", placement="story")
    add_link(database, ben, stranger, "strangerbi")
    with database.shop(ben) as session:
        session.add(CreatorHandle(creator_id=stranger, platform="blog", handle="stranger.example"))
    with database.shop(ana) as session:
        for creator, platform, handle in (
            (cleo, "blog", "cleo.example"), (cleo, "instagram", "cleo"), (cleo, "other", "shared.example"),
            (dev, "podcast", "shared.example"), (dev, "blog", "pages.example/dev"),
        ):  # fmt: skip
            session.add(CreatorHandle(creator_id=creator, platform=platform, handle=handle))
    return cleo, dev


def test_links_by_utm(database, ana, creators):
    wanted = {
        Utm("autumn", "cleo", "story", "tiktok"): "cleostory1",
        Utm("autumn", "cleo", "story", "other"): "cleostory1",
        Utm("autumn", "cleo", "bio", "instagram"): "cleobio001",
        Utm("autumn", "cleo"): "cleobio001",
        Utm("spring", "cleo"): None,
        Utm("autumn", "dev"): None,
    }
    with database.shop(ana) as session:
        found = find_signposts(session, [order(origin=Origin(utm=utm)) for utm in wanted], ())
    assert found.links == {utm: key for utm, key in wanted.items() if key}


def test_sites_of_creators(database, ana, creators):
    cleo, _ = creators
    hosts = ["cleo.example", "www.cleo.example", "shared.example", "pages.example", "stranger.example", "x.y"]
    with database.shop(ana) as session:
        found = find_signposts(session, [order(origin=Origin(referrer=host)) for host in hosts], ())
    assert found.sites == {"cleo.example": cleo, "www.cleo.example": cleo}
