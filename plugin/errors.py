"""The error tree. Each class says what may be done about it.

EarmarkError
├── SettingsError             the environment is wrong: the start stops with a sentence
├── InputError                somebody sent us something unreadable (400); `field` names it
│   └── UnreadablePayloadError  a webhook body we cannot read: parked, never counted
├── NotVerifiedError          signature or token does not hold (401)
├── NotFoundError             no such thing in this shop (404)
├── ConflictError             the thing exists or has moved on (409)
├── ShopifyError              Shopify refused or could not be reached; `retryable` says whether to try again
│   ├── ThrottledError        out of cost budget; `wait_seconds` says how long
│   └── TokenLostError        no usable access token: the merchant has to open the app
├── NotInstalledError         the shop has uninstalled the app: stop working for it
└── DatabaseAwayError         the database cannot be reached: the sender is asked to come again (503)
"""

from __future__ import annotations


class EarmarkError(Exception):
    """Base of everything Earmark raises on purpose. The message is a sentence a person can act on."""

    status = 500
    permanent = True


class SettingsError(EarmarkError):
    """An environment variable is missing or wrong; the message names it and says what is expected."""


class InputError(EarmarkError):
    """What a person or a page sent cannot be used. `field` is the name of the offending input, if one is."""

    status = 400

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class UnreadablePayloadError(InputError):
    """A webhook body that cannot be read. Trying again gives the same, so it is parked at once."""


class NotVerifiedError(EarmarkError):
    """A signature or token does not hold. The message says which check failed, never the value.

    `code` is a short machine-readable reason. `retry_with_fresh_token` is true where Shopify's App Bridge
    should try again by itself.
    """

    status = 401

    def __init__(
        self, message: str, *, code: str = "not_verified", retry_with_fresh_token: bool = False
    ) -> None:
        super().__init__(message)
        self.code = code
        self.retry_with_fresh_token = retry_with_fresh_token


class NotFoundError(EarmarkError):
    """There is no such thing in this shop."""

    status = 404


class ConflictError(EarmarkError):
    """The thing already exists, or has changed since it was read."""

    status = 409


class ShopifyError(EarmarkError):
    """Shopify refused a request or could not be reached. `code` is Shopify's own where there is one."""

    status = 502

    def __init__(self, message: str, *, code: str = "", retryable: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.retryable = retryable
        self.permanent = not retryable


class ThrottledError(ShopifyError):
    """The cost budget of this app and shop is used up for now."""

    def __init__(self, message: str, *, wait_seconds: float) -> None:
        super().__init__(message, code="THROTTLED", retryable=True)
        self.wait_seconds = wait_seconds


class TokenLostError(ShopifyError):
    """No access token works any more; the merchant opens the app once and a new one is exchanged."""

    def __init__(self, message: str, *, code: str = "token_lost") -> None:
        super().__init__(message, code=code, retryable=False)


class NotInstalledError(EarmarkError):
    """The shop has uninstalled the app, so no work is done for it."""

    status = 410


class DatabaseAwayError(EarmarkError):
    """The database cannot be reached or takes no more connections. Whoever asked may ask again shortly."""

    status = 503
    permanent = False
