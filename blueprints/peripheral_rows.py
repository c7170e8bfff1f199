"""A peripheral as pages show it: its word, its state, its place and who uses it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from blueprints.edge import now
from blueprints.peripheral_words import ICONS, KINDS, ROLES, state_words
from domain.names import PeripheralKind, Role
from domain.peripheral_state import Box, shown_state
from extensions import db
from models import Assignment, Peripheral
from services.assignments import users_of
from services.contacts import Contact


@dataclass(frozen=True)
class Row:
    """One peripheral in a list, on its card or in a picker."""

    peripheral: Peripheral
    kind: str
    icon: str
    state: str
    tone: str
    since: datetime | None
    place: str
    users: list[str]


def rows_of(peripherals: list[Peripheral]) -> list[Row]:
    """Peripherals with their state, place and users: three queries, however many they are."""
    users = users_of(db.session(), peripherals)
    servers = {one.store_server for one in peripherals if one.store_server is not None}
    heard = current_app.extensions["contacts"].last(f"store_server:{server.id}" for server in servers)
    return [_row(one, users[one.id], heard) for one in peripherals]


def _row(peripheral: Peripheral, users: list[Assignment], heard: Mapping[str, Contact]) -> Row:
    server = peripheral.store_server
    contact = heard.get(f"store_server:{server.id}") if server else None
    box = Box(server.status, contact.at if contact else None) if server else None
    word, tone = state_words(shown_state(peripheral.state, box, now()))
    kind = PeripheralKind(peripheral.kind)
    return Row(
        peripheral=peripheral,
        kind=str(KINDS[kind]),
        icon=ICONS[kind],
        state=word,
        tone=tone,
        since=peripheral.state_since,
        place=f"{peripheral.connection.get('host')}:{peripheral.connection.get('port')}",
        users=[f"{user.device.name} · {ROLES[Role(user.role)]}" for user in users],
    )
