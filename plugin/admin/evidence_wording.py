"""A piece of evidence in words, for the order's page and its CSV."""

from __future__ import annotations

from plugin.admin.names import PLACEMENTS, SURVEY_CHANNELS, SURVEY_QUESTIONS
from plugin.admin.wording import gettext
from plugin.language import N_
from plugin.services.reports.evidence import EvidenceTold

BY_LINK = N_("Visit by %(creator)s's link (%(placement)s)")
BY_UNKNOWN_LINK = N_("Visit by a link that is not this shop's")
FROM_OWN_SITE = N_("Came from %(creator)s's own site")
ON_OWN_PAGE = N_("Visit to %(creator)s's page")
SOURCES = {
    "cart": N_("carried in the cart"),
    "checkout": N_("seen at the checkout"),
    "landing": N_("the order's landing page"),
    "journey": N_("Shopify's customer journey"),
    "referrer": N_("the order's referrer"),
}
ANSWERS = {
    "decoy": N_("an invented name"),
    "unmapped": N_("a text nobody has read yet"),
    "ignored": N_("a text that says nothing"),
}


def evidence_text(piece: EvidenceTold) -> str:
    """What it is, in the reader's language."""
    if piece.kind == "visit":
        return _visit(piece)
    if piece.kind == "survey":
        return f"{gettext(SURVEY_QUESTIONS.get(piece.question, piece.question))} {_answer(piece)}"
    return piece.code


def evidence_source(piece: EvidenceTold) -> str:
    """Where a visit is known from; nothing for other evidence."""
    return gettext(SOURCES[piece.source]) if piece.source else ""


def _visit(piece: EvidenceTold) -> str:
    if piece.placement is not None:
        return gettext(
            BY_LINK,
            creator=piece.creator,
            placement=gettext(PLACEMENTS.get(piece.placement, piece.placement)),
        )
    if piece.creator_id is None:
        return gettext(BY_UNKNOWN_LINK)
    return gettext(FROM_OWN_SITE if piece.source == "referrer" else ON_OWN_PAGE, creator=piece.creator)


def _answer(piece: EvidenceTold) -> str:
    if piece.answer == "creator":
        return piece.creator
    if piece.channel is not None and piece.answer == "channel":
        return gettext(SURVEY_CHANNELS.get(piece.channel, piece.channel))
    return gettext(ANSWERS.get(piece.answer, piece.answer))
