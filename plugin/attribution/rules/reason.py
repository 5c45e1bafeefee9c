"""A rule's name and its sentence, and a reason: a rule that applied, with the values of its sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from msgspec import Struct


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that can apply to an order or a piece of evidence.

    name  stable, stored with every decision
    text  the sentence people read, a message id with places such as %(code)s. %(creator)s is filled in by the
          reader from the creator's number, so that a renamed creator reads right everywhere.
    """

    name: str
    text: str

    def because(self, **params: str | int) -> Reason:
        """The reason this rule gives with these values."""
        return Reason(self.name, params)


class Reason(Struct, frozen=True, gc=False):
    """Why. `rule` names a rule of `plugin.attribution.rules.RULES`; `params` are the values of its
    sentence.
    """

    rule: str
    params: dict[str, str | int]

    def as_json(self) -> dict[str, Any]:
        """As decisions store it."""
        return {"rule": self.rule, "params": dict(self.params)}
