"""Which shop a message of the web pixel is from.

The pixel runs in shoppers' browsers and can hold no secret, so its settings carry the shop's domain with our
signature: anybody can read and copy it, and nobody can make one for another shop. What it protects is
therefore little (a shopper can tell stories about this shop's visits), and events are believed accordingly.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from itsdangerous import BadSignature, Signer

from plugin.errors import NotVerifiedError
from plugin.settings import Settings

LONGEST = 400
SALT = b"earmark.collector"


def sign_shop(settings: Settings, domain: str) -> str:
    """The shop's domain, signed, for the pixel's settings."""
    return _signer(settings.encryption_keys).sign(domain).decode()


def signed_shop(settings: Settings, signed: str) -> str:
    """The domain that `sign_shop` has signed, under the newest key or an older one that is still listed.

    Compared in constant time. Raises `NotVerifiedError` for anything else.
    """
    try:
        if len(signed) > LONGEST:
            raise BadSignature("too long")
        return _signer(settings.encryption_keys).unsign(signed.encode("ascii")).decode("ascii")
    except (BadSignature, UnicodeError):
        raise NotVerifiedError("The shop's signature does not hold.", code="shop_signature") from None


@lru_cache(maxsize=8)
def _signer(keys: tuple[str, ...]) -> Signer:
    # The library wants the newest key last; the settings name it first.
    return Signer(
        list(reversed(keys)), salt=SALT, key_derivation="hmac", digest_method=staticmethod(hashlib.sha256)
    )
