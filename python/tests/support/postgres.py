"""A PostgreSQL of its own for tests, on loopback, as an unprivileged user."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

USER = "postgres"
PASSWORD = "only-for-tests"
# Durability is not what is tried: a killed client, not a killed server.
SETTINGS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "listen_addresses=127.0.0.1")


@contextmanager
def running() -> Iterator[str]:
    """The URL of an empty database, until the end of the block."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) if os.name == "posix" else []
    if not programs:
        # Other systems than Debian have it elsewhere; what needs no database is tested there all the same.
        pytest.skip("PostgreSQL is not installed; `cargo xtask setup` installs it on Debian")
    programs_folder = programs[-1].parent
    folder = Path(tempfile.mkdtemp(prefix="hubspot-engagements-postgres-"))
    try:
        run = _unprivileged(folder)
        secret = folder / "password"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        data = folder / "data"
        init = [
            str(programs_folder / "initdb"),
            "-D",
            str(data),
            "-U",
            USER,
            "-A",
            "scram-sha-256",
            "--pwfile",
            str(secret),
            "-N",
        ]
        subprocess.run([*run, *init], check=True, capture_output=True, cwd=folder)
        port = _free_port()
        options = " ".join(
            f"-c {setting}" for setting in (*SETTINGS, f"port={port}", f"unix_socket_directories={folder}")
        )
        control = [*run, str(programs_folder / "pg_ctl"), "-D", str(data), "-w", "-t", "120"]
        start = ["-o", options, "-l", str(folder / "log"), "start"]
        subprocess.run([*control, *start], check=True, capture_output=True, cwd=folder)
        try:
            yield f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True, cwd=folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged(folder: Path) -> list[str]:
    """How to run its programs, which refuse to run as root."""
    if os.geteuid() != 0:
        return []
    account = pwd.getpwnam(USER)
    os.chown(folder, account.pw_uid, account.pw_gid)
    return ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
