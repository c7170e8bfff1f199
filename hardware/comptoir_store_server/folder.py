"""The one folder that holds everything the store server writes."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

VARIABLE = "COMPTOIR_STORE_DATA"


def default_folder() -> Path:
    """The folder named by the environment, else one under the user's home."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named).expanduser()
    state = os.environ.get("XDG_STATE_HOME")
    base = Path(state) if state else Path.home() / ".local" / "state"
    return base / "comptoir-store-server"


class DataFolder:
    """Names the files in the folder and writes them so that a crash leaves the old or the new one."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.identity = root / "identity.json"
        self.pending_pairing = root / "pairing.json"
        self.installation = root / "installation.json"
        self.configuration = root / "configuration.json"
        self.previous_configuration = root / "configuration.previous.json"
        self.spool = root / "spool.db"
        self.papers = root / "papers.db"
        self.payments = root / "payments.db"
        self.logos = root / "logos"
        self.listening = root / "listening.json"
        self.state = root / "state.json"
        self.lock = root / "run.lock"

    def create(self) -> None:
        """Make the folder, for this user only."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)

    def read_json(self, path: Path) -> dict[str, Any] | None:
        """What the file says, or nothing if there is none or it is damaged."""
        try:
            content = json.loads(path.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return None
        return content if isinstance(content, dict) else None

    def write_json(self, path: Path, content: dict[str, Any]) -> None:
        """Write beside, flush to disk, then rename: never half a file. Only the owner may read it."""
        self.create()
        beside = path.with_name(path.name + ".new")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), 0o600)
            json.dump(content, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        self._flush_folder()

    def _flush_folder(self) -> None:
        descriptor = os.open(self.root, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    @contextmanager
    def hold(self) -> Iterator[bool]:
        """Be the one running store server of this folder; yields False if another one is."""
        self.create()
        descriptor = os.open(self.lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
                return
            yield True
        finally:
            os.close(descriptor)

    def is_running(self) -> bool:
        """Whether a store server runs on this folder now."""
        if not self.lock.exists():
            return False
        with self.hold() as free:
            return not free
