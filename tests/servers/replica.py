"""A streaming replica of the tests' PostgreSQL."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import make_url

from tests.servers.embedded import give_to_server, programs, run


@contextlib.contextmanager
def replica_of(url: str) -> Iterator[str]:
    """The address of a replica of the server at `url` (a Unix socket), stopped when the block ends."""
    primary = make_url(url)
    # Not in the test's own folder: nobody but its owner may walk through that one.
    folder = Path(tempfile.mkdtemp(prefix="earmark-replica-"))
    folder.chmod(0o755)
    give_to_server(folder)
    data = folder / "data"
    socket = str(primary.query["host"])
    run(programs() / "pg_basebackup", "-h", socket, "-U", primary.username or "postgres", "-D", data,
        "-R", "-X", "stream", "--checkpoint=fast")  # fmt: skip
    try:
        run(programs() / "pg_ctl", "-w", "-D", data, "-l", folder / "log",
            "-o", f"-c listen_addresses='' -k {folder}", "start")  # fmt: skip
        yield primary.set(query={"host": str(folder)}).render_as_string(hide_password=False)
    finally:
        with contextlib.suppress(RuntimeError):  # it never came up, or a test has stopped it
            run(programs() / "pg_ctl", "-w", "-m", "immediate", "-D", data, "stop")
        shutil.rmtree(folder, ignore_errors=True)
