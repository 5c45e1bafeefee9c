"""Attribution policies of a shop, by version; the newest is in force."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from plugin.attribution import policy as attribution
from plugin.store.base import Base, ShopOwned


class Policy(ShopOwned, Base):
    """One version of a shop's policy; `rules` is `plugin.attribution.policy.Policy` as JSON."""

    __tablename__ = "policies"

    version: Mapped[int] = mapped_column(primary_key=True)
    rules: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


def policy_in_force(session: Session) -> attribution.Policy:
    """The shop's newest policy, or the default where the owner has chosen nothing."""
    row = session.scalars(select(Policy).order_by(Policy.version.desc()).limit(1)).one_or_none()
    return attribution.Policy.from_rules(row.version, row.rules) if row else attribution.DEFAULT


def policies(session: Session) -> list[Policy]:
    """Every version, newest first."""
    return list(session.scalars(select(Policy).order_by(Policy.version.desc())))


def add_policy(session: Session, policy: attribution.Policy, now: datetime) -> attribution.Policy:
    """Put `policy` in force as the next version; returns it with its number.

    Two owners saving at once get a conflict from the primary key, not one silently over the other.
    """
    version = policy_in_force(session).version + 1
    session.add(Policy(version=version, rules=policy.rules(), created_at=now))
    session.flush()
    return attribution.Policy.from_rules(version, policy.rules())
