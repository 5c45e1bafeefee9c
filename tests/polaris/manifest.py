"""What Shopify's packages say about the elements of an embedded admin page.

`@shopify/polaris-types` brings a custom-elements manifest for the `s-*` components;
`@shopify/app-bridge-types` only type declarations, for `ui-*`, `s-app-nav` and what it adds to `s-page`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache

from tests.devshop import artefacts


@dataclass(frozen=True)
class Component:
    """One element.

    `attributes`: name in lower case -> its TypeScript type. `slots`: without the default one.
    `child_attributes`: tag of a child -> the only attributes it may have there.
    """

    tag: str
    attributes: dict[str, str]
    slots: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    child_attributes: dict[str, dict[str, str]] = field(default_factory=dict)


@cache
def polaris_components() -> dict[str, Component]:
    """Every `s-*` component of the manifest by its tag."""
    manifest = json.loads(artefacts.custom_elements().read_text(encoding="utf-8"))
    found = {}
    for module in manifest["modules"]:
        for declared in module["declarations"]:
            slots = {row["name"] for row in declared.get("slots", [])}
            found[declared["tagName"]] = Component(
                tag=declared["tagName"],
                attributes={row["name"]: row["type"]["text"] for row in declared.get("attributes", [])},
                slots=frozenset(slots - {""}),
                events=frozenset(row["name"] for row in declared.get("events", [])),
            )
    return found


@cache
def app_bridge_components() -> dict[str, Component]:
    """Every element App Bridge brings by its tag, read from the declarations' `AppBridgeElements`."""
    source = re.sub(r"/\*.*?\*/", "", artefacts.app_bridge_types().read_text(encoding="utf-8"), flags=re.S)
    elements = re.findall(r'"([\w-]+)": (\w+);', _body(source, "AppBridgeElements"))
    links = _fields(source, "SAppNavLinkAttributes")
    menu = {"a": links, "s-link": links}
    found = {}
    for tag, attributes in elements:
        fields = _fields(source, f"_{attributes}") or _fields(source, attributes)
        found[tag] = Component(
            tag=tag,
            attributes=fields,
            slots=frozenset(_slots(source)) if tag == "s-page" else frozenset(),
            # App Bridge throws on any attribute of a menu's link that it does not know.
            child_attributes=menu if tag in {"s-app-nav", "ui-nav-menu"} else {},
        )
    return found


@cache
def known_components() -> dict[str, Component]:
    """Both lists; `s-page` is a Polaris component to which App Bridge adds slots."""
    polaris, bridge = polaris_components(), app_bridge_components()
    page = polaris["s-page"]
    merged = Component(page.tag, page.attributes, page.slots | bridge["s-page"].slots, page.events)
    return {**bridge, **polaris, "s-page": merged}


def _body(source: str, interface: str) -> str:
    found = re.search(rf"interface {re.escape(interface)}\b[^{{]*\{{(.*?)\n\}}", source, flags=re.S)
    return found[1] if found else ""


def _fields(source: str, interface: str) -> dict[str, str]:
    rows = re.findall(r"^\t(\w+)\??: ([^;]+);", _body(source, interface), flags=re.M)
    return {name.lower(): kind for name, kind in rows if name != "children"}


def _slots(source: str) -> set[str]:
    """`primaryAction` is the slot `primary-action`."""
    names = re.findall(r"^\t(\w+)\??:", _body(source, "SPageChildren"), flags=re.M)
    return {re.sub(r"([A-Z])", lambda found: "-" + found[1].lower(), name) for name in names}
