"""Whether a written value fits an attribute's TypeScript type.

The manifest writes unions of string literals, a few helper types, and has lost template literals such as
`${number}px` on the way; those are put back here from the package's polaris.d.ts (SizeUnits, GridItemProps,
MakeResponsivePick).
"""

from __future__ import annotations

import re

STEPS = (500, 400, 300, 200, 100)
SIZES = [
    "none",
    "small",
    "base",
    "large",
    *(f"{size}-{step}" for size in ("small", "large") for step in STEPS),
]
ALIASES = {
    "PaddingKeyword": SIZES,
    "SpacingKeyword": SIZES,
    "BoxBorderRadii": ["none", "small-200", "small-100", "small", "base", "large", "large-100", "large-200"],
    "BoxBorderStyles": ["none", "solid", "dashed", "auto"],
}
COLOURS = ["subdued", "base", "strong"]
STYLES = ["none", "solid", "dashed", "dotted", "auto"]
MOST_WORDS = {"MaybeAllValuesShorthandProperty": 4, "MaybeTwoValuesShorthandProperty": 2}
RESPONSIVE = re.compile(r"padding\w*|gap|rowgap|columngap|direction|display|gridtemplate(columns|rows)")
NOT_ATTRIBUTES = ("=>", "File[]", "string[]")
"""Types only a script can give: such a property is no attribute."""


def is_property_only(kind: str) -> bool:
    """True for methods, files and lists, which no attribute can carry."""
    return any(mark in kind for mark in NOT_ATTRIBUTES)


def is_boolean(kind: str) -> bool:
    """True where the attribute's mere presence counts."""
    return kind in {"boolean", "boolean | undefined"}


def fits(attribute: str, kind: str, value: str) -> bool:
    """Whether the literal `value` may stand in `attribute` (lower case) of the type `kind`."""
    if value.startswith("@container"):
        return bool(RESPONSIVE.fullmatch(attribute)) and _responsive_fits(attribute, kind, value)
    if is_boolean(kind):
        return value in {"", "true", attribute}
    if kind == "number":
        return bool(re.fullmatch(r"-?\d+(\.\d+)?", value))
    if kind == "BorderShorthand":
        return _border_fits(value)
    if attribute in {"gridcolumn", "gridrow"}:
        return bool(re.fullmatch(r"auto|span \d+", value))
    if attribute == "aspectratio":
        return bool(re.fullmatch(r"\d+(\.\d+)?( ?/ ?\d+(\.\d+)?)?", value))
    if "string" in kind or kind == "any":
        return True
    return _union_fits(kind, value)


def _union_fits(kind: str, value: str) -> bool:
    literals = re.findall(r'"([^"]*)"', kind)
    inner = [word for name, words in ALIASES.items() if name in kind for word in words]
    most = max((count for name, count in MOST_WORDS.items() if name in kind), default=1)
    if most > 1:
        words = value.split()
        return value in literals or (0 < len(words) <= most and set(words) <= {*literals, *inner})
    if "0" in literals and re.fullmatch(r"\d+(\.\d+)?(px|%)", value):
        return True
    if "more ..." in kind:  # TypeScript cut the union short: each word of the value must at least occur in it
        return set(value.split()) <= set(" ".join(literals).split())
    return value in {*literals, *inner}


def _border_fits(value: str) -> bool:
    allowed = [SIZES, COLOURS, STYLES]
    words = value.split()
    return 0 < len(words) <= 3 and all(word in allowed[place] for place, word in enumerate(words))


def _responsive_fits(attribute: str, kind: str, value: str) -> bool:
    """`@container (inline-size > 500px) wide, narrow`: both values must fit."""
    found = re.fullmatch(
        r"@container\s+(?:[\w-]+\s+)?((?:(?:and|or|not)?\s*\([^()]*\)\s*)+)(.+)", value, flags=re.S
    )
    if found is None:
        return False
    depth = 0
    for place, sign in enumerate(found[2]):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and depth == 0:
            sides = found[2][:place].strip(), found[2][place + 1 :].strip()
            return all(side and fits(attribute, kind, side) for side in sides)
    return False
