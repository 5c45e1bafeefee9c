"""Which code every creator of a campaign gets: planned before anything is created, without a database or
Shopify.

The rule for collisions, as pages state it: creators are served in the order in which they were added to
Earmark; who comes second to a code gets it with the number 2, the next 3, and so on, passing over what is
taken. Upper and lower case are the same code to Shopify, hence to this rule. A code that stands in the shop
already is never overwritten: the owner either adopts it or has it numbered too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import count

from plugin.language import M_
from plugin.services.code_names import NamedCreator, Naming, UnnamableError, code_for, numbered


@dataclass(frozen=True, slots=True)
class PlannedCode:
    """A creator's code to be. `code` is "" where `problem` says why there is none.

    `wished` is what the template alone gave; where `code` differs it was numbered. `typed` says that the
    owner wrote it.
    """

    creator_id: int
    creator: str
    code: str
    wished: str
    problem: str | None = None
    typed: bool = False

    @property
    def renumbered(self) -> bool:
        """Whether somebody else had the wished code first."""
        return bool(self.code) and self.code != self.wished


def plan_codes(
    naming: Naming,
    creators: Iterable[NamedCreator],
    *,
    taken: Collection[str] = (),
    typed: Mapping[int, str] | None = None,
    keep: Mapping[int, str] | None = None,
) -> list[PlannedCode]:
    """A code for each of `creators`, in order of their id.

    `taken` are keys (case-folded) of codes that are not to be given out. `typed` are codes the owner wrote,
    by creator id, checked already; `keep` are those given before, which stay. Neither is numbered: a typed
    one that is taken is a problem.
    """
    typed, keep = typed or {}, keep or {}
    used = {key.casefold() for key in taken}
    plan: dict[int, PlannedCode] = {}
    ordered = sorted(creators, key=lambda creator: creator.id)
    # What is fixed goes first, so that nobody is given a code that a later creator has already.
    for creator in ordered:
        if code := keep.get(creator.id):
            used.add(code.casefold())
            plan[creator.id] = PlannedCode(creator.id, creator.name, code, code)
    for creator in ordered:
        if creator.id not in plan and (code := typed.get(creator.id)):
            problem = (
                M_("%(code)s is taken already. Type another.", code=code) if code.casefold() in used else None
            )
            used.add(code.casefold())
            plan[creator.id] = PlannedCode(
                creator.id, creator.name, "" if problem else code, code, problem, typed=True
            )
    for creator in ordered:
        if creator.id not in plan:
            plan[creator.id] = _plan_one(naming, creator, used)
    return [plan[creator.id] for creator in ordered]


def free_code(wished: str, used: Collection[str]) -> str:
    """`wished`, or with the first number from 2 on with which it is not in `used` (case-folded keys)."""
    if wished.casefold() not in used:
        return wished
    return next(code for number in count(2) if (code := numbered(wished, number)).casefold() not in used)


def _plan_one(naming: Naming, creator: NamedCreator, used: set[str]) -> PlannedCode:
    try:
        wished = code_for(naming, creator)
    except UnnamableError as error:
        return PlannedCode(creator.id, creator.name, "", "", error.args[0])
    code = free_code(wished, used)
    used.add(code.casefold())
    return PlannedCode(creator.id, creator.name, code, wished)
