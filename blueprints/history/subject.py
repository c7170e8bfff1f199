"""The history of one thing: a POS device, a peripheral, a store, a store server."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from blueprints.history import room
from blueprints.history.file import history_file
from blueprints.history.reading import account_timezone, actor_choices, read_listing, wanted_history
from extensions import db
from models import Device, Peripheral
from services.peripherals.peripherals import find_peripheral
from services.store_servers.store_servers import find_store_server
from services.stores.stores import find_store
from services.tills.device_facts import find_any_device


@dataclass(frozen=True)
class Subject:
    """The thing whose history is read."""

    kind: str
    thing: Any
    timezone: str


def _device(public_id: str) -> Subject:
    device: Device = find_any_device(db.session(), public_id) or abort(404)
    return Subject("device", device, device.store.timezone)


def _peripheral(public_id: str) -> Subject:
    peripheral: Peripheral = find_peripheral(db.session(), public_id) or abort(404)
    return Subject(
        "peripheral", peripheral, peripheral.store.timezone if peripheral.store else account_timezone()
    )


def _store(public_id: str) -> Subject:
    store = find_store(db.session(), public_id) or abort(404)
    return Subject("store", store, store.timezone)


def _store_server(public_id: str) -> Subject:
    server = find_store_server(db.session(), public_id) or abort(404)
    return Subject("store_server", server, server.store.timezone)


#: kind of thing -> where its pages are, and how it is found
SUBJECTS: dict[str, tuple[str, Callable[[str], Subject]]] = {
    "device": ("/devices", _device),
    "peripheral": ("/peripherals", _peripheral),
    "store": ("/stores", _store),
    "store_server": ("/store-servers", _store_server),
}


def _page(kind: str, public_id: str) -> ResponseReturnValue:
    subject = SUBJECTS[kind][1](public_id)
    listing = read_listing(wanted_history(subject.timezone, kind=kind, subject=public_id))
    if request.headers.get("HX-Target") == "list":
        return render_template("history/_list.html", listing=listing, subject=subject)
    return render_template(
        "history/subject.html", listing=listing, subject=subject, device=subject.thing, actors=actor_choices()
    )


def _file(kind: str, public_id: str) -> Response:
    subject = SUBJECTS[kind][1](public_id)
    return history_file(
        wanted_history(subject.timezone, kind=kind, subject=public_id), f"history-{public_id}"
    )


for _kind, (_path, _finder) in SUBJECTS.items():
    room.add_url_rule(
        f"{_path}/<public_id>/history", f"of_{_kind}", login_required(partial(_page, _kind)), methods=["GET"]
    )
    room.add_url_rule(
        f"{_path}/<public_id>/history.csv",
        f"export_{_kind}",
        login_required(partial(_file, _kind)),
        methods=["GET"],
    )
