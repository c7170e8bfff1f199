"""Jobs that tills gave to their store server themselves, in the shop's own network: the office hears of them after."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from domain.names import PrintStatus, Role
from models import Device, Peripheral, PrintJob, StoreServer, device_store
from services.journal.drawer_openings import note_opening
from services.usage_mode.assignments import assignments_of

#: longer documents stay on the store server; a receipt of a hundred lines has a tenth of it
LONGEST_DOCUMENT = 64 * 1024
MOST_COPIES = 50


@dataclass(frozen=True)
class ShopJob:
    """What a store server tells of a job that the office does not know; things by public id."""

    role: str
    kind: str
    peripheral_id: str
    received_at: datetime
    #: none for a copy of what no till wanted
    device_id: str | None = None
    #: the job of which somebody made a copy at the store server
    reprint_of: str | None = None
    copies: int = 1
    receipt_number: str | None = None
    opens_drawer: bool = False
    #: told once, with the end of the job; one that is too long never is
    document: dict[str, Any] | None = None

    @property
    def text(self) -> str:
        """The document as it is stored; an empty one where it is not known."""
        text = json.dumps(self.document or {}, ensure_ascii=False, separators=(",", ":"))
        is_kept = len(text) <= LONGEST_DOCUMENT and (self.document or {}).get("kind") == self.kind
        return text if is_kept else NOT_TOLD


#: the text of a document that stayed on the store server
NOT_TOLD = "{}"


class Surroundings:
    """The jobs, tills and peripherals that a lot of reports names: three queries, however many reports."""

    def __init__(
        self, session: Session, server: StoreServer, uuids: Iterable[str], told: Iterable[ShopJob]
    ) -> None:
        self._session, self._server, shop_jobs = session, server, list(told)
        named = {*uuids, *(job.reprint_of for job in shop_jobs if job.reprint_of)}
        query = select(PrintJob).where(PrintJob.uuid.in_(named))
        self.jobs: dict[str, PrintJob] = {job.uuid: job for job in session.scalars(query)}
        self._tills = _tills(session, server, {job.device_id for job in shop_jobs if job.device_id})
        self._peripherals = _peripherals(session, server, {job.peripheral_id for job in shop_jobs})

    def admit(self, uuid: str, told: ShopJob, now: datetime) -> PrintJob | None:
        """The row of a job of the shop, a new one if need be; None if it cannot be this store's."""
        till, peripheral = self._tills.get(told.device_id or ""), self._peripherals.get(told.peripheral_id)
        known = self.jobs.get(uuid)
        is_somebodys = till is not None or (told.device_id is None and told.reprint_of is not None)
        if not is_somebodys or peripheral is None or not _is_sound(uuid, told):
            return None
        if known is None:
            return self._add(uuid, told, till, peripheral, now)
        if known.store_server_id != self._server.id or known.device is not till:
            return None
        if known.document == NOT_TOLD:
            known.document = told.text
        return known

    def _add(
        self, uuid: str, told: ShopJob, till: Device | None, peripheral: Peripheral, now: datetime
    ) -> PrintJob:
        moment = min(told.received_at, now)
        asked_by = till if told.reprint_of is None else None
        job = PrintJob(
            uuid=uuid,
            device=till,
            peripheral=peripheral,
            store_server_id=self._server.id,
            role=told.role,
            kind=told.kind,
            document=told.text,
            sha256="",
            copies=told.copies,
            status=PrintStatus.LEASED,
            requested_by=asked_by.name if asked_by else self._server.name,
            asked_by_till=asked_by is not None,
            reprint_of=self._original(told),
            receipt_number=told.receipt_number[:40] if told.receipt_number else None,
            created_at=moment,
            updated_at=moment,
        )
        self._session.add(job)
        self.jobs[uuid] = job
        return job

    def _original(self, told: ShopJob) -> PrintJob | None:
        original = self.jobs.get(told.reprint_of or "")
        return original if original is not None and original.store_server_id == self._server.id else None


def note_shop_opening(session: Session, job: PrintJob, told: ShopJob) -> None:
    """Write down that a job of the shop opens a drawer, if it does."""
    if job.kind != "drawer" and not told.opens_drawer:
        return
    if job.device is None:
        return
    used = assignments_of(session, job.device).get(Role.CASH_DRAWER)
    document: Mapping[str, object] = {"open_drawer": told.opens_drawer}
    note_opening(session, job, document, used.peripheral if used else None, job.created_at)


def is_same_job(job: PrintJob, device: Device, role: str, copies: int, document: Mapping[str, Any]) -> bool:
    """Whether a till asks the office for what it had from its store server already; a copy is still the same job."""
    if (job.device_id, job.role, job.copies, job.kind) != (device.id, role, copies, document.get("kind")):
        return False
    if job.document == NOT_TOLD:
        return True
    kept: dict[str, Any] = json.loads(job.document)
    return kept | {"duplicate": None} == {**document, "duplicate": None}


def _is_sound(uuid: str, told: ShopJob) -> bool:
    try:
        is_canonical = str(UUID(uuid)) == uuid
    except ValueError:
        return False
    return is_canonical and told.role in set(Role) and 1 <= told.copies <= MOST_COPIES


def _tills(session: Session, server: StoreServer, public_ids: set[str]) -> dict[str, Device]:
    """Those that stand in this store or serve it, too, deleted ones among them: they printed before."""
    if not public_ids:
        return {}
    serving = select(device_store.c.device_id).where(device_store.c.store_id == server.store_id)
    query = select(Device).where(
        Device.public_id.in_(public_ids),
        or_(Device.store_id == server.store_id, Device.id.in_(serving)),
    )
    return {device.public_id: device for device in session.scalars(query)}


def _peripherals(session: Session, server: StoreServer, public_ids: set[str]) -> dict[str, Peripheral]:
    """What this store server drives, and what else stands in its store: somebody else may drive it today."""
    if not public_ids:
        return {}
    query = select(Peripheral).where(
        Peripheral.public_id.in_(public_ids),
        or_(Peripheral.store_server_id == server.id, Peripheral.store_id == server.store_id),
    )
    return {peripheral.public_id: peripheral for peripheral in session.scalars(query)}
