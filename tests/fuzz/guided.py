"""python -m tests.fuzz.guided TARGET [libFuzzer's options]: the process that libFuzzer runs in."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["plugin.shopify", "plugin.ledger", "plugin.attribution"]):
    from tests.fuzz.targets import TARGETS


def main() -> None:
    """Try inputs until the options say that it is enough, or one crashes."""
    target = TARGETS[sys.argv[1]]

    def once(said: bytes) -> None:
        target(said)

    atheris.Setup([sys.argv[0], *sys.argv[2:]], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
