"""Chance that is the same whenever it is asked: drawn from a secret key and what is asked about."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class Chance:
    """Draws for one `subject` (a checkout) under a shop's `key`. Nobody without the key can foresee them."""

    key: bytes = field(repr=False)
    subject: str

    def draw(self, *name: object) -> float:
        """A number, uniform in [0, 1), that depends on nothing but key, subject and `name`."""
        message = "\n".join(("survey", self.subject, *map(str, name))).encode()
        return int.from_bytes(hmac.digest(self.key, message, hashlib.sha256)[:7]) / 2**56

    def shuffled(self, things: Iterable[_Thing], *name: object) -> list[_Thing]:
        """`things` in an order of chance; one that is added or gone leaves the others' order as it is."""
        return sorted(things, key=lambda thing: (self.draw(*name, thing), str(thing)))
