"""Bytes to text, without asking people which encoding their Excel chose.

Short lists of names are too little for statistical guessing (charset-normalizer reads a Swedish list of two
rows as Big5), so the few encodings that do occur are tried in an order in which each is recognised by its
form.
"""

from __future__ import annotations

import codecs

from plugin.errors import InputError
from plugin.language import M_

ENCODINGS = ("utf-8", "utf-16", "windows-1252", "windows-1250", "gb18030", "mac-roman")
"""What a person may choose from where the guess was wrong."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def decode_text(content: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text of `content` and the encoding it was read in; raises `InputError` (file) saying how to save
    it.
    """
    if content.startswith(_WORKBOOKS):
        raise InputError(
            M_("This is an Excel workbook, not a CSV file. In Excel choose Save as, then “CSV UTF-8”."),
            field="file",
        )
    chosen = encoding or _recognised(content)
    if chosen not in ENCODINGS:
        raise InputError(M_("There is no encoding %(name)s to choose.", name=chosen), field="encoding")
    try:
        if chosen == "utf-16":
            text = _utf_16(content)
        else:
            text = content.decode("utf-8-sig" if chosen == "utf-8" else chosen)
    except UnicodeDecodeError as error:
        raise InputError(
            M_(
                "The file cannot be read as %(encoding)s. Save it as “CSV UTF-8” and upload it again.",
                encoding=chosen,
            ),
            field="file",
        ) from error
    if "\x00" in text:
        raise InputError(M_("This is not a text file. Upload a CSV file."), field="file")
    return text, chosen


def _recognised(content: bytes) -> str:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return "utf-8" if encoding == "utf-8" else "utf-16"
    start = content[:2000]
    # Two bytes for each Western letter: every second one is nil.
    if start.count(0) > len(start) // 4:
        return "utf-16"
    if _fits(content, "utf-8"):
        return "utf-8"
    # Both bytes of a GB 2312 character have the high bit; in Western text an accented letter stands alone.
    first_line = content.split(b"\n", 1)[0]
    chinese_header = not first_line.isascii() and _fits(first_line, "gb2312")
    if _fits(content, "gb2312") or (chinese_header and _fits(content, "gb18030")):
        return "gb18030"
    # Windows leaves five bytes without a letter; on an old Mac they are Å, ç, è, ê and ù.
    return "windows-1252" if _fits(content, "windows-1252") else "mac-roman"


def _utf_16(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    start = content[:2000]
    return content.decode("utf-16-le" if start[1::2].count(0) >= start[::2].count(0) else "utf-16-be")


def _fits(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
