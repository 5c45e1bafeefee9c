"""The control page at /control, and the same as JSON for tests.

Bodies and answers are JSON; amounts are strings in the shop's currency; times are ISO 8601. A wrong request
is answered 400 with `error`, an unknown shop or order 404.

    GET  /control/api/state              shops with products and codes, faults, what is under way
    POST /control/api/shops              open one more: domain, like (the domain of a shop whose goods,
                                         currency and taxes it gets), name, locale
    GET  /control/api/hidden?shop=       what the app may keep nowhere: personal (of the shop's buyers) and
                                         secrets (tokens and client secrets)
    GET  /control/api/truth?shop=        the stand-in's own books: every order, totals; minor units
    GET  /control/api/orders?shop=&limit=                       the latest orders
    POST /control/api/orders             place one: shop, items [{variant_id, quantity} or {title, price,
                                         quantity}] (none: something from the shelf), codes, source_name,
                                         test, customer ("new", an id, or null), tip, gift_card, shipping,
                                         presentment {currency, rate}, manual {code, percent},
                                         note_attributes, landing_site, referring_site, at
    POST /control/api/orders/<id>/edit   shop, quantities {line id: units}, add [{variant_id, quantity}],
                                         shown_as_refund
    POST /control/api/orders/<id>/refund shop, lines {line id: units}, amount, shipping, restock, note
    POST /control/api/orders/<id>/cancel shop, refunded, reason
    POST /control/api/shoppers           shop, n, seed, weeks (up to now) or start and end, mix, codes,
                                         links [{key, code}] that some follow, clicks [{key, ref, code}]
                                         already made
    POST /control/api/discounts          a code of the shop's own: shop, code, percent or amount, title,
                                         starts_at
    POST /control/api/discounts/<id>     staff change it: shop, percent, title, ends_at, or delete: true
    POST /control/api/install, .../uninstall, .../redact-shop   shop
    POST /control/api/scopes             shop, scopes: grant exactly these
    POST /control/api/privacy            shop, customer_id, kind ("data_request" or "redact")
    GET  /control/api/deliveries?shop=&topic=&outcome=&limit=   the log, newest first, with attempts
    GET  /control/api/deliveries/<number>                       one, with its body
    GET  /control/api/drained?timeout=   wait until no delivery is under way: {"drained": true}
    POST /control/api/faults             duplicate, reorder, delay, loss (0..1), hold_seconds,
                                         delay_seconds, seed
    POST /control/api/api-faults         throttle, lose_answer, server_error (how many), slow_seconds
    POST /control/api/theme              shop, actions (configured, default, none), privacy (open, asks)
    POST /control/api/extensions         shop, handle, target, on, settings: what staff place in the editors
    POST /control/api/timing             token_seconds, retry_seconds, redact_seconds,
                                         journey_seconds
    POST /control/api/secret             action: "rotate" (with new_secret) or "revoke" the old one
"""

from flask import Blueprint, Response, jsonify

blueprint = Blueprint(
    "control",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/control/static",
)

from tests.devshop.control import extensions, hidden, network, orders, page, shops, theme  # noqa: E402, F401  they register their routes


@blueprint.errorhandler(ValueError)
def wrong(error: ValueError) -> tuple[Response, int]:
    """A request that cannot be done, with its reason."""
    return jsonify(error=str(error)), 400


@blueprint.errorhandler(LookupError)
def missing(error: LookupError) -> tuple[Response, int]:
    """Something that is not there."""
    return jsonify(error=str(error.args[0]) if error.args else "Not found."), 404
