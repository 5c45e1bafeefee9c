"""The way from the install to the first attributed order, and how far a shop has come."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.language import N_
from plugin.store.database import ShopSession
from plugin.store.milestones import milestones


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what to do, why, and where. `done` once the first of its kind is there."""

    name: str
    title: str
    why: str
    action: str
    path: str
    done: bool


STEPS = (
    (
        "creators",
        N_("Add the creators you work with"),
        N_("By hand or from a list. A name is enough to begin with."),
        N_("Add creators"),
        "/creators",
    ),
    (
        "campaigns",
        N_("Create a campaign"),
        N_("It says what the codes give, when they count, and who takes part."),
        N_("Create a campaign"),
        "/campaigns/new",
    ),
    (
        "codes",
        N_("Put the codes into Shopify"),
        N_("Every creator gets a code of their own. You see each one before it is created."),
        N_("See campaigns"),
        "/campaigns",
    ),
    (
        "orders",
        N_("Hear of the first order"),
        N_("Shopify tells Earmark of every order within seconds. Nothing to do here."),
        N_("See deliveries"),
        "/deliveries",
    ),
    (
        "credits",
        N_("See the first order with a creator's code"),
        N_("It says which code was used, which rule decided, and what the creator is credited with."),
        N_("See orders"),
        "/orders",
    ),
)


def first_steps(session: ShopSession) -> list[Step]:
    """The steps in order, each with whether it is done."""
    there = milestones(session)
    return [Step(name, title, why, action, path, there[name]) for name, title, why, action, path in STEPS]
