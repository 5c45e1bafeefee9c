"""Session tokens of checkouts: whose they are, and the tokens that only look like them."""

import dataclasses
import time

import jwt
import pytest

from plugin.errors import NotVerifiedError
from plugin.shopify.verify.admin import AdminNotVerifiedError, verify_admin
from plugin.shopify.verify.checkout import verify_checkout
from tests import cast

LEFT_OUT = object()
ANOTHER_SECRET = "shpss_another_secret_0123456789abcdef"


def token(secret: str = cast.CLIENT_SECRET, **changes: object) -> str:
    """A session token of a checkout in Ana's shop; `changes` vary its claims, LEFT_OUT drops one."""
    now = time.time()  # the library asks the real clock
    claims = {
        "dest": cast.ANA.domain,
        "aud": cast.CLIENT_ID,
        "exp": now + 300,
        "nbf": now,
        "iat": now,
        "jti": "token-1",
        **changes,
    }
    return jwt.encode({k: v for k, v in claims.items() if v is not LEFT_OUT}, secret, algorithm="HS256")


@pytest.mark.parametrize(
    ("changes", "customer"),
    [
        pytest.param({}, None, id="a guest"),
        pytest.param({"dest": f"https://{cast.ANA.domain}"}, None, id="the shop as an address"),
        pytest.param({"sub": "gid://shopify/Customer/880001"}, 880001, id="a buyer logged in"),
        pytest.param({"nbf": LEFT_OUT, "jti": LEFT_OUT}, None, id="the least"),
    ],
)
def test_a_good_token_names_the_shop_and_perhaps_the_buyer(settings, changes, customer):
    found = verify_checkout(settings, f"Bearer {token(**changes)}")
    assert (found.shop, found.customer_id) == (cast.ANA.domain, customer)


def test_either_secret_holds_while_it_is_rotated(settings):
    rotating = dataclasses.replace(
        settings, client_secret=ANOTHER_SECRET, old_client_secret=cast.CLIENT_SECRET
    )
    for secret in (ANOTHER_SECRET, cast.CLIENT_SECRET):
        assert verify_checkout(rotating, f"Bearer {token(secret)}").shop == cast.ANA.domain


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(None, id="none"),
        pytest.param("", id="empty"),
        pytest.param("Bearer", id="no token"),
        pytest.param("Bearer rubbish", id="rubbish"),
        pytest.param("Bearer \xe5\xe4", id="no ASCII"),
        pytest.param("Basic dXNlcjpwYXNz", id="another scheme"),
        pytest.param(token(), id="no scheme"),
        pytest.param("Bearer " + "x" * 10_000, id="too long"),
        pytest.param(f"Bearer {token(ANOTHER_SECRET)}", id="forged"),
        pytest.param(f"Bearer {token()[:-3]}abc", id="another signature"),
        pytest.param("Bearer " + jwt.encode({"dest": "x"}, None, algorithm="none"), id="unsigned"),
        pytest.param(f"Bearer {token(exp=time.time() - 60)}", id="expired"),
        pytest.param(f"Bearer {token(exp=LEFT_OUT)}", id="never ends"),
        pytest.param(f"Bearer {token(nbf=time.time() + 600)}", id="not yet"),
        pytest.param(f"Bearer {token(aud='another-app')}", id="another app's"),
        pytest.param(f"Bearer {token(aud=LEFT_OUT)}", id="nobody's"),
        pytest.param(f"Bearer {token(dest='evil.example')}", id="no shop's"),
        pytest.param(f"Bearer {token(dest=['a'])}", id="a list of shops"),
        pytest.param(f"Bearer {token(sub='42')}", id="a staff member's"),
        pytest.param(f"Bearer {token(iss=f'https://{cast.ANA.domain}/admin')}", id="issued by the admin"),
        pytest.param(f"Bearer {token(sid='session-of-the-admin')}", id="with a session of the admin"),
    ],
)
def test_everything_else_is_refused(settings, header):
    with pytest.raises(NotVerifiedError):
        verify_checkout(settings, header)


def test_a_checkouts_token_is_no_key_to_the_admin(settings):
    for raw in (token(), token(sub="gid://shopify/Customer/880001")):
        assert verify_checkout(settings, f"Bearer {raw}")
        with pytest.raises(AdminNotVerifiedError):
            verify_admin(
                settings, path="/", query="", authorization=f"Bearer {raw}", patch_path="/patch-id-token"
            )
