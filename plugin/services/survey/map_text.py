"""Decide what a typed text means, and have the answers with it say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plugin.attribution.survey.channels import EVERY_CHANNEL
from plugin.errors import InputError, NotFoundError
from plugin.language import M_
from plugin.services.creator_fields import clean_words
from plugin.services.edit_creator import held_creator
from plugin.services.survey.answer_evidence import give_answer
from plugin.services.survey.read_later import read_texts_later
from plugin.services.survey.read_texts import meaning_of
from plugin.services.survey.texts import text_key
from plugin.store.database import Database, ShopSession, shop_of
from plugin.store.holding import hold_named
from plugin.store.queue import enqueue
from plugin.store.survey.answers import Answer, answers_with_text, count_answers_with_text
from plugin.store.survey.impressions import impressions_with_ids
from plugin.store.survey.mappings import TextMapping, mapping_versions, put_mapping
from plugin.store.survey.texts import example_of

REMAP = "survey.remap"
AT_ONCE = 20
"""So many answers are changed while the owner waits; more are changed by a job."""
BATCH = 100
MEANINGS = ("creator", "channel", "ignored")
"""What the owner can say a text means."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """How many answers have the text, and whether a job is still changing them."""

    answers: int
    later: bool


def map_text(
    session: ShopSession,
    key: str,
    meaning: str,
    now: datetime,
    *,
    creator_id: int | None = None,
    channel: str | None = None,
    remember: bool = False,
) -> Mapped:
    """Put the owner's decision about a text in force: it means the creator, the channel, or nothing.

    With `remember` the text becomes an alias of the creator, and other texts that wait are read again.
    Raises `NotFoundError` for a text nobody typed or a creator there is not, `InputError` for a meaning that
    lacks what it needs.
    """
    example = _held_text(session, key)
    if meaning not in MEANINGS:
        raise InputError(M_("A text can mean a creator, a channel, or nothing."), field="meaning")
    if meaning == "creator" and creator_id is None:
        raise InputError(M_("Choose the creator the text means."), field="creator")
    if meaning == "channel" and channel not in EVERY_CHANNEL:
        raise InputError(M_("Choose the channel the text means."), field="channel")
    if meaning == "creator" and creator_id is not None:
        creator = held_creator(session, creator_id)
        if remember and key not in map(text_key, (creator.name, *creator.aliases)):
            creator.aliases = list(clean_words((*creator.aliases, example), "aliases"))
            creator.updated_at = now
            read_texts_later(session)
    decision = TextMapping(
        text_key=key,
        meaning=meaning,
        creator_id=creator_id if meaning == "creator" else None,
        channel=channel if meaning == "channel" else None,
        how="owner",
    )
    return _decide(session, decision, now)


def unmap_text(session: ShopSession, key: str, now: datetime) -> Mapped:
    """Take the decision in force back: the one before it stands again, or the text waits for the owner and is
    not decided by itself any more. Raises `NotFoundError` where nothing was decided.
    """
    _held_text(session, key)
    versions = mapping_versions(session, key)
    if not versions:
        raise NotFoundError(M_("Nothing was decided about this text."))
    taken_back = versions[0]
    before = next((row for row in versions[1:] if row.how not in ("undone", taken_back.how)), None)
    decision = TextMapping(text_key=key, meaning="unmapped", how="undone")
    if before is not None and taken_back.how == "owner":
        decision = TextMapping(
            text_key=key,
            meaning=before.meaning,
            creator_id=before.creator_id,
            channel=before.channel,
            decoy_id=before.decoy_id,
            how=before.how,
            score=before.score,
        )
    return _decide(session, decision, now)


def remap(session: ShopSession, key: str, now: datetime, *, after: int = 0, limit: int = BATCH) -> int | None:
    """Have the next answers with a text, by number after `after`, mean what is decided, and decide their
    orders again. Returns the last answer's number, None where there are no more. Twice changes nothing.
    """
    hold_named(session, f"survey text {key}")
    decided = mapping_versions(session, key)[0]
    answers = answers_with_text(session, key, after=after, limit=limit)
    for answer in answers:
        found = meaning_of(decided, answer.said_channel, creator_id=None, decoy_id=None)
        answer.meaning, answer.channel = found.meaning, found.channel
        answer.creator_id, answer.decoy_id = found.creator_id, found.decoy_id
    session.flush()
    _give_again(session, answers, now)
    return answers[-1].id if answers else None


def remap_all(database: Database, shop_id: int, key: str, now: datetime) -> None:
    """`remap` to the end, in batches of a transaction each."""
    after: int | None = 0
    while after is not None:
        with database.shop(shop_id) as session:
            after = remap(session, key, now, after=after)


def _held_text(session: ShopSession, key: str) -> str:
    """An example of the text, which is held until the transaction ends; raises `NotFoundError`."""
    hold_named(session, f"survey text {key}")
    example = example_of(session, key)
    if example is None:
        raise NotFoundError(M_("Nobody has typed this text."))
    return example


def _decide(session: ShopSession, decision: TextMapping, now: datetime) -> Mapped:
    put_mapping(session, decision, now)
    key, shop_id = decision.text_key, shop_of(session)
    answers = count_answers_with_text(session, key)
    if answers > AT_ONCE:
        enqueue(session, REMAP, lock=f"{REMAP}/{shop_id}", shop_id=shop_id, text_key=key)
        return Mapped(answers, later=True)
    remap(session, key, now, limit=AT_ONCE)
    return Mapped(answers, later=False)


def _give_again(session: ShopSession, answers: list[Answer], now: datetime) -> None:
    in_force = [answer for answer in answers if answer.replaced_at is None]
    impressions = impressions_with_ids(session, [answer.impression_id for answer in in_force])
    # By order, because everybody who holds several orders takes them so.
    for answer in sorted(in_force, key=lambda row: impressions[row.impression_id].order_id or 0):
        give_answer(session, impressions[answer.impression_id], answer, now)
