"""Bodies that hypothesis makes of real ones: bytes changed, values exchanged for others of any kind."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from tests.fuzz.targets import PARTED_BY, corpus

ODD = (
    None, True, 0, -1, 2**53 + 1, 2**63, 10**400, 1e308, 1.5, "", "0", "-0.00", "1e5", "NaN", "12.345",
    "\x00", "\ud800", "EUR", "XXX", "gid://shopify/Order/1", "gid://shopify/Order/x", "2026-11-21T12:00:00Z",
    "9999-12-31T23:59:59-14:00", "http://[::1", "https://x.example/?utm_source=%ff", [], {}, [[]], [None],
    {"": None}, "٣", "é" * 300,
)  # fmt: skip
values = st.one_of(
    st.sampled_from(ODD).map(deepcopy),  # what is exchanged may be changed again
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.recursive(
        st.none(), lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner)
    ),
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A body of the corpus with a few changes."""
    body = draw(st.sampled_from(corpus()))
    if draw(st.booleans()):
        try:
            read = json.loads(body)
        except ValueError:
            pass
        else:
            for _ in range(draw(st.integers(1, 4))):
                _exchange(draw, read)
            body = json.dumps(read).encode()
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(body)))
        until = draw(st.integers(at, min(len(body), at + 40)))
        body = body[:at] + draw(st.binary(max_size=8)) + body[until:]
    return body


def _exchange(draw: st.DrawFn, read: Any) -> None:
    """Go down to some place in `read` and put another value there."""
    for _ in range(8):
        keys = (
            list(read) if isinstance(read, dict) else list(range(len(read))) if isinstance(read, list) else []
        )
        if not keys:
            return
        key = draw(st.sampled_from(keys))
        if draw(st.integers(0, 2)) == 0 or not isinstance(read[key], dict | list):
            read[key] = draw(values)
            return
        read = read[key]


bodies = st.one_of(mutated(), st.binary(max_size=200))
header_lines = st.lists(
    st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)), max_size=9
).map(PARTED_BY.join)
