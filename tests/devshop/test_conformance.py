"""The stand-in answers what real stores answered.

Every captured pair of `../shared/fixtures/shopify_admin/` is replayed in its order against a shop staged like
the one it was taken on. Alike means: equal but for ids (which must map one to one), times, cursors and
addresses. By rule:

- A capture is replayed at its own API version; one older than the oldest schema Shopify still publishes
  (2025-10) falls forward to that one, as it does at Shopify.
- A capture that names a document without carrying it is asked by a document rebuilt from its answer.
- Shopify's search index lags: a search captured right after a write may be empty where ours finds the row.
- How far a bulk operation was when it was asked is a matter of moments: only its end is compared.
- Operations of subjects the stand-in does not have (customers) only set the stage and are left out.
"""

from __future__ import annotations

import pytest

from tests.devshop.conformance.captures import FOLDER, read
from tests.devshop.conformance.replay import Replay

FILES = sorted(FOLDER.glob("*.json")) if FOLDER.is_dir() else []
ABSENT = f"the captures of real stores ({FOLDER}) are not on this machine"


@pytest.mark.skipif(not FILES, reason=ABSENT)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_answers_as_the_real_store_did(path):
    outcome = Replay(read(path)).run()
    assert not outcome.differing, "\n".join(outcome.differing)
    if outcome.replayed == 0:
        pytest.skip(f"nothing to replay in {path.name}: {'; '.join(outcome.left_out)}")


@pytest.mark.skipif(not FILES, reason=ABSENT)
def test_costs_as_the_real_store_did():
    """The rules for connections are read off such answers, not published: nine in ten must be met."""
    found = [row for path in FILES for row in Replay(read(path)).run().costs]
    wrong = [
        f"{name}: asked {captured['requestedQueryCost']}/{captured['actualQueryCost']}, "
        f"ours {ours['requestedQueryCost']}/{ours['actualQueryCost']}"
        for name, captured, ours in found
        if (captured["requestedQueryCost"], captured["actualQueryCost"])
        != (ours["requestedQueryCost"], ours["actualQueryCost"])
    ]
    assert found
    assert len(wrong) <= len(found) / 10, "\n".join(wrong)
