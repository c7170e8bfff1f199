"""A PostgreSQL of our own for the tests: a private cluster in a temporary folder, gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DEBIAN_BINARIES = Path("/usr/lib/postgresql")
OWNER_WHEN_ROOT = "postgres"
MISSING = "PostgreSQL is not installed (Debian package postgresql)"
NO_OWNER = f"PostgreSQL refuses to run as root and there is no user {OWNER_WHEN_ROOT!r}"

# Nothing here outlives the tests, so durability is traded for speed.
SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "60"}


def find_binaries() -> Path | None:
    """The folder with initdb and pg_ctl of the newest installed PostgreSQL."""
    folders = sorted(DEBIAN_BINARIES.glob("*/bin"), key=_get_version, reverse=True)
    on_path = shutil.which("pg_ctl")
    if on_path is not None:
        folders.append(Path(on_path).resolve().parent)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def find_reason_to_skip() -> str | None:
    """Why no cluster can be started here, in words for the test report."""
    if find_binaries() is None:
        return MISSING
    if os.geteuid() == 0 and not _is_user(OWNER_WHEN_ROOT):
        return NO_OWNER
    return None


@contextmanager
def running_postgresql() -> Iterator[str | None]:
    """Start a cluster, yield its SQLAlchemy URL, stop it and remove its folder.

    Yields None where no cluster can be started; `find_reason_to_skip` has the words for `pytest.skip`.
    """
    binaries = find_binaries()
    if binaries is None or find_reason_to_skip() is not None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="comptoir-postgresql-") as folder:
        home = Path(folder)
        if os.geteuid() == 0:
            shutil.chown(home, OWNER_WHEN_ROOT)
        _initialise(binaries, home)
        port = _find_free_port()
        _start(binaries, home, port)
        try:
            yield f"postgresql+psycopg://comptoir@127.0.0.1:{port}/postgres"
        finally:
            _run(binaries, home, "pg_ctl", "stop", "-D", "data", "-m", "immediate", "-w")


class RestartablePostgresql:
    """A cluster that is durable, as in a shop, and whose plug can be pulled."""

    def __init__(self, binaries: Path, home: Path, port: int) -> None:
        self._binaries, self._home, self._port = binaries, home, port
        self.url = f"postgresql+psycopg://comptoir@127.0.0.1:{port}/postgres"

    def start(self) -> None:
        """Start, and recover from a crash first where there was one."""
        _start(self._binaries, self._home, self._port, {})

    def crash(self) -> None:
        """Everything ends at once, nothing is written down in order."""
        _run(self._binaries, self._home, "pg_ctl", "stop", "-D", "data", "-m", "immediate", "-w")

    def crash_and_start(self) -> None:
        """The plug is pulled and put back."""
        self.crash()
        self.start()


@contextmanager
def restartable_postgresql() -> Iterator[RestartablePostgresql]:
    """A cluster of its own; ask `find_reason_to_skip` first."""
    binaries = find_binaries()
    assert binaries is not None
    with tempfile.TemporaryDirectory(prefix="comptoir-postgresql-") as folder:
        home = Path(folder)
        if os.geteuid() == 0:
            shutil.chown(home, OWNER_WHEN_ROOT)
        _initialise(binaries, home)
        server = RestartablePostgresql(binaries, home, _find_free_port())
        server.start()
        try:
            yield server
        finally:
            server.crash()


def _initialise(binaries: Path, home: Path) -> None:
    _run(
        binaries, home, "initdb", "-D", "data", "-U", "comptoir", "--auth=trust", "--no-sync",
        "--encoding=UTF8", "--locale=C.UTF-8",
    )  # fmt: skip


def _start(binaries: Path, home: Path, port: int, more: dict[str, str] = SETTINGS) -> None:
    settings = {"port": str(port), "listen_addresses": "127.0.0.1", "unix_socket_directories": str(home)}
    options = " ".join(f"-c {name}={value}" for name, value in (settings | more).items())
    _run(binaries, home, "pg_ctl", "start", "-D", "data", "-l", "server.log", "-w", "-t", "60", "-o", options)


def _run(binaries: Path, home: Path, tool: str, *arguments: str) -> None:
    """Run one tool of PostgreSQL in the cluster's folder, never as root, and fail with its own words."""
    owner = OWNER_WHEN_ROOT if os.geteuid() == 0 else None
    # The server inherits stdout, so a pipe would stay open as long as it runs; a file does not.
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        result = subprocess.run(
            [str(binaries / tool), *arguments],
            cwd=home,
            user=owner,
            group=None if owner is None else pwd.getpwnam(owner).pw_gid,
            extra_groups=None if owner is None else [],
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(home)},
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if result.returncode != 0:
            output.seek(0)
            raise RuntimeError(f"{tool} failed: {output.read()}")


def _find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _is_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _get_version(binaries: Path) -> float:
    return float(binaries.parent.name)
