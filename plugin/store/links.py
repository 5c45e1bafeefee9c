"""Links as Earmark knows them, and how each stands in Shopify."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKeyConstraint, Index, Text, UniqueConstraint, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, Session, mapped_column

from plugin.attribution.links import KnownLink
from plugin.store.among import among
from plugin.store.base import Base, RowId, ShopOwned
from plugin.store.creators import Creator

PLACEMENTS = ("bio", "feed", "story", "video", "newsletter", "other")
"""Where a link stands, in the order in which pages offer them; bio is the one every enrolment begins with."""


class Link(ShopOwned, Base):
    """A creator's link for one placement. `key` is opaque (ten of a-z0-9), public and never given out again.

    `campaign_id` is None for a link that belongs to no campaign. `placement` is feed, story, bio, video,
    newsletter or other; `platform` one of `plugin.store.creators.PLATFORMS`. `code_id` is the discount code
    the link applies. `path` is the short path in the shop such as /ana, None without one; `redirect_state`
    is none, planned, live, failed or removed, and `redirect_problem` says why it failed. `window_days` is
    how long a visit by it counts, None: as the policy says. `status` is live, paused or retired; a retired
    link's key still explains old orders. `held_by` says who paused it (owner, campaign, creator: the latter
    is archived), and it is live again once nobody holds it any more.
    """

    __tablename__ = "links"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "creator_id"], ["creators.shop_id", "creators.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["shop_id", "campaign_id"], ["campaigns.shop_id", "campaigns.id"], ondelete="CASCADE"
        ),
        UniqueConstraint("shop_id", "key"),
        Index(
            "uq_links_shop_id_path",
            "shop_id",
            "path",
            unique=True,
            postgresql_where=text("path is not null and status <> 'retired'"),
        ),
        Index(None, "shop_id", "creator_id"),
        Index(None, "shop_id", "campaign_id", "creator_id"),
        Index("ix_links_shop_id_utm", "shop_id", "utm_campaign", "utm_term"),
    )

    id: Mapped[RowId]
    key: Mapped[str]
    creator_id: Mapped[int]
    campaign_id: Mapped[int | None]
    placement: Mapped[str]
    platform: Mapped[str]
    code_id: Mapped[int | None]
    path: Mapped[str | None]
    redirect_gid: Mapped[str | None]
    redirect_state: Mapped[str] = mapped_column(server_default="none")
    redirect_problem: Mapped[str | None]
    utm_source: Mapped[str]
    utm_medium: Mapped[str] = mapped_column(server_default="creator")
    utm_campaign: Mapped[str]
    utm_content: Mapped[str]
    utm_term: Mapped[str]
    window_days: Mapped[int | None]
    status: Mapped[str] = mapped_column(server_default="live")
    held_by: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


def find_link(session: Session, link_id: int, *, lock: bool = False) -> Link | None:
    """The link with this number, or None. `lock` holds the row until the transaction ends."""
    query = select(Link).where(Link.id == link_id)
    if lock:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def link_by_key(session: Session, key: str) -> Link | None:
    """The link with this public key, retired ones too; None where the shop never gave it out."""
    return session.scalars(select(Link).where(Link.key == key)).one_or_none()


def known_links(session: Session, keys: Collection[str]) -> list[KnownLink]:
    """The links with these public keys, retired ones too, by number: evidence names links by key."""
    if not keys:
        return []
    return _known(session, among(Link.key, keys))


def links_with_utm(
    session: Session,
    *,
    campaign: str | None,
    term: str | None,
    content: str | None = None,
    source: str | None = None,
) -> list[KnownLink]:
    """Links whose UTM parameters are these: of one creator where `term` is given, of one campaign else.

    For addresses that lost our own parameter. Links that also agree in `content` (placement) come first, then
    those that agree in `source`, then the oldest; all of them where nothing agrees. Empty where both
    `campaign` and `term` are None: nothing would tell whose the visit was.
    """
    wanted = [
        column == value
        for column, value in ((Link.utm_campaign, campaign), (Link.utm_term, term))
        if value is not None
    ]
    if not wanted:
        return []
    return _known(
        session, *wanted, first=(Link.utm_content != (content or ""), Link.utm_source != (source or ""))
    )


def _known(
    session: Session, *wanted: ColumnElement[bool], first: tuple[ColumnElement[bool], ...] = ()
) -> list[KnownLink]:
    query = (
        select(
            Link.id,
            Link.key,
            Link.creator_id,
            Link.campaign_id,
            Link.placement,
            Link.window_days,
            Creator.archived_at,
        )
        .join(Creator, Creator.id == Link.creator_id)
        .where(*wanted)
        .order_by(*first, Link.id)
    )
    return [KnownLink(*row) for row in session.execute(query)]
