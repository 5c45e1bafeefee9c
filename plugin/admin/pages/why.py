"""Why an order is credited as it is: its evidence, the rules, the money and everything that happened."""

from __future__ import annotations

from flask import Response, render_template

from plugin.admin.answers import amount, csv_response
from plugin.admin.blueprint import blueprint
from plugin.admin.evidence_wording import evidence_source, evidence_text
from plugin.admin.names import CAUSES, ENTRIES, EVIDENCE, MODELS
from plugin.admin.session import now, shop_session, visitor
from plugin.admin.wording import gettext, language
from plugin.attribution.statement import Statement
from plugin.language import N_
from plugin.services.reports.statement import order_statement
from plugin.services.reports.story import Story, order_story
from plugin.services.visits.journey_state import journey_state

PARTS = {
    "goods": N_("Line %(place)s"),
    "gift_card": N_("Line %(place)s: gift card sold"),
    "tip": N_("Line %(place)s: tip"),
    "shipping": N_("Shipping"),
    "other_refunds": N_("Refunded by amount, naming no line"),
}
BASES = {
    "net": N_("Goods after discounts and refunds, without tax and shipping."),
    "with_tax": N_("Goods after discounts and refunds, with tax, without shipping."),
    "with_shipping": N_("Goods and shipping after discounts and refunds, without tax."),
    "with_tax_and_shipping": N_("Goods and shipping after discounts and refunds, with tax."),
}


@blueprint.get("/orders/<int:order_id>")
def why(order_id: int) -> str:
    """One order's story."""
    story, statement = _told(order_id)
    with shop_session() as session:
        journey = journey_state(session, story.order, now())
    return render_template(
        "admin/why.html",
        journey=journey,
        story=story,
        order=story.order,
        in_force=story.decisions[-1] if story.decisions else None,
        statement=statement,
        evidence_source=evidence_source,
        evidence_text=evidence_text,
        models=MODELS,
        parts=PARTS,
        bases=BASES,
    )


@blueprint.get("/orders/<int:order_id>/<any(evidence, models, revenue, entries):table>.csv")
def why_csv(order_id: int, table: str) -> Response:
    """One of the tables of an order's page."""
    story, statement = _told(order_id)
    columns, rows = TABLES[table](story, statement)
    name = "".join(letter for letter in story.order.name if letter.isascii() and letter.isalnum())
    return csv_response(f"order-{name or order_id}-{table}", columns, rows)


def _told(order_id: int) -> tuple[Story, Statement]:
    with shop_session() as session:
        story = order_story(session, order_id, visitor().language.timezone)
        return story, order_statement(session, story)


Table = tuple[list[str], list[tuple[object, ...]]]


def _evidence(story: Story, _statement: Statement) -> Table:
    columns = [
        gettext("Kind"),
        gettext("Evidence"),
        gettext("Known from"),
        gettext("Discount"),
        gettext("Time"),
        gettext("Known since"),
        gettext("Followed"),
        gettext("Why not"),
    ]
    return columns, [
        (
            gettext(EVIDENCE.get(row.kind, row.kind)),
            evidence_text(row),
            evidence_source(row),
            None if row.discount_minor is None else amount(row.discount_minor, story.order.currency),
            row.occurred_at,
            row.received_at,
            gettext("no") if row.rejected else gettext("yes"),
            language().text(row.rejected) if row.rejected else "",
        )
        for row in story.evidence
    ]


def _models(story: Story, _statement: Statement) -> Table:
    columns = [
        gettext("Model"),
        gettext("Creator"),
        gettext("Amount"),
        gettext("Share of the order"),
        gettext("Currency"),
    ]
    currency = story.order.currency
    return columns, [
        (gettext(MODELS[row.model][0]), part.name, amount(part.amount_minor, currency), part.share, currency)
        for row in story.models
        for part in row.parts
    ]


def _revenue(story: Story, statement: Statement) -> Table:
    columns = [
        gettext("Line"),
        gettext("Quantity"),
        gettext("Price"),
        gettext("Discount"),
        gettext("Tax"),
        gettext("Refunded or removed"),
        gettext("Net revenue"),
        gettext("Currency"),
    ]
    currency = story.order.currency
    return columns, [
        (
            gettext(PARTS[row.part.value], place=row.place),
            row.quantity,
            amount(row.price_minor, currency),
            amount(-row.discount_minor, currency),
            amount(row.tax_minor, currency),
            amount(-row.lost_minor, currency),
            amount(row.net_minor, currency),
            currency,
        )
        for row in statement.lines
    ]


def _entries(story: Story, _statement: Statement) -> Table:
    columns = [
        gettext("Number"),
        gettext("Entry"),
        gettext("Creator"),
        gettext("Amount"),
        gettext("Share of the order"),
        gettext("Discount"),
        gettext("Currency"),
        gettext("After"),
        gettext("Posted"),
    ]
    currency = story.order.currency
    return columns, [
        (
            row.number,
            gettext(ENTRIES.get(row.kind, row.kind)),
            row.creator,
            amount(row.amount_minor, currency),
            round(row.share, 6),
            amount(row.discount_minor, currency),
            currency,
            gettext(CAUSES.get(row.cause, row.cause)),
            row.posted_at,
        )
        for row in story.entries
    ]


TABLES = {"evidence": _evidence, "models": _models, "revenue": _revenue, "entries": _entries}
