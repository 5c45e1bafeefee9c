"""`python -m plugin.language`: bring the catalogues up to date with the messages in the tree.

`--check` changes nothing and ends with 1 when a catalogue lacks a message or holds one nobody uses.
"""

from __future__ import annotations

import sys
from pathlib import Path

from plugin.language.catalogues import CATALOGUES, FOLDER, SOURCE
from plugin.language.gather import gather, missing, update

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str]) -> int:
    """Update or check every catalogue; print one line for each."""
    template = gather(ROOT)
    behind = 0
    for name in CATALOGUES:
        if name == SOURCE:
            continue
        if "--check" not in arguments:
            update(FOLDER / f"{name}.po", name, template)
        lacking = missing(name, template)
        behind += len(lacking)
        sys.stdout.write(f"{name}: {len(template)} messages, {len(lacking)} without a translation\n")
        sys.stdout.writelines(f"  {message!r}\n" for message in lacking)
    return 1 if behind else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
