"""The control page: plain HTML whose forms speak the JSON API."""

from __future__ import annotations

from flask import abort, render_template, request

from tests.devshop.control import blueprint
from tests.devshop.control.given import world
from tests.devshop.control.views import delivery_view, order_view, shop_view
from tests.devshop.webhooks import Faults

SHOWN_ORDERS = 25
SHOWN_DELIVERIES = 60


@blueprint.get("/control")
def page() -> str:
    """Everything on one page, for the shop in `?shop=` (default the first)."""
    here = world()
    domain = request.args.get("shop") or next(iter(here.shops))
    shop = here.shops.get(domain)
    if shop is None:
        abort(404, f"No shop {domain!r}.")
    with here.lock:
        orders = [order_view(row) for row in list(shop.orders.values())[: -SHOWN_ORDERS - 1 : -1]]
        chosen = shop_view(here, shop)
    with here.deliveries.changed:
        log = [row for row in here.deliveries.log if row.shop == shop.domain]
    return render_template(
        "control/page.html",
        world=here,
        shops=list(here.shops.values()),
        shop=chosen,
        orders=orders,
        deliveries=[delivery_view(row) for row in log[: -SHOWN_DELIVERIES - 1 : -1]],
        faults=here.faults,
        fault_names=[name for name in vars(Faults()) if name not in {"random", "seed"}],
        under_way=len(here.deliveries.open),
    )
