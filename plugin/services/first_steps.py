"""The way from the install to the first attributed order, and how far a shop has come."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.language import N_
from plugin.services.activate_pixel import pixel_state
from plugin.services.note_placements import GREETING, SURVEY_ON_THANK_YOU, placements
from plugin.store.database import ShopSession
from plugin.store.milestones import milestones


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what to do, why, and where. `done` once the first of its kind is there. With `posts` the
    action is done by a press of the button, without a page; `problem` is what stood against it last.
    """

    name: str
    title: str
    why: str
    action: str
    path: str
    done: bool
    posts: bool = False
    problem: str | None = None


CLIENT_ID = "{client_id}"
"""Stands in a path for the app's client id, by which Shopify's editors know whose block is meant."""
PIXEL = "pixel"
GREETING_STEP = "greeting"
SURVEY = "survey"
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
        PIXEL,
        N_("Count visits"),
        N_("A web pixel tells what visitors by creators' links look at and buy. It switches itself on."),
        N_("Switch it on now"),
        "/visits/repair",
    ),
    (
        GREETING_STEP,
        N_("Switch on the greeting in your theme"),
        N_("It greets shoppers who come by a creator's link, and remembers the creator until they buy."),
        N_("Open the theme editor"),
        f"shopify://admin/themes/current/editor?context=apps&template=index&activateAppId={CLIENT_ID}/creator-embed",
    ),
    (
        SURVEY,
        N_("Place the survey on the thank-you page"),
        N_("It asks buyers how they first heard about you. It is one block in Shopify's checkout editor."),
        N_("Open the checkout editor"),
        "shopify://admin/settings/checkout/editor?page=thank-you&context=apps",
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
    pixel, placed = pixel_state(session), placements(session)
    there = milestones(session) | {
        PIXEL: pixel is not None and pixel.active,
        GREETING_STEP: GREETING in placed,
        SURVEY: SURVEY_ON_THANK_YOU in placed,
    }
    return [
        Step(
            name,
            title,
            why,
            action,
            path,
            there[name],
            posts=name == PIXEL,
            problem=pixel.problem if pixel is not None and name == PIXEL else None,
        )
        for name, title, why, action, path in STEPS
    ]
