"""Posting: the entries that bring the books from what they hold to what was decided.

It appends and never edits, so what a creator was told yesterday stays readable; posting what already stands
appends nothing. It decides nothing: who earns what comes from `plugin.attribution.decide`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from plugin.ledger.balance import balances
from plugin.ledger.entries import NOTHING, Account, Amounts, Entry, Kind


def post(wanted: Mapping[Account, Amounts], prior: Iterable[Entry]) -> list[Entry]:
    """The entries to append so that the books of one order hold exactly `wanted`.

    Accounts that hold something and are not wanted any more are brought to nothing. The entries come in the
    order of their accounts, reversals before credits, so that the same input always gives the same list.
    """
    held = balances(prior)
    appended: list[Entry] = []
    for account in sorted(held.keys() | wanted.keys()):
        appended += _bring(account, held.get(account, NOTHING), wanted.get(account, NOTHING))
    return sorted(appended, key=lambda entry: entry.kind not in (Kind.REVERSAL, Kind.REDUCTION))


def _bring(account: Account, held: Amounts, wanted: Amounts) -> list[Entry]:
    gap = wanted - held
    if not gap:
        return []
    steps = (gap.amount_minor, gap.share_ppm, gap.discount_minor)
    if min(steps) < 0 < max(steps):
        # One entry that gives with one hand and takes with the other could be read as neither: take back,
        # then give.
        return [
            Entry(kind, account, moves)
            for kind, moves in ((Kind.REVERSAL, -held), (Kind.CREDIT, wanted))
            if moves
        ]
    if gap.share_ppm:
        return [Entry(Kind.CREDIT if gap.share_ppm > 0 else Kind.REVERSAL, account, gap)]
    return [Entry(Kind.INCREASE if max(steps) > 0 else Kind.REDUCTION, account, gap)]
