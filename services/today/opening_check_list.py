"""Opening checks as people read them: the newest of each store, the history, and what became of the messages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, joinedload, undefer

from domain.names import StoreStatus
from models import CheckDelivery, CheckPlan, OpeningCheck, Store

PAGE = 30
#: stores of the start page; the others are counted
SHOWN = 6
#: messages that the settings show
MESSAGES = 10


@dataclass(frozen=True)
class Newest:
    """The newest report of a store, as the start page shows it; no `public_id`: none was made yet."""

    store_id: str
    store: str
    timezone: str
    public_id: str | None
    made_at: datetime | None
    stops: int
    cares: int
    #: how many tills were looked at
    tills: int | None
    first: list[dict[str, Any]]

    @property
    def to_see_to(self) -> int:
        """How many findings count."""
        return self.stops + self.cares


@dataclass(frozen=True)
class NewestChecks:
    """The newest reports of the account's stores, those with most to see to first, and how many stores there are."""

    shown: list[Newest]
    stores: int = 0

    @property
    def more(self) -> int:
        """How many stores are not shown."""
        return self.stores - len(self.shown)

    @property
    def made(self) -> bool:
        """Whether there is any report."""
        return any(one.public_id for one in self.shown)


@dataclass(frozen=True)
class CheckPage:
    """One page of the history, the newest first."""

    checks: Sequence[OpeningCheck]
    #: what became of the messages of each check, by its key: status → how many
    told: dict[int, dict[str, int]]
    total: int
    page: int
    pages: int


def newest_of(rows: Iterable[Any]) -> NewestChecks:
    """For the start page, out of rows of `stores_with_newest`: what needs somebody comes first."""
    here = [row for row in rows if row.status == StoreStatus.ACTIVE]
    here.sort(key=lambda row: (-(row.stops or 0), -(row.cares or 0), row.id))
    shown = [
        Newest(
            row.public_id,
            row.name,
            row.timezone,
            row.check_id,
            row.made_at,
            row.stops or 0,
            row.cares or 0,
            row.tills,
            row.first or [],
        )
        for row in here[:SHOWN]
    ]
    return NewestChecks(shown, len(here))


@cache
def stores_with_newest() -> Any:
    """Every store of the account with a few stored numbers of its newest report.

    Findings come only where there is one active store: of several the start page shows but the verdicts.
    """
    active = func.sum(case((Store.status == StoreStatus.ACTIVE, 1), else_=0)).over()
    return (
        select(
            Store.id,
            Store.public_id,
            Store.name,
            Store.timezone,
            Store.status,
            OpeningCheck.public_id.label("check_id"),
            OpeningCheck.made_at,
            OpeningCheck.stops,
            OpeningCheck.cares,
            OpeningCheck.looked_at["tills"].as_integer().label("tills"),
            case((active == 1, OpeningCheck.first)).label("first"),
        )
        .outerjoin(CheckPlan, CheckPlan.store_id == Store.id)
        .outerjoin(OpeningCheck, OpeningCheck.id == CheckPlan.last_check_id)
        .order_by(Store.id)
    )


def list_checks(session: Session, store: str, page: int) -> CheckPage:
    """Reports of a store, by its public id, or of all."""
    query = select(OpeningCheck).options(joinedload(OpeningCheck.store))
    counting = select(func.count(OpeningCheck.id))
    if store:
        its = OpeningCheck.store_id.in_(select(Store.id).where(Store.public_id == store))
        query, counting = query.where(its), counting.where(its)
    total = session.scalar(counting) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    newest = query.order_by(OpeningCheck.made_at.desc(), OpeningCheck.id.desc())
    checks = session.scalars(newest.offset((page - 1) * PAGE).limit(PAGE)).all()
    return CheckPage(checks, _count_told(session, [check.id for check in checks]), total, page, pages)


def find_check(session: Session, public_id: str) -> OpeningCheck | None:
    """A report with everything that was found."""
    query = select(OpeningCheck).options(joinedload(OpeningCheck.store), undefer(OpeningCheck.findings))
    return session.scalars(query.where(OpeningCheck.public_id == public_id)).first()


def find_newest(session: Session) -> OpeningCheck | None:
    """The newest report of any store."""
    query = select(OpeningCheck).order_by(OpeningCheck.made_at.desc(), OpeningCheck.id.desc())
    return session.scalars(query.limit(1)).first()


def list_messages(session: Session, check: OpeningCheck | None = None) -> Sequence[CheckDelivery]:
    """The messages about a report, or the newest of all."""
    query = select(CheckDelivery).options(joinedload(CheckDelivery.check).joinedload(OpeningCheck.store))
    newest = query.order_by(CheckDelivery.id.desc())
    if check is None:
        return session.scalars(newest.limit(MESSAGES)).all()
    return session.scalars(newest.where(CheckDelivery.check_id == check.id)).all()


def _count_told(session: Session, checks: list[int]) -> dict[int, dict[str, int]]:
    query = (
        select(CheckDelivery.check_id, CheckDelivery.status, func.count().label("messages"))
        .where(CheckDelivery.check_id.in_(checks), CheckDelivery.is_trial.is_(False))
        .group_by(CheckDelivery.check_id, CheckDelivery.status)
    )
    told: dict[int, dict[str, int]] = {}
    for row in session.execute(query):
        told.setdefault(row.check_id, {})[row.status] = row.messages
    return told
