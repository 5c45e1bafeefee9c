"""The way to the first order: the greeting in the theme, by deep link, done once App Bridge lists it."""

from __future__ import annotations

from tests import cast
from tests.plugin.admin.test_pages import text_of

STEP = "Switch on the greeting in your theme"
LINK = (
    "shopify://admin/themes/current/editor?context=apps&amp;template=index"
    f"&amp;activateAppId={cast.CLIENT_ID}/creator-embed"
)


def test_the_step_leads_into_the_theme_editor_and_is_done_once_the_block_is_on(browse, database, ana, ben):
    visitor = browse(cast.ANA)
    assert f"{STEP} : to do" in text_of(visitor.get("/").text)
    assert "{client_id}" not in visitor.get("/").text
    visitor.post("/placements", {"placed": ["creator-theme/creator-embed"]})
    assert f"{STEP} : done" in text_of(visitor.get("/").text)
    assert f"{STEP} : to do" in text_of(browse(cast.BEN).get("/").text)


def test_the_deep_link_names_the_app_and_its_block(app, database, ana):
    from flask import render_template_string

    from plugin.services.first_steps import GREETING_STEP, first_steps

    with database.shop(ana) as session:
        steps = [step for step in first_steps(session) if step.name == GREETING_STEP]
    source = (
        '{% from "admin/parts/first_steps.html" import first_steps %}{{ first_steps(steps, "", client_id) }}'
    )
    with app.test_request_context("/"):
        page = render_template_string(source, steps=steps, client_id=cast.CLIENT_ID)
    assert f'href="{LINK}"' in page
