"""How peripherals are now: by the word of their store server, or of the till on which they hang."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from domain.peripheral_state import Box, Host, shown_state, state_on_till
from models import Assignment, Device, DeviceReport, Generation, Peripheral, StoreServer
from services.peripherals.peripheral_list import Listed, Opener
from services.tills.contacts import Contact

#: services.tills.contacts.Contacts.last
Last = Callable[[Iterable[str]], dict[str, Contact]]


class Standing(Protocol):
    """What must be known of a peripheral to tell its state: the model itself, or a light row of it."""

    @property
    def id(self) -> int: ...
    @property
    def state(self) -> str | None: ...
    @property
    def state_since(self) -> datetime | None: ...
    @property
    def store_server_id(self) -> int | None: ...
    @property
    def host_device_id(self) -> int | None: ...
    @property
    def printer_id(self) -> int | None: ...


@dataclass(frozen=True)
class Shown:
    """A state as it is shown, since when, and when its till or store server was last heard."""

    state: str
    since: datetime | None
    heard: datetime | None


def shown_states(
    session: Session,
    things: Sequence[Standing],
    last: Last,
    now: datetime,
    statuses: dict[int, str] | None = None,
) -> dict[int, Shown]:
    """The state of each peripheral by its key: one query for the store servers, a few where any hangs on a till.

    `statuses` are those of the store servers, by key, where they are known already.
    """
    if statuses is None:
        statuses = _statuses(session, {one.store_server_id for one in things if one.store_server_id})
    on_tills = {one.id: one.host_device_id for one in things if one.host_device_id}
    behind = {one.id for one in things if one.printer_id and not one.store_server_id}
    on_tills |= _behind_tills(session, behind)
    return _shown(things, _boxes(statuses, last), _hosts(session, on_tills, last), now)


def listed_states(session: Session, rows: Sequence[Listed], last: Last, now: datetime) -> dict[int, Shown]:
    """The same for rows that know their store server and printer: a query only where any hangs on a till."""
    statuses = {row.store_server_id: row.server_status or "" for row in rows if row.store_server_id}
    on_tills = {row.id: row.host_device_id for row in rows if row.host_device_id}
    on_tills |= {
        row.id: row.printer_host_id for row in rows if row.printer_host_id and not row.store_server_id
    }
    return _shown(rows, _boxes(statuses, last), _hosts(session, on_tills, last), now)


def _shown(
    things: Sequence[Standing], boxes: dict[int, Box], hosts: dict[int, Host], now: datetime
) -> dict[int, Shown]:
    found = {}
    for one in things:
        if one.id in hosts:
            host = hosts[one.id]
            found[one.id] = Shown(state_on_till(host, now), None, host.last_heard)
        else:
            box = boxes.get(one.store_server_id) if one.store_server_id else None
            heard = box.last_heard if box else None
            found[one.id] = Shown(shown_state(one.state, box, now), one.state_since, heard)
    return found


def _statuses(session: Session, ids: Collection[int]) -> dict[int, str]:
    if not ids:
        return {}
    query = select(StoreServer.id, StoreServer.status).where(StoreServer.id.in_(ids))
    return {row.id: row.status for row in session.execute(query)}


def _boxes(statuses: dict[int, str], last: Last) -> dict[int, Box]:
    """Each store server with the moment when it was last heard."""
    heard = last(f"store_server:{key}" for key in statuses) if statuses else {}
    return {key: Box(status, _moment(heard.get(f"store_server:{key}"))) for key, status in statuses.items()}


def _behind_tills(session: Session, ids: Collection[int]) -> dict[int, int]:
    """Drawers whose printer hangs on a till hang there with it: peripheral -> till."""
    if not ids:
        return {}
    query = select(Peripheral.id, Opener.host_device_id).join(Opener, Opener.id == Peripheral.printer_id)
    rows = session.execute(query.where(Opener.host_device_id.is_not(None), Peripheral.deleted_at.is_(None)))
    return {key: till for key, till in rows if key in ids and till is not None}


def _hosts(session: Session, on_tills: dict[int, int], last: Last) -> dict[int, Host]:
    """What each till last said of the things on it, in whichever role it uses them."""
    if not on_tills:
        return {}
    heard = last(f"device:{key}" for key in set(on_tills.values()))
    said = _words(session, set(on_tills.values()))
    roles = _roles(session, on_tills)
    return {
        thing: Host(
            tuple(str(said[till][role]) for role in roles.get(thing, ()) if role in said.get(till, {})),
            _moment(heard.get(f"device:{till}")),
        )
        for thing, till in on_tills.items()
    }


def _words(session: Session, tills: Collection[int]) -> dict[int, dict[str, object]]:
    """The newest till of each device and what it reported: role -> state."""
    query = (
        select(Device.id, DeviceReport.peripherals)
        .join(Generation, and_(Generation.device_id == Device.id, Generation.number == Device.generation))
        .join(DeviceReport, DeviceReport.generation_id == Generation.id)
        .where(Device.id.in_(tills))
    )
    return {key: words for key, words in session.execute(query) if isinstance(words, dict)}


def _roles(session: Session, on_tills: Collection[int]) -> dict[int, list[str]]:
    """For what the host itself uses each thing."""
    query = (
        select(Peripheral.id, Assignment.role)
        .join(Assignment, Assignment.peripheral_id == Peripheral.id)
        .outerjoin(Opener, Opener.id == Peripheral.printer_id)
        .where(
            func.coalesce(Peripheral.host_device_id, Opener.host_device_id) == Assignment.device_id,
            Peripheral.deleted_at.is_(None),
        )
    )
    found: dict[int, list[str]] = {}
    for key, role in session.execute(query):
        if key in on_tills:
            found.setdefault(key, []).append(role)
    return found


def _moment(contact: Contact | None) -> datetime | None:
    return contact.at if contact else None
