"""Deeds that wait for SQLite's only place to write are done together: one commit makes them all durable.

Whoever comes first opens the transaction and does what waits by then; the others are told when it is committed.
When one of them fails, nothing is kept and each is done again in a transaction of its own: it harms nobody else.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from models.engine import WRITING
from models.scope import EVERY_ACCOUNT, OfficeSession, enter_account

#: deeds of one commit, so that other writers need not wait for long
MOST = 8
T = TypeVar("T")
Deed = Callable[[OfficeSession], T]


@dataclass
class _Turn:
    """A deed that waits, and what became of it."""

    deed: Deed[Any]
    #: to lead, or to hear that it is over
    called: threading.Event = field(default_factory=threading.Event)
    is_over: bool = False
    made: Any = None
    fault: BaseException | None = None

    def do(self, connection: Connection) -> None:
        with OfficeSession(connection) as session, session.begin():
            enter_account(session, EVERY_ACCOUNT)
            self.made = self.deed(session)


class SharedCommit:
    """Does deeds of many threads. A deed may be done twice, and is kept once or not at all.

    On PostgreSQL, where writers do not wait for each other, every deed has a transaction of its own.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(**WRITING)
        self._is_shared = engine.dialect.name == "sqlite"
        self._waiting: list[_Turn] = []
        self._is_led = False
        self._guard = threading.Lock()

    def do(self, deed: Deed[T]) -> T:
        """What the deed made, committed; or whatever it or the commit raised. Its session has no account yet."""
        turn = _Turn(deed)
        if self._is_shared:
            self._line_up(turn)
            turn.called.wait()
            if not turn.is_over:
                self._lead()
        else:
            self._do_alone(turn)
        if turn.fault is not None:
            raise turn.fault
        made: T = turn.made
        return made

    def _line_up(self, turn: _Turn) -> None:
        with self._guard:
            self._waiting.append(turn)
            if not self._is_led:
                self._is_led = True
                turn.called.set()

    def _lead(self) -> None:
        """Do what waits, one's own turn among it; then whoever came in the meantime leads."""
        turns = self._do_together()
        for turn in turns:
            turn.is_over = True
            turn.called.set()
        with self._guard:
            self._is_led = bool(self._waiting)
            if self._waiting:
                self._waiting[0].called.set()

    def _do_together(self) -> list[_Turn]:
        turns: list[_Turn] = []
        try:
            with self._engine.connect() as connection, connection.begin():
                turns = self._take()  # also those who came while we waited for the place
                for turn in turns:
                    turn.do(connection)
        except BaseException as fault:
            if len(turns) > 1:
                for turn in turns:
                    self._do_alone(turn)
                return turns
            turns = turns or self._take()  # the place was not to be had: nobody waits for it again
            for turn in turns:
                turn.fault = fault
        return turns

    def _take(self) -> list[_Turn]:
        with self._guard:
            taken, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
        return taken

    def _do_alone(self, turn: _Turn) -> None:
        try:
            with self._engine.connect() as connection, connection.begin():
                turn.do(connection)
        except BaseException as fault:
            turn.fault = fault
