"""What an option stands for: the one place where an answer's keys get their meaning."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from plugin.attribution.survey.channels import CREATOR, NAMES, OTHER, SOMEONE_ELSE
from plugin.attribution.survey.lists import Option
from plugin.attribution.survey.masking import masked, tidied
from plugin.services.survey.payload import GivenAnswer
from plugin.services.survey.refusals import AnswerRefusedError
from plugin.services.survey.roster import Roster


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer understood, its text not read yet. Fields as in `plugin.store.survey.answers.Answer`."""

    option: str
    said_channel: str
    channel_position: int | None
    way: str
    creator_position: int | None = None
    creator_id: int | None = None
    decoy_id: int | None = None
    text: str | None = None
    masked: bool = False

    @property
    def names_nobody(self) -> bool:
        """Whether it is the first step alone: a creator, and not yet which."""
        return self.said_channel == CREATOR and self.way == "channel"


def understand(
    given: GivenAnswer, options: Mapping[str, Sequence[Option]], roster: Callable[[], Roster]
) -> Choice:
    """What the buyer chose, read against the lists they were shown. `roster` is asked only for a creator who
    stood in none.

    Raises `AnswerRefusedError` for a question that was not asked, an option in no list of theirs, and a text
    that is missing or stands where none is asked for.
    """
    if given.question == NAMES or given.question not in options:
        raise AnswerRefusedError("unknown_question", "This question was not asked.", field="question")
    if given.option is None:
        raise AnswerRefusedError("unknown_option", "Nothing was chosen.", field="option")
    first, names = options[given.question], options.get(NAMES, ())
    if given.option == SOMEONE_ELSE:
        text, was_masked = _text(given, needed=True, wanted=True)
        return Choice(SOMEONE_ELSE, CREATOR, _creator_place(first), "text", text=text, masked=was_masked)
    place = _place(first, given.option)
    if place is not None and first[place].kind == "channel":
        channel = first[place].channel or given.option
        text, was_masked = _text(given, needed=False, wanted=channel == OTHER)
        way = "text" if text else "channel"
        return Choice(given.option, channel, place, way, text=text, masked=was_masked)
    _text(given, needed=False, wanted=False)
    if place is not None:
        return _named(first[place], place, place)
    place = _place(names, given.option)
    if place is not None:
        return _named(names[place], _creator_place(first), place)
    found = roster().by_option.get(given.option)
    if found is None:
        raise AnswerRefusedError("unknown_option", "This option was not among those shown.", field="option")
    return Choice(given.option, CREATOR, _creator_place(first), "searched", creator_id=found.creator_id)


def _named(option: Option, channel_place: int | None, place: int) -> Choice:
    return Choice(
        option.key,
        CREATOR,
        channel_place,
        "listed",
        creator_position=place,
        creator_id=option.creator_id,
        decoy_id=option.decoy_id,
    )


def _place(options: Sequence[Option], key: str) -> int | None:
    return next((place for place, row in enumerate(options) if row.key == key), None)


def _creator_place(options: Sequence[Option]) -> int | None:
    """Where the channel stood that opens the names."""
    found = (place for place, row in enumerate(options) if row.kind == "channel" and row.channel == CREATOR)
    return next(found, None)


def _text(given: GivenAnswer, *, needed: bool, wanted: bool) -> tuple[str | None, bool]:
    """The text as it may be kept, and whether anything in it was masked."""
    text, was_masked = masked(tidied(given.text or ""))
    if text and not wanted:
        raise AnswerRefusedError("text_not_wanted", "This option takes no text.", field="text")
    if needed and not text:
        raise AnswerRefusedError("text_missing", "Someone else needs a name in the text.", field="text")
    return text or None, was_masked
