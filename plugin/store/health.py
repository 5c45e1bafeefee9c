"""What the standing checks found last in each shop, and which parts of the app have been seen at work."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Index, and_, case, delete, exists, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from plugin.store.base import Base, ShopOwned
from plugin.store.database import shop_of
from plugin.store.deliveries import Delivery
from plugin.store.shops import Shop

WELL = "well"


class HealthFinding(ShopOwned, Base):
    """The newest result of one standing check. `state` is well, warning, wrong or unknown, `since` when it
    became so, `well_at` when it was well last. `sentence` and `remedy` are message ids, `details` the values
    of the sentence.
    """

    __tablename__ = "health_findings"
    __table_args__ = (
        Index(
            "ix_health_findings_not_well",
            "invariant",
            "state",
            postgresql_where=text("state in ('warning', 'wrong')"),
        ),
    )

    invariant: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    sentence: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    remedy: Mapped[str | None]
    checked_at: Mapped[datetime]
    since: Mapped[datetime]
    well_at: Mapped[datetime | None]


class AppPart(ShopOwned, Base):
    """Something of ours that lives in Shopify and was there once: a pixel, a block, a webhook subscription.

    `seen_at` is when it was known to be there last, `missing_since` when it was first found gone, None while
    it is there. `quiet_until`: the owner does not want to be told before then.
    """

    __tablename__ = "app_parts"

    part: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime | None]
    missing_since: Mapped[datetime | None]
    quiet_until: Mapped[datetime | None]


def findings_of(session: Session) -> list[HealthFinding]:
    """Every finding of the shop as it stands now."""
    query = select(HealthFinding).order_by(HealthFinding.invariant)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def put_findings(session: Session, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Put these (invariant, state, sentence, details, remedy) in the place of what was found before; `since`
    stays while the state does.
    """
    if not rows:
        return
    shop_id = shop_of(session)
    statement = insert(HealthFinding).values(
        [
            {
                **row,
                "shop_id": shop_id,
                "checked_at": now,
                "since": now,
                "well_at": now if row["state"] == WELL else None,
            }
            for row in sorted(rows, key=lambda row: row["invariant"])
        ]
    )
    new = statement.excluded
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["shop_id", "invariant"],
            set_={
                "state": new.state,
                "sentence": new.sentence,
                "details": new.details,
                "remedy": new.remedy,
                "checked_at": new.checked_at,
                "since": case((HealthFinding.state == new.state, HealthFinding.since), else_=new.since),
                "well_at": func.coalesce(new.well_at, HealthFinding.well_at),
            },
        )
    )


def forget_findings(session: Session, besides: Collection[str]) -> None:
    """Delete findings of checks that are no more."""
    session.execute(
        delete(HealthFinding)
        .where(HealthFinding.invariant.not_in(besides))
        .execution_options(synchronize_session=False)
    )


def app_parts(session: Session) -> dict[str, AppPart]:
    """The shop's parts by name."""
    query = select(AppPart).execution_options(populate_existing=True)
    return {row.part: row for row in session.scalars(query)}


def note_part(session: Session, part: str, *, there: bool, now: datetime, even_new: bool = False) -> None:
    """Note that a part was found there, or gone. What was never there cannot have gone missing, unless
    `even_new` says that it should have been there from the start.
    """
    if there or even_new:
        statement = insert(AppPart).values(
            shop_id=shop_of(session),
            part=part,
            seen_at=now if there else None,
            missing_since=None if there else now,
        )
        kept = func.coalesce(AppPart.missing_since, now)
        changes: dict[str, Any] = (
            {"seen_at": now, "missing_since": None, "quiet_until": None} if there else {"missing_since": kept}
        )
        session.execute(statement.on_conflict_do_update(index_elements=["shop_id", "part"], set_=changes))
        return
    session.execute(
        update(AppPart)
        .where(AppPart.part == part, AppPart.missing_since.is_(None))
        .values(missing_since=now)
        .execution_options(synchronize_session=False)
    )


def forget_part(session: Session, part: str) -> None:
    """The owner has taken it away on purpose: it is not missed any more."""
    session.execute(delete(AppPart).where(AppPart.part == part).execution_options(synchronize_session=False))


def quiet_part(session: Session, part: str, until: datetime) -> None:
    """Do not tell the owner of it before `until`."""
    session.execute(
        update(AppPart)
        .where(AppPart.part == part)
        .values(quiet_until=until)
        .execution_options(synchronize_session=False)
    )


def shops_to_check(session: Session, after: int, limit: int) -> list[int]:
    """The next shops by number after `after` that have the app, or have left while a message of theirs waits
    or is parked: requests about personal data come after an uninstall, too. And those that left with trouble
    on record, until a check has struck it off. For a session opened everywhere.
    """
    left_open = exists().where(Delivery.shop_id == Shop.id, Delivery.state.in_(("waiting", "parked")))
    on_record = exists().where(
        HealthFinding.shop_id == Shop.id, HealthFinding.state.in_(("warning", "wrong"))
    )
    has_the_app = and_(Shop.installed_at.is_not(None), Shop.uninstalled_at.is_(None))
    query = (
        select(Shop.id)
        .where(Shop.id > after, or_(has_the_app, left_open, on_record))
        .order_by(Shop.id)
        .limit(limit)
    )
    return list(session.scalars(query))
