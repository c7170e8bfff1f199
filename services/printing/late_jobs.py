"""Print jobs whose time is over while no store server asks for them: closed by the clock of the office."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Engine, and_, exists, select
from sqlalchemy.orm import Session

from domain.names import PrintStatus
from models import PrintJob, StoreServer
from models.engine import WRITING
from models.scope import EVERY_ACCOUNT, OfficeSession, enter_account
from services.printing.print_jobs import close_overdue


def _present() -> datetime:
    return datetime.now(UTC)


class LateJobs:
    """What the holder of the lease does for print jobs, whenever its clock wakes it."""

    def __init__(self, engine: Engine, *, clock: Callable[[], datetime] = _present) -> None:
        self._engine = engine
        self._clock = clock

    def close_late_print_jobs(self) -> None:
        """End what waits in the office for a box that is silent.

        What was fetched is left alone: the box may print it, though the office does not hear of it.
        """
        now = self._clock()
        with OfficeSession(self._engine) as session:
            enter_account(session, EVERY_ACCOUNT)
            silent = _silent_with_late_jobs(session, now)
        if silent:
            with OfficeSession(self._engine.execution_options(**WRITING)) as session, session.begin():
                enter_account(session, EVERY_ACCOUNT)
                close_overdue(session, and_(PrintJob.store_server_id.in_(silent), _is_unfetched()), now)


def _silent_with_late_jobs(session: Session, now: datetime) -> list[int]:
    """By the index of the queue: one short look for each store server, however many jobs there ever were."""
    late = exists().where(
        PrintJob.store_server_id == StoreServer.id, _is_unfetched(), PrintJob.expires_at <= now
    )
    return list(session.scalars(select(StoreServer.id).where(late)))


def _is_unfetched() -> ColumnElement[bool]:
    return PrintJob.status == PrintStatus.QUEUED
