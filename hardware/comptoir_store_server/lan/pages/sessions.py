"""Who typed the code of the box and may look around: known by a cookie, forgotten when the box stops."""

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from comptoir_store_server.page_code import PageCode

#: So long nothing is asked, then the code is asked for again.
IDLE = 12 * 3600.0
#: So many browsers at once; then the one that was away longest has to sign in again.
MOST = 100


@dataclass
class Session:
    """One browser that was let in."""

    #: The code that let it in: with another one it ends.
    code: PageCode
    seen_at: float
    #: Goes with every form.
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    #: Sentences to be shown on the next page.
    told: list[str] = field(default_factory=list)


class Sessions:
    """All browsers that were let in; only digests of their cookies are kept."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MOST) -> None:
        self._clock = clock
        self._most = most
        self._lock = threading.Lock()
        self._open: dict[str, Session] = {}

    def begin(self, code: PageCode) -> str:
        """Let one in; returns what its cookie says."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._forget_idle()
            while len(self._open) >= self._most:
                del self._open[min(self._open, key=lambda each: self._open[each].seen_at)]
            self._open[_digest(token)] = Session(code, self._clock())
        return token

    def find(self, token: str, code: PageCode | None) -> Session | None:
        """The session of this cookie, as long as the code that opened it still counts."""
        with self._lock:
            self._forget_idle()
            session = self._open.get(_digest(token))
            if session is None:
                return None
            if session.code != code:
                del self._open[_digest(token)]
                return None
            session.seen_at = self._clock()
            return session

    def end(self, token: str) -> None:
        """Sign out."""
        with self._lock:
            self._open.pop(_digest(token), None)

    def _forget_idle(self) -> None:
        now = self._clock()
        for each in [name for name, session in self._open.items() if now - session.seen_at > IDLE]:
            del self._open[each]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
