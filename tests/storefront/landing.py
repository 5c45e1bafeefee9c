"""Landings for tests: a live campaign with a creator, a code, a link and a page; and a shopper who comes
through the shop's proxy.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from plugin.store.campaigns import Campaign, Enrolment
from plugin.store.codes import DiscountCode
from plugin.store.creators import Creator
from plugin.store.database import Database
from plugin.store.landing_pages import CampaignLanding, LandingPage
from plugin.store.links import Link
from tests import cast

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36"
MUG = {
    "gid": "gid://shopify/Product/1",
    "handle": "stoneware-mug",
    "title": "Stoneware Mug",
    "picture_url": None,
}
BOWL = {
    "gid": "gid://shopify/Product/2",
    "handle": "breakfast-bowl",
    "title": "Breakfast Bowl",
    "picture_url": None,
}


@dataclass(frozen=True)
class Landing:
    """What was made, by number; `key` is the link's."""

    shop_id: int
    campaign_id: int
    creator_id: int
    key: str
    slug: str = "cleo-cloud"


def make_landing(
    database: Database,
    shop_id: int,
    *,
    key: str = "cleo000001",
    kind: str = "welcome",
    target: str | None = None,
    creator: str = cast.CLEO.name,
    code: str = "CLEO10",
    slug: str = "cleo-cloud",
    currency: str = "EUR",
    **page: object,
) -> Landing:
    """A live campaign of ten percent with one creator; `page` are columns of their landing page."""
    with database.shop(shop_id) as session:
        campaign = Campaign(
            name="Spring", status="live", starts_at=cast.NOW - timedelta(days=7), ends_at=None,
            terms={"kind": "percentage", "currency": currency, "percent": "10"},
            code_template="{FIRST}", created_at=cast.NOW, updated_at=cast.NOW,
        )  # fmt: skip
        person = Creator(name=creator, created_at=cast.NOW, updated_at=cast.NOW)
        session.add_all((campaign, person))
        session.flush()
        ours = {"campaign_id": campaign.id, "creator_id": person.id}
        row = DiscountCode(
            code=code, code_key=code.casefold(), status="active", valid_from=campaign.starts_at,
            created_at=cast.NOW, updated_at=cast.NOW, **ours,
        )  # fmt: skip
        session.add_all((row, Enrolment(created_at=cast.NOW, **ours)))
        session.flush()
        session.add_all(
            (
                Link(
                    key=key, placement="bio", platform="instagram", code_id=row.id, utm_source="instagram",
                    utm_campaign="spring", utm_content="bio", utm_term="cleo-cloud",
                    created_at=cast.NOW, updated_at=cast.NOW, **ours,
                ),
                CampaignLanding(campaign_id=campaign.id, kind=kind, target=target, updated_at=cast.NOW),
                LandingPage(slug=slug, created_at=cast.NOW, updated_at=cast.NOW, **ours, **page),
            )
        )  # fmt: skip
        return Landing(shop_id, campaign.id, person.id, key, slug)


def signed_query(
    person: cast.ShopPerson,
    params: dict[str, str] | None = None,
    *,
    secret: str = cast.CLIENT_SECRET,
    age: int = 0,
) -> str:
    """The query as Shopify sends it on to the app; `age` seconds old."""
    given = {
        **(params or {}),
        "shop": person.domain,
        "path_prefix": "/apps/earmark",
        "timestamp": str(int(time.time()) - age),
        "logged_in_customer_id": "",
    } | {key: value for key, value in (params or {}).items() if key == "path_prefix"}
    text = "".join(sorted(f"{name}={value}" for name, value in given.items()))
    return urlencode(
        {**given, "signature": hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()}
    )


@dataclass(frozen=True)
class Shopper:
    """Somebody in a shop, with a browser."""

    client: FlaskClient
    person: cast.ShopPerson

    def get(self, path: str, params: dict[str, str] | None = None, **more: object) -> TestResponse:
        """GET an address under the shop's proxy; `agent` is another browser."""
        agent = str(more.pop("agent", BROWSER))
        query = signed_query(self.person, params, **more)  # type: ignore[arg-type]
        return self.client.get(f"/proxy{path}?{query}", headers={"User-Agent": agent, "Accept": "text/html"})
