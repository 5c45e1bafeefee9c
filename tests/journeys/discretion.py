"""What must be written down nowhere: buyers' personal values, tokens, secrets. Looked for in every column of
every table, and in the processes' logs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import httpx

from tests.devshop.stack import Stack
from tests.journeys.agreement import opened
from tests.journeys.merchant import Merchant
from tests.privacy import assert_no_personal_data

LOGS = ("web", "inbox", "worker")
LOOKS_SECRET = re.compile(
    r"shp(at|rt|ss|ca|pa)_\w+|eyJ[\w-]{10,}\.eyJ[\w-]+|id_token=[^&\s]|postgres(ql)?://\S*:\S+@"
)
"""Tokens by their shape, for those the stand-in has forgotten; ID tokens; an address with a password in it."""


def assert_discreet(stack: Stack, merchants: Iterable[Merchant]) -> None:
    """Fail with table and column, or with the log's line, where a hidden value of one of the shops stands."""
    values: set[str] = set()
    for merchant in merchants:
        answer = httpx.get(
            f"{stack.standin_url}/control/api/hidden", params={"shop": merchant.domain}, timeout=30
        )
        answer.raise_for_status()
        values |= {value for row in answer.json().values() for value in row}
    values.add(stack.env["EARMARK_ENCRYPTION_KEYS"])
    with opened(stack.env["DATABASE_URL"]) as database:
        assert_no_personal_data(database, values)
    for name in LOGS:
        written = (stack.folder / f"{name}.log").read_text(errors="replace")
        shown = [line[:200] for line in written.splitlines() if LOOKS_SECRET.search(line)]
        assert shown == [], f"{name}.log shows a secret: {shown[:3]}"
        stands = [value for value in values if value in written]
        assert stands == [], f"{name}.log holds {stands[:5]}"
