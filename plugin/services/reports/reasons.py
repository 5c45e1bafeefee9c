"""Stored reasons as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from plugin.attribution.rules import RULES
from plugin.language import M_, N_, Message

NO_VISIT = {
    "crawler": N_("a program that says so itself"),
    "burst": N_("a program, by its speed"),
    "prefetch": N_("a page fetched in advance and never opened"),
    "no_agent": N_("a program without a browser"),
    "head": N_("a check of the link, not a visit"),
}
"""Why a visit is none, as part of a sentence (`plugin.services.visits.rules.NO_PERSON`)."""


def sentence(reason: Mapping[str, Any], names: Mapping[int, str], timezone: ZoneInfo) -> Message:
    """The sentence of a reason as decisions store it, its values filled in, to be shown by `Language.text`.

    `names` are creators' names by number; a day is written as the shop's own (2026-11-21). A rule that this
    version of Earmark no longer has is named as it is stored, so that an old decision stays readable.
    """
    rule = RULES.get(reason["rule"])
    params = dict(reason["params"])
    if rule is None:
        return M_("Decided by the rule “%(rule)s”.", rule=reason["rule"])
    if "creator_id" in params:
        params["creator"] = names.get(params["creator_id"]) or M_("a sitewide code")
    if "refused" in params:
        why = str(params["refused"])
        params["refused"] = M_(NO_VISIT.get(why, why))
    for place in ("from", "until"):
        if place in params:
            params[place] = datetime.fromisoformat(params[place]).astimezone(timezone).date().isoformat()
    return Message(rule.text, params)


def creators_named(reasons: Iterable[Mapping[str, Any]]) -> set[int]:
    """The creators whose names the sentences need."""
    return {reason["params"]["creator_id"] for reason in reasons if reason["params"].get("creator_id")}
