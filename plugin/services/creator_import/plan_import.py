"""What an import would do, row by row, before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from plugin.errors import InputError
from plugin.language import M_
from plugin.services.creator_fields import CreatorFields, clean_words
from plugin.services.creator_import.read_row import Draft, Problem, read_row
from plugin.services.creator_import.read_table import Table
from plugin.services.handles import PLATFORM_NAMES
from plugin.store.creator_bulk import KnownCreator
from plugin.store.folding import folded

Key = tuple[str, str]
"""A platform and a folded handle."""


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one row: `after` is the creator as they will be, `before` as they are (None: new)."""

    line: int
    before: KnownCreator | None
    after: KnownCreator

    @property
    def kind(self) -> Literal["new", "updated", "unchanged"]:
        """What the row does."""
        if self.before is None:
            return "new"
        return "unchanged" if self.before == self.after else "updated"


@dataclass(slots=True)
class Plan:
    """All steps in the order of the file, and what is wrong with the rows that are left out."""

    steps: list[Step] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """new, updated, unchanged, and errors: the rows left out."""
        kinds = Counter(step.kind for step in self.steps)
        errors = len({problem.line for problem in self.problems})
        return {
            "new": kinds["new"],
            "updated": kinds["updated"],
            "unchanged": kinds["unchanged"],
            "errors": errors,
        }


def plan_import(table: Table, fields: Sequence[str | None], known: Iterable[KnownCreator]) -> Plan:
    """The plan for `table`, whose columns hold `fields`, in a shop that has `known`.

    A row is for the creator who has one of its handles; failing that, for the one creator of exactly its
    name; failing that, for a new one. Of two rows for the same creator the first counts, handles before
    names.
    """
    plan = Plan()
    drafts = []
    for row in table.rows:
        read = read_row(row, table.columns, fields)
        if isinstance(read, Draft):
            drafts.append(read)
        else:
            plan.problems += read
    _Matching(plan, known).match(drafts)
    plan.steps.sort(key=lambda step: step.line)
    plan.problems.sort(key=lambda problem: problem.line)
    return plan


class _Matching:
    """Finds each draft's creator, and sees to it that no two rows are for one."""

    def __init__(self, plan: Plan, known: Iterable[KnownCreator]) -> None:
        self.plan = plan
        self.by_handle: dict[Key, KnownCreator] = {}
        self.by_name: dict[str, list[KnownCreator]] = {}
        for creator in known:
            self.by_name.setdefault(folded(creator.name), []).append(creator)
            for key in _keys(creator.handles):
                self.by_handle[key] = creator
        self.line_of_creator: dict[int, int] = {}
        self.line_of_handle: dict[Key, int] = {}
        self.line_of_name: dict[str, int] = {}

    def match(self, drafts: list[Draft]) -> None:
        """Place every draft: those with a known handle first, because a handle says more than a name."""
        rest = []
        for draft in drafts:
            owners = {
                self.by_handle[key].id: self.by_handle[key]
                for key in _keys(draft.handles)
                if key in self.by_handle
            }
            if not owners:
                rest.append(draft)
            elif len(owners) > 1:
                self._refuse_several(draft, list(owners.values()))
            else:
                self._place(draft, next(iter(owners.values())))
        for draft in rest:
            namesakes = self.by_name.get(folded(draft.name), []) if draft.name else []
            if len(namesakes) > 1:
                self.plan.problems.append(
                    draft.problem(
                        "name",
                        draft.name,
                        M_(
                            "%(count)s creators have this name. Add a handle that says who is meant.",
                            count=len(namesakes),
                        ),
                    )
                )
            elif not draft.name:
                self.plan.problems.append(
                    draft.problem("name", "", M_("A new creator needs a name. Enter one."))
                )
            else:
                self._place(draft, namesakes[0] if namesakes else None)

    def _refuse_several(self, draft: Draft, owners: list[KnownCreator]) -> None:
        one, other = owners[:2]
        platform = next(
            p
            for p, key in zip(draft.handles, _keys(draft.handles), strict=True)
            if self.by_handle.get(key) is other
        )
        self.plan.problems.append(
            draft.problem(
                platform,
                draft.handles[platform],
                M_(
                    "This handle belongs to %(other)s, another one of the row to %(one)s. "
                    "Give each creator a row of their own.",
                    other=other.name,
                    one=one.name,
                ),
            )
        )

    def _place(self, draft: Draft, creator: KnownCreator | None) -> None:
        twin = self._earlier_line(draft, creator)
        if twin is not None:
            name, value, line = twin
            message = M_("Line %(line)s is for the same creator. Make one row of the two.", line=line)
            self.plan.problems.append(draft.problem(name, value, message))
            return
        try:
            after = _after(draft, creator)
        except InputError as error:
            name = error.field or ""
            self.plan.problems.append(draft.problem(name, "", error.args[0]))
            return
        if creator is not None:
            self.line_of_creator[creator.id] = draft.line
        for key in _keys(after.handles):
            self.line_of_handle[key] = draft.line
        self.line_of_name.setdefault(folded(after.name), draft.line)
        self.plan.steps.append(Step(draft.line, creator, after))

    def _earlier_line(self, draft: Draft, creator: KnownCreator | None) -> tuple[str, str, int] | None:
        """Field, value and line by which a row placed before this one is for the same creator; or None."""
        for platform, key in zip(draft.handles, _keys(draft.handles), strict=True):
            if key in self.line_of_handle:
                return platform, draft.handles[platform], self.line_of_handle[key]
        if creator is not None and creator.id in self.line_of_creator:
            return "name", draft.name, self.line_of_creator[creator.id]
        if creator is None and folded(draft.name) in self.line_of_name:
            return "name", draft.name, self.line_of_name[folded(draft.name)]
        return None


def _keys(handles: dict[str, str]) -> Iterator[Key]:
    return ((platform, folded(handle)) for platform, handle in handles.items())


def _after(draft: Draft, creator: KnownCreator | None) -> KnownCreator:
    """The creator with what the row says; lists grow, an empty part changes nothing."""
    if creator is None:
        fresh = CreatorFields(name=draft.name)
        creator = KnownCreator(0, fresh.name, (), (), "", "active", {})
    handles = dict(creator.handles)
    for platform, handle in draft.handles.items():
        # Only the case differs: what the owner typed stays.
        if folded(handles.get(platform, "")) != folded(handle):
            handles[platform] = handle
    return replace(
        creator,
        name=draft.name or creator.name,
        handles=handles,
        aliases=clean_words((*creator.aliases, *draft.aliases), "aliases"),
        tags=clean_words((*creator.tags, *draft.tags), "tags"),
        note=draft.note or creator.note,
        status=draft.status or creator.status,
    )


def changes(step: Step) -> list[tuple[str, str, str]]:
    """What an update changes: the field, what it was, what it will be."""
    if step.before is None:
        return []
    before, after = step.before, step.after
    pairs = [
        ("name", before.name, after.name),
        *(
            (platform, before.handles.get(platform, ""), after.handles.get(platform, ""))
            for platform in PLATFORM_NAMES
        ),
        ("aliases", ", ".join(before.aliases), ", ".join(after.aliases)),
        ("tags", ", ".join(before.tags), ", ".join(after.tags)),
        ("note", before.note, after.note),
        ("status", before.status, after.status),
    ]
    return [(name, was, will) for name, was, will in pairs if was != will]
