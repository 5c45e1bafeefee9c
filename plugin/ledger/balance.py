"""Balances: entries folded per account, per creator, per day."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from plugin.ledger.entries import NOTHING, Account, Amounts, Entry

Key = TypeVar("Key", bound=Hashable)
Row = TypeVar("Row")


def fold(
    rows: Iterable[Row], key: Callable[[Row], Key], moves: Callable[[Row], Amounts]
) -> dict[Key, Amounts]:
    """The sum of `moves` of the rows that share a `key` (a creator, an order, a day of the shop's time
    zone).
    """
    sums: dict[Key, Amounts] = {}
    for row in rows:
        at = key(row)
        sums[at] = sums.get(at, NOTHING) + moves(row)
    return sums


def balances(entries: Iterable[Entry]) -> dict[Account, Amounts]:
    """What stands on each account; an account that has come back to nothing is left out."""
    sums = fold(entries, lambda entry: entry.account, lambda entry: entry.moves)
    return {account: held for account, held in sums.items() if held}


def per_creator(entries: Iterable[Entry]) -> dict[tuple[int, str], Amounts]:
    """What each creator holds, by creator and currency: sums over currencies would mean nothing."""
    return fold(
        entries, lambda entry: (entry.account.creator_id, entry.account.currency), lambda entry: entry.moves
    )


def total(entries: Iterable[Entry]) -> Amounts:
    """The sum of all entries; they are of one currency."""
    held = NOTHING
    for entry in entries:
        held += entry.moves
    return held
