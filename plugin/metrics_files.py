"""The files in which gunicorn's processes count, so that any of them can answer for all.

prometheus_client keeps one file a process and kind of number in PROMETHEUS_MULTIPROC_DIR. A worker that is
replaced (every 200,000 requests) leaves its own, which must still be added up, for a counter never falls:
they are folded into one, or the folder would grow for ever.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
RETIRED = "retired"
"""In the place of a process's number: what was counted by those that are gone."""
_made: list[str] = []


def prepare(token: str | None) -> None:
    """In gunicorn's first process, before it makes others: an empty folder, where numbers are asked for.

    A folder named by PROMETHEUS_MULTIPROC_DIR is emptied of numbers of an earlier start.
    """
    if not token:
        return
    given = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if given:
        Path(given).mkdir(parents=True, exist_ok=True)
        for old in Path(given).glob("*.db"):
            old.unlink()
    else:
        _made.append(tempfile.mkdtemp(prefix="earmark-metrics-"))
        os.environ[VARIABLE] = _made[0]


def remove() -> None:
    """When gunicorn ends: the folder it made."""
    for folder in _made:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def whole(folder: str) -> Iterator[None]:
    """While nothing is being folded in: else a number would be read twice, or not at all."""
    with open(Path(folder) / "folding.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fold_in(pid: int) -> None:
    """Add what a process that has ended has counted to what those before it have, and delete its files."""
    folder = os.environ.get(VARIABLE)
    if not folder:
        return
    with whole(folder):
        for kind in ("counter", "histogram"):
            gone = Path(folder) / f"{kind}_{pid}.db"
            if gone.exists():
                _add(gone, Path(folder) / f"{kind}_{RETIRED}.db")
                gone.unlink()


def _add(gone: Path, retired: Path) -> None:
    from prometheus_client.mmap_dict import MmapedDict

    kept: Any = MmapedDict(str(retired))  # type: ignore[no-untyped-call]
    try:
        read: Any = MmapedDict.read_all_values_from_file
        for key, value, _at, _position in read(str(gone)):
            before, _ = kept.read_value(key)
            kept.write_value(key, before + value, 0.0)
    finally:
        kept.close()
