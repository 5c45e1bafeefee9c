"""The line from the app to the stand-in Shopify inside one process, and what can go wrong on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx
import jwt

from plugin.shopify.transport import StandinTransport
from plugin.shopify.verify.admin import IdToken, VerifiedAdmin
from tests import cast
from tests.devshop import oauth
from tests.devshop.app import create_devshop
from tests.devshop.catalogue import seed
from tests.devshop.world import Shop, World


@dataclass
class Line(httpx.BaseTransport):
    """Carries requests to the stand-in and notes their paths. `cut_after` answers are lost after the work was
    done;
    `before` runs before each request is carried."""

    world: World
    cut_after: list[bool] = field(default_factory=list)
    before: Callable[[httpx.Request], None] = lambda request: None
    paths: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._inner = httpx.WSGITransport(app=create_devshop(self.world))
        self.http = httpx.Client(transport=StandinTransport("http://standin.test", self))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Carry `request`; lose the answer where it is this one's turn."""
        self.before(request)
        self.paths.append(request.url.path)
        answer = self._inner.handle_request(request)
        if self.cut_after and self.cut_after.pop(0):
            raise httpx.ReadTimeout("The line is dead.", request=request)
        return answer

    @property
    def token_requests(self) -> int:
        """How often a token was asked for."""
        return self.paths.count("/admin/oauth/access_token")


class Clock:
    """A clock that stands at `at` until it is moved."""

    def __init__(self, at: datetime = cast.NOW) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def move(self, **delta: float) -> datetime:
        """Go on by a timedelta's arguments; the new moment."""
        self.at += timedelta(**delta)
        return self.at


def standin(clock: Clock) -> Line:
    """The stand-in with Ana's and Ben's shops, the app installed in both."""
    world = World(cast.CLIENT_ID, cast.CLIENT_SECRET, "https://earmark.test", clock=clock)
    seed(world)
    for shop in world.shops.values():
        oauth.install(world, shop)
    return Line(world)


def shop_of(line: Line, person: cast.ShopPerson) -> Shop:
    """The person's shop in the stand-in."""
    return line.world.shops[person.domain]


def staff(line: Line, person: cast.ShopPerson) -> VerifiedAdmin:
    """A staff member of the shop whose ID token has been verified."""
    raw = oauth.id_token(line.world, shop_of(line, person))
    claims = jwt.decode(raw, options={"verify_signature": False})
    return VerifiedAdmin(person.domain, claims["sub"], IdToken(raw, claims))
