"""`python -m plugin.cli`: pick a command and run it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from plugin.cli import (
    assets,
    check_books,
    citus,
    doctor,
    key,
    rebuild_rollups,
    refresh_tokens,
    replay,
    rotate_keys,
)
from plugin.errors import EarmarkError

COMMANDS: dict[str, Any] = {
    "key": key,
    "rotate-keys": rotate_keys,
    "refresh-tokens": refresh_tokens,
    "replay": replay,
    "check-books": check_books,
    "rebuild-rollups": rebuild_rollups,
    "doctor": doctor,
    "assets": assets,
    "citus": citus,
}
"""Each module has a docstring (the help text), `arguments(parser)` and `run(given) -> exit code`."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command named in `argv`; what Earmark refuses on purpose is printed as a sentence."""
    parser = argparse.ArgumentParser(
        prog="python -m plugin.cli", description="Commands for whoever runs Earmark."
    )
    choices = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name, module in COMMANDS.items():
        summary = (module.__doc__ or "").strip()
        command = choices.add_parser(name, help=summary.splitlines()[0], description=summary)
        module.arguments(command)
    given = parser.parse_args(argv)
    try:
        code: int = COMMANDS[given.command].run(given)
    except EarmarkError as error:
        print(error, file=sys.stderr)
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main())
