"""Choosing in the campaign form: creators by search, by tag or all; products and collections by a
search in Shopify.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import render_template, request
from werkzeug.datastructures import MultiDict

from plugin.admin.blueprint import blueprint
from plugin.admin.listing import row_number
from plugin.admin.session import shop_session
from plugin.admin.shopify import client
from plugin.errors import ShopifyError
from plugin.shopify.catalogue import Item, name_items, search_items
from plugin.store.campaigns import creators_with_ids
from plugin.store.creator_search import CreatorFilter, count_creators, find_creators, tags_in_use
from plugin.store.database import ShopSession

MOST_FOUND = 30
MOST_CREATORS = 5000


@blueprint.post("/campaigns/creators")
def pick_creators() -> str:
    """The creators found, below those chosen so far."""
    with shop_session() as session:
        values = picker_values(session, request.form)
    return render_template("admin/campaign_creators.html", typed=request.form, **values)


@blueprint.post("/campaigns/items")
def pick_items() -> str:
    """The products or collections found, below those chosen so far."""
    return render_template("admin/campaign_items.html", typed=request.form, **item_values(request.form))


def chosen_creators(
    session: ShopSession, form: MultiDict[str, str], known: Collection[int] = ()
) -> list[int]:
    """The creators the form names, by number: all active ones, those with a tag, or those ticked.

    `known` are creators who take part already: they may stay although they were archived since.
    """
    who = form.get("who", "some")
    if who in ("all", "tag"):
        tag = form.get("tag") if who == "tag" else None
        if who == "tag" and not tag:
            return []
        return sorted(row.id for row in find_creators(session, CreatorFilter(tag=tag), limit=MOST_CREATORS))
    return [
        row.id
        for row in creators_with_ids(session, _ticked(form))
        if row.status == "active" or row.id in known
    ]


def _ticked(form: MultiDict[str, str]) -> list[int]:
    return [number for value in form.getlist("creator") if (number := row_number(value)) is not None]


def picker_values(session: ShopSession, form: MultiDict[str, str]) -> dict[str, Any]:
    """What the pickers show: how many creators there are, the tags, who is ticked, who was found."""
    chosen = creators_with_ids(session, _ticked(form))
    text = form.get("creator_search", "").strip()[:200]
    found = find_creators(session, CreatorFilter(text=text), limit=MOST_FOUND + len(chosen))
    already = {row.id for row in chosen}
    return {
        "creator_count": count_creators(session, CreatorFilter()),
        "tags": tags_in_use(session),
        "chosen": chosen,
        "found": [row for row in found if row.id not in already][:MOST_FOUND],
        **item_values(form, search=False),
    }


def item_values(form: MultiDict[str, str], *, search: bool = True) -> dict[str, Any]:
    """What the picker of products or collections shows. Shopify is only asked where items are to be
    chosen.
    """
    kind = form.get("items", "all")
    if kind not in ("products", "collections"):
        return {"item_kind": "all", "chosen_items": [], "found_items": [], "item_trouble": None}
    prefix = f"gid://shopify/{kind[:-1].title()}/"
    gids = [gid for gid in form.getlist("item_ids") if gid.startswith(prefix)]
    try:
        shopify = client()
        chosen = name_items(shopify, gids)
        found = search_items(shopify, kind, form.get("item_search", "")[:200])  # type: ignore[arg-type]
        trouble = None
    except ShopifyError as error:
        # What was ticked stays ticked although its names cannot be shown now.
        chosen, found, trouble = [Item(gid, gid.rpartition("/")[2]) for gid in gids], [], str(error)
    return {
        "item_kind": kind,
        "chosen_items": chosen,
        "found_items": [item for item in found if item.gid not in gids],
        "item_trouble": trouble,
    }
