"""Secrets at rest: what is stored encrypted, and how keys are changed.

Fernet keys come from EARMARK_ENCRYPTION_KEYS, newest first: the first one encrypts, all of them decrypt. To
change keys, put a new one in front, restart, run `python -m plugin.cli rotate-keys` (or wait for the daily
sweep), then drop the old.
"""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from plugin.errors import SettingsError


class Vault:
    """Seals and unseals short texts with the keys it was given."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._newest = Fernet(keys[0])
        self._all = MultiFernet([Fernet(key) for key in keys])

    def seal(self, text: str) -> str:
        """`text` encrypted with the newest key."""
        return self._newest.encrypt(text.encode()).decode()

    def unseal(self, sealed: str) -> str:
        """The text behind `sealed`; `SettingsError` when none of the keys made it."""
        try:
            return self._all.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise SettingsError(
                "A stored secret was encrypted with a key that EARMARK_ENCRYPTION_KEYS no longer holds. "
                "Put the earlier key back behind the new one, then run `python -m plugin.cli rotate-keys`."
            ) from error

    def reseal(self, sealed: str) -> str:
        """`sealed` encrypted anew with the newest key; the same text comes back where that key made it
        already.
        """
        try:
            self._newest.decrypt(sealed.encode())
        except InvalidToken:
            return self.seal(self.unseal(sealed))
        return sealed
