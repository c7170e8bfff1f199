"""The real office as a process of its own: `flask serve` on a free port and an empty folder."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
from sqlalchemy import create_engine, delete

from domain.codes import show_code
from models import Device, FailedTry, StoreServer, User
from models.engine import WRITING, prepare_engine
from models.scope import EVERY_ACCOUNT, OfficeSession, enter_account
from services.activation.codes import issue_code, reveal_code
from tests.make import PASSWORD, Make, now

ROOT = Path(__file__).parent.parent
CSRF = re.compile(r'name="csrf-token" content="([^"]+)"')


class RealOffice:
    """One office: start it, end it politely or by SIGKILL, start it again on the same folder and port."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.data.mkdir(parents=True)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._engine: Any = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if self._engine is not None:
            self._engine.dispose()

    @property
    def secret_key(self) -> str:
        """What the office made for itself at its first start."""
        return (self.data / "secret_key").read_text().strip()

    @property
    def log(self) -> str:
        """Everything the process wrote so far."""
        return (self.folder / "office.log").read_text(errors="replace")

    def complaints(self) -> list[str]:
        """What went wrong inside so far: every line of the log that holds an exception."""
        return [line for line in self.log.splitlines() if "Traceback" in line or '"exception"' in line]

    def start(self) -> None:
        """Start, migrate, and answer; raises AssertionError with the log when it does not."""
        settings = {
            "COMPTOIR_DATA": str(self.data),
            "COMPTOIR_PORT": str(self.port),
            "COMPTOIR_LOG_LEVEL": "warning",
            "DATABASE_URL": "",
        }
        with (self.folder / "office.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", "app", "serve"],
                cwd=ROOT,
                env=os.environ | settings | self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # so that a kill reaches the workers, too
            )
        wait_until(self._answers, lambda: f"the office opens:\n{self.log}", seconds=40)

    def kill(self) -> None:
        """As when the plug is pulled: the whole process group at once, nothing finished."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """As a person stops it."""
        if self._process is not None and self._process.poll() is None:
            self._end(signal.SIGTERM)

    @contextmanager
    def session(self) -> Iterator[OfficeSession]:
        """The office's database beside the office, for arranging and looking; commit what is to be seen."""
        if self._engine is None:
            self._engine = create_engine(f"sqlite:///{self.data / 'comptoir.sqlite3'}")
            prepare_engine(self._engine)
        with OfficeSession(self._engine.execution_options(**WRITING), expire_on_commit=False) as session:
            enter_account(session, EVERY_ACCOUNT)
            yield session

    @contextmanager
    def make(self) -> Iterator[Make]:
        """The builder, working on this office."""
        with self.session() as session:
            yield Make(session)

    def code_for(self, target: Device | StoreServer) -> str:
        """A fresh code, as its page shows it."""
        with self.session() as session:
            code = issue_code(session, session.merge(target, load=False), now(), self.secret_key)
            session.commit()
            return show_code(reveal_code(code, self.secret_key))

    def forget_tries(self) -> None:
        """Let wrong codes of earlier tests not slow this one down."""
        with self.session() as session:
            session.execute(delete(FailedTry))
            session.commit()

    @contextmanager
    def sign_in(self, user: User) -> Iterator[httpx.Client]:
        """A browser without JavaScript in which the user is signed in."""
        with httpx.Client(base_url=self.url, trust_env=False, follow_redirects=True) as client:
            token = csrf_of(client.get("/sign-in").text)
            form = {"email": user.email, "password": PASSWORD, "csrf_token": token}
            answer = client.post("/sign-in", data=form)
            assert answer.url.path == "/", answer.url
            yield client

    def _end(self, signum: int) -> None:
        assert self._process is not None
        os.killpg(self._process.pid, signum)
        self._process.wait(30)

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, f"the office ended by itself:\n{self.log}"
        try:
            return httpx.get(f"{self.url}/sign-in", trust_env=False, timeout=5).status_code < 500
        except httpx.TransportError:
            return False


def csrf_of(page: str) -> str:
    """The token that a form of this page must carry."""
    found = CSRF.search(page)
    assert found is not None, "the page has no CSRF token"
    return found[1]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        return int(reserved.getsockname()[1])


def wait_until(
    holds: Callable[[], object], what: str | Callable[[], str], seconds: float = 20, every: float = 0.05
) -> None:
    """Return when it holds; an AssertionError says what never happened."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"never happened: {what if isinstance(what, str) else what()}")
        time.sleep(every)
