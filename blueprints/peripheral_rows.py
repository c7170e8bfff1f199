"""A peripheral as pages show it: its word, its state, its place and who uses it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from flask import current_app
from flask_babel import gettext as _

from blueprints.edge import now, recall
from blueprints.languages import said
from blueprints.peripheral_words import FIRST_AID, ICONS, KINDS, reason_words, state_words
from domain.connections import Way, address_of
from domain.names import PeripheralKind
from domain.peripheral_state import WORKING
from extensions import db
from models import Device, Peripheral, Store
from models.scope import account_of
from services.peripherals.peripheral_list import Listed, User, connection_of, load_with_users
from services.peripherals.peripheral_states import Shown, listed_states, shown_states
from services.usage_mode.candidates import host_of


@dataclass(frozen=True)
class Row:
    """One peripheral on its card or in a short list."""

    peripheral: Peripheral
    kind: str
    icon: str
    #: domain.peripheral_state: one of REPORTED or UNKNOWN
    code: str
    state: str
    tone: str
    since: datetime | None
    #: what to do about its state; None where nothing is to be done
    advice: str | None
    #: when its till or store server was last heard
    heard: datetime | None
    #: how to find it: its address, its store server, its till, the printer that opens it
    place: str
    store: str
    timezone: str

    @property
    def works(self) -> bool:
        return self.code in WORKING

    @property
    def host(self) -> Device | None:
        """The till on which it hangs, by itself or with the printer that opens it; for one at a time."""
        return host_of(self.peripheral)


@dataclass(frozen=True)
class ListRow:
    """One peripheral in a long list or in a picker: no more than these show."""

    listed: Listed
    kind: str
    icon: str
    state: str
    tone: str
    since: datetime | None
    #: what to do about its state; None where nothing is to be done
    advice: str | None
    place: str
    #: in the order of their names
    users: list[User]


def rows_of(peripherals: list[Peripheral]) -> list[Row]:
    """Peripherals with their state and place: a constant number of queries, however many they are."""
    last = current_app.extensions["contacts"].last
    servers = {one.store_server for one in peripherals if one.store_server}
    statuses = {server.id: server.status for server in servers}
    states = shown_states(db.session(), peripherals, last, now(), statuses)
    return [_row(one, states[one.id]) for one in peripherals]


def list_rows(keys: Sequence[int], *, with_users: bool = True) -> list[ListRow]:
    """The peripherals with these keys, in their order; as quick as a list of fifty must be."""
    session = db.session()
    key = ("listed", account_of(session), with_users, *keys)
    found, users = recall(key, partial(load_with_users, session, keys, users=with_users))
    states = listed_states(session, found, current_app.extensions["contacts"].last, now())
    words = {state: state_words(state) for state in {one.state for one in states.values()}}
    kinds = {kind: said(KINDS[PeripheralKind(kind)]) for kind in {one.kind for one in found}}
    return [_list_row(one, users.get(one.id, []), states[one.id], kinds[one.kind], words) for one in found]


def _list_row(
    one: Listed, users: list[User], shown: Shown, kind: str, words: dict[str, tuple[str, str]]
) -> ListRow:
    icon, (state, tone) = ICONS[PeripheralKind(one.kind)], words[shown.state]
    advice = _advice(one, shown.state)
    return ListRow(one, kind, icon, state, tone, shown.since, advice, _listed_place(one), users)


def _listed_place(one: Listed) -> str:
    """As `place_of`."""
    way, address = connection_of(one.connection)
    if one.host is not None:
        return _("Connected to %(device)s", device=one.host)
    if one.printer is not None:
        return _("Opened by %(printer)s", printer=one.printer)
    if way != Way.NETWORK and one.server is not None:
        return _("On the store server %(box)s", box=one.server)
    return address


def store_of(peripheral: Peripheral) -> Store | None:
    """Where it stands: its own store, else that of the box or till that it hangs on."""
    for thing in (peripheral.store_server, peripheral.host_device):
        if peripheral.store is None and thing is not None:
            return thing.store
    return peripheral.store


def place_of(peripheral: Peripheral) -> str:
    """How to find it, in one line."""
    if peripheral.host_device is not None:
        return _("Connected to %(device)s", device=peripheral.host_device.name)
    if peripheral.printer is not None:
        return _("Opened by %(printer)s", printer=peripheral.printer.name)
    if peripheral.connection.get("type") != Way.NETWORK and peripheral.store_server is not None:
        return _("On the store server %(box)s", box=peripheral.store_server.name)
    return address_of(peripheral.connection)


def _row(peripheral: Peripheral, shown: Shown) -> Row:
    word, tone = state_words(shown.state)
    kind = PeripheralKind(peripheral.kind)
    store = store_of(peripheral)
    return Row(
        peripheral=peripheral,
        kind=said(KINDS[kind]),
        icon=ICONS[kind],
        code=shown.state,
        state=word,
        tone=tone,
        since=shown.since,
        advice=_advice(peripheral, shown.state),
        heard=shown.heard,
        place=place_of(peripheral),
        store=store.name if store else "",
        timezone=store.timezone if store else "UTC",
    )


def _advice(peripheral: Peripheral | Listed, state: str) -> str | None:
    if state == peripheral.state and state not in WORKING and peripheral.state_reason:
        return reason_words(peripheral.state_reason, peripheral.kind)
    if state == "not_seen" and peripheral.store_server_id is None:
        return None  # only its till can try it
    return said(FIRST_AID[state]) if state in FIRST_AID else None
