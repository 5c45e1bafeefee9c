"""The survey as JSON for the extension."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from plugin.attribution.survey.channels import CREATOR, FIRST_HEARD, NAMES, OTHER, WHY_TODAY
from plugin.attribution.survey.lists import Option
from plugin.services.survey.roster import SENT_WHOLE, Roster
from plugin.services.survey.show_survey import Shown
from plugin.store.survey.roster import RosterCreator


def shown_shape(shown: Shown) -> dict[str, Any]:
    """What the extension draws. A decoy's option has the shape of a creator's."""
    roster, options = shown.roster, shown.options
    questions: list[dict[str, Any]] = [
        {
            "key": FIRST_HEARD,
            "options": _options(roster, options[FIRST_HEARD]),
            "creators": {
                "options": _options(roster, options.get(NAMES, ())),
                "roster": _whole(roster),
            },
        }
    ]
    if WHY_TODAY in options:
        questions.append(
            {"key": WHY_TODAY, "options": _options(roster, options[WHY_TODAY]), "creators": None}
        )
    return {
        "ask": True,
        "impression": shown.impression.key,
        "questions": questions,
        "answered": _answered(shown),
    }


def creator_shape(roster: Roster, row: RosterCreator) -> dict[str, Any]:
    """A creator as an option."""
    return {
        "key": roster.option_keys[row.creator_id],
        "label": row.name,
        "handle": _handle(row),
        "picture": row.picture_url,
    }


def _options(roster: Roster, options: Sequence[Option]) -> list[dict[str, Any]]:
    return [shape for option in options if (shape := _option(roster, option)) is not None]


def _option(roster: Roster, option: Option) -> dict[str, Any] | None:
    """One option; None for a creator who is gone since the list was drawn."""
    if option.creator_id is not None:
        row = roster.by_id.get(option.creator_id)
        return creator_shape(roster, row) if row else None
    if option.decoy_id is not None:
        decoy = roster.decoys.get(option.decoy_id)
        if decoy is None:
            return None
        handle = f"@{decoy.handle}" if decoy.handle else None
        return {"key": option.key, "label": decoy.name, "handle": handle, "picture": None}
    shape: dict[str, Any] = {"key": option.key}
    if option.channel == CREATOR:
        shape["opens"] = "creators"
    elif option.channel == OTHER:
        shape["text"] = True
    return shape


def _whole(roster: Roster) -> list[list[Any]] | None:
    """Everybody, to be searched in the page; None where they are too many to be sent."""
    if len(roster.creators) > SENT_WHOLE:
        return None
    return [
        [roster.option_keys[row.creator_id], row.name, _handle(row), row.aliases] for row in roster.creators
    ]


def _handle(row: RosterCreator) -> str | None:
    handle = next(iter(row.handles.values()), None)
    return f"@{handle}" if handle else None


def _answered(shown: Shown) -> dict[str, Any] | None:
    answer = shown.answered
    if answer is None:
        return None
    names = {
        row["key"]: row.get("label")
        for rows in shown.options.values()
        for row in _options(shown.roster, rows)
    }
    searched = shown.roster.by_option.get(answer.option)
    label = names.get(answer.option) or (searched.name if searched else None)
    return {"question": answer.question, "option": answer.option, "label": label, "text": answer.text}
