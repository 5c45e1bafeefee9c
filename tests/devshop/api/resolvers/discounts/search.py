"""Which discounts and codes a search query names."""

from __future__ import annotations

from tests.devshop.discount import RedeemCode


def redeem_codes(codes: list[RedeemCode], query: str | None) -> list[RedeemCode]:
    """The codes a `codes(query:)` filter keeps."""
    return codes
