"""What the office does once a day by itself: forget what nobody needs any more."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from models import WindowRun, WindowTill
from models.engine import WRITING
from models.scope import EVERY_ACCOUNT, OfficeSession, enter_account
from services.local_products.local_products import purge_bin
from services.printing.sent_papers import forget_papers
from services.scheduler.scheduler_lease import is_due, put_off
from services.synchronization.sync_runs import forget_old_runs
from services.synchronization.sync_upkeep import purge_tombstones
from services.today.opening_checks import forget_checks

HISTORY_LIFETIME = timedelta(days=90)
#: an opening by which no till went is remembered longer than a week, so that it is not made up for
EMPTY_LIFETIME = timedelta(days=9)
#: reports of opening checks
CHECKS_LIFETIME = timedelta(days=30)
#: the bytes that left for printers
PAPERS_LIFETIME = timedelta(days=100)
PAUSE = timedelta(days=1)


def _forget_tombstones(session: Session, now: datetime) -> object:
    return purge_tombstones(session.connection(), now)


def _empty_bins(session: Session, now: datetime) -> object:
    return purge_bin(session, now)


def forget_openings(session: Session, now: datetime) -> object:
    """Openings older than 90 days, and those older than a week by which no till went."""
    old = WindowRun.opens_at < now - HISTORY_LIFETIME
    empty = (WindowRun.expected == 0) & (WindowRun.opens_at < now - EMPTY_LIFETIME)
    gone = select(WindowRun.id).where(WindowRun.closed_at.is_not(None), old | empty)
    session.execute(delete(WindowTill).where(WindowTill.run_id.in_(gone)))
    return session.execute(
        delete(WindowRun)
        .where(WindowRun.closed_at.is_not(None), old | empty)
        .execution_options(synchronize_session=False)
    )


def _forget_checks(session: Session, now: datetime) -> object:
    return forget_checks(session, now - CHECKS_LIFETIME)


def _forget_papers(session: Session, now: datetime) -> object:
    return forget_papers(session, now - PAPERS_LIFETIME)


#: name of the deed in the book of leases -> the deed
DEEDS: dict[str, Callable[[Session, datetime], object]] = {
    "tombstones": _forget_tombstones,
    "bins": _empty_bins,
    "history of synchronization": forget_old_runs,
    "history of windows": forget_openings,
    "opening checks": _forget_checks,
    "papers that left": _forget_papers,
}


def do_daily_deeds(engine: Engine, book: Engine, holder: str, now: datetime) -> list[str]:
    """Each deed that was not done for a day, in a transaction of its own; returns those that were done."""
    done = []
    for name, deed in DEEDS.items():
        if not is_due(book, name):
            continue
        with OfficeSession(engine.execution_options(**WRITING)) as session, session.begin():
            enter_account(session, EVERY_ACCOUNT)
            deed(session, now)
        put_off(book, name, holder, PAUSE)
        done.append(name)
    return done
