"""What shoppers' browsers download of ours: the theme's script and the pixel, built now."""

from __future__ import annotations

import gzip

from tests.storefront.bundles import embed_script, pixel_script


def measure() -> dict[str, float]:
    """`embed_gzip_bytes` (gzip -9 of the theme's script) and `pixel_bytes` (the pixel as it is)."""
    return {
        "embed_gzip_bytes": len(gzip.compress(embed_script().read_bytes(), 9)),
        "pixel_bytes": pixel_script().stat().st_size,
    }
