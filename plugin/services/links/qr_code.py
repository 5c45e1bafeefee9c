"""A link's QR code, as a drawing for print and as a picture for messages."""

from __future__ import annotations

import io

import segno

ERROR_LEVEL = "m"
"""15 % of the code may be covered: enough for a crease, and the code stays small enough for a story."""
QUIET_ZONE = 4
"""Modules of white around it, as the standard (ISO/IEC 18004) asks."""
PNG_SCALE = 16
"""Pixels per module: some 600 pixels wide for a short address, sharp on paper at five centimetres."""


def qr_svg(address: str, *, scale: int = 8) -> bytes:
    """`address` as an SVG file; `scale` is user units per module."""
    out = io.BytesIO()
    _code(address).save(out, kind="svg", scale=scale, border=QUIET_ZONE, light="#fff")
    return out.getvalue()


def qr_png(address: str) -> bytes:
    """`address` as a PNG file."""
    out = io.BytesIO()
    _code(address).save(out, kind="png", scale=PNG_SCALE, border=QUIET_ZONE)
    return out.getvalue()


def qr_inline(address: str) -> str:
    """`address` as an SVG element for a page, without the file's header; it is as wide as its box."""
    drawn: str = _code(address).svg_inline(border=QUIET_ZONE, light="#fff", omitsize=True)
    return drawn


def _code(address: str) -> segno.QRCode:
    # boost_error would change the picture of one address from version to version of the library.
    return segno.make(address, error=ERROR_LEVEL, micro=False, boost_error=False)
