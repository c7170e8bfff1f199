"""What a person typed into a peripheral's form, with the things it names looked up in the account."""

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from blueprints.peripherals.forms import PeripheralForm
from domain.connections import TypedConnection
from domain.refusal import Refusal, read_all
from services.peripherals.peripheral_fields import PeripheralFields, check_fields
from services.peripherals.peripherals import find_peripheral
from services.store_servers.store_servers import find_store_server
from services.stores.stores import find_store
from services.tills.device_lookup import find_device

#: the lists of the form: how a thing is found by its public id, and what is said when it is not
THINGS: dict[str, tuple[Callable[[Session, str], object], str]] = {
    "store": (find_store, "store_unknown"),
    "store_server": (find_store_server, "store_server_unknown"),
    "host_device": (find_device, "device_unknown"),
    "printer": (find_peripheral, "printer_unknown"),
}


def read_form(form: PeripheralForm, session: Session) -> PeripheralFields:
    """The fields as the deed takes them; those of other ways than the chosen one do not count.

    Raises Refusals that name all that is wrong, so that one answer shows it: those of
    services.peripherals.peripheral_fields.check_fields, and for a thing that the account does not have (any more)
    store_server_unknown, store_unknown, device_unknown, printer_unknown.
    """
    things: dict[str, Any] = {}
    read_all(
        *(partial(_look_up, form, session, name, things) for name in THINGS),
        lambda: check_fields(_fields(form, things)),
    )
    return _fields(form, things)


def _look_up(form: PeripheralForm, session: Session, name: str, things: dict[str, Any]) -> dict[str, Any]:
    find, code = THINGS[name]
    public_id = form.typed(name)
    if public_id:
        things[name] = find(session, public_id)
        if things[name] is None:
            raise Refusal(code, name)
    return things


def _fields(form: PeripheralForm, things: dict[str, Any]) -> PeripheralFields:
    return PeripheralFields(
        name=form.typed("name") or "",
        kind=form.kind,
        typed=_connection(form),
        profile=form.typed("profile") or "",
        paper_width=int(form.typed("paper_width") or 0),
        language=form.typed("language") or None,
        mac=form.typed("mac"),
        serial=form.typed("serial"),
        **things,
    )


def _connection(form: PeripheralForm) -> TypedConnection:
    details = ("host", "port", "queue", "path", "baud", "protocol", "pin", "pulse_ms")
    return TypedConnection(way=form.way.data, **{name: form.typed(name) for name in details})
