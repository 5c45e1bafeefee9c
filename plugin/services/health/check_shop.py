"""Run the standing checks of one shop and keep what they find."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import structlog

from plugin.errors import DatabaseAwayError
from plugin.language import M_, N_
from plugin.services.health.finding import Finding, Looked, State
from plugin.services.health.invariants import INVARIANTS, Invariant
from plugin.store.database import Database
from plugin.store.health import forget_findings, note_part, put_findings
from plugin.store.health_facts import one_view
from plugin.store.shops import shop_by_id

BROKEN = N_("Whoever runs Earmark finds the reason in the log.")

log = structlog.get_logger()


def look_at_shop(
    database: Database, shop_id: int, now: datetime, invariants: Mapping[str, Invariant] = INVARIANTS
) -> dict[str, Finding]:
    """What each check finds, all in one view of the database. Writes nothing. Of a shop that does not have
    the app, only what is still owed to it is looked at.
    """
    found = {}
    with database.shop(shop_id) as session:
        one_view(session)
        looked = Looked(session, now)
        shop = shop_by_id(session, shop_id)
        has_the_app = shop.installed_at is not None and shop.uninstalled_at is None
        for name, invariant in invariants.items():
            if not (has_the_app or invariant.after_uninstall):
                continue
            try:
                with session.begin_nested():
                    found[name] = invariant.check(looked)
            except DatabaseAwayError:
                raise
            except Exception as error:
                # A check that breaks must not hide what the others find.
                log.error("standing check failed", invariant=name, shop_id=shop_id, exc_info=error)
                found[name] = Finding(State.UNKNOWN, M_("This check did not work."), BROKEN)
    return found


def check_shop(
    database: Database, shop_id: int, now: datetime, invariants: Mapping[str, Invariant] = INVARIANTS
) -> dict[str, Finding]:
    """Run the checks and keep the results; a part of the app whose check turned bad is noted as gone."""
    found = look_at_shop(database, shop_id, now, invariants)
    with database.shop(shop_id) as session:
        put_findings(
            session,
            [
                {
                    "invariant": name,
                    "state": finding.state.value,
                    "sentence": finding.sentence.id,
                    "details": finding.sentence.values,
                    "remedy": finding.remedy,
                }
                for name, finding in found.items()
            ],
            now,
        )
        forget_findings(session, found.keys())
        for name, finding in found.items():
            part = invariants[name].part
            if part is not None and finding.there is not None:
                note_part(session, part, there=finding.there, now=now, even_new=True)
    for name, finding in found.items():
        if finding.state in (State.WRONG, State.WARNING):
            log.warning(
                "standing check",
                invariant=name,
                state=finding.state.value,
                shop_id=shop_id,
                found=str(finding.sentence),
            )
    return found
