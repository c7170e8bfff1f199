"""What a person typed into a peripheral's form, with the things it names looked up in the account."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from blueprints.peripherals.forms import PeripheralForm
from domain.connections import TypedConnection
from domain.refusal import Refusal
from services.device_lookup import find_device
from services.peripheral_fields import PeripheralFields
from services.peripherals import find_peripheral
from services.store_servers import find_store_server
from services.stores import find_store

Thing = TypeVar("Thing")


def read_form(form: PeripheralForm, session: Session) -> PeripheralFields:
    """The fields as the deed takes them; those of other ways than the chosen one do not count.

    Raises Refusal at the field for a thing that the account does not have (any more): store_server_unknown,
    store_unknown, device_unknown, printer_unknown.
    """

    def look_up(name: str, find: Callable[[Session, str], Thing | None], code: str) -> Thing | None:
        public_id = form.typed(name)
        thing = find(session, public_id) if public_id else None
        if public_id and thing is None:
            raise Refusal(code, name)
        return thing

    return PeripheralFields(
        name=form.typed("name") or "",
        kind=form.kind,
        typed=_connection(form),
        store=look_up("store", find_store, "store_unknown"),
        store_server=look_up("store_server", find_store_server, "store_server_unknown"),
        host_device=look_up("host_device", find_device, "device_unknown"),
        printer=look_up("printer", find_peripheral, "printer_unknown"),
        profile=form.typed("profile") or "",
        paper_width=int(form.typed("paper_width") or 0),
        language=form.typed("language") or None,
        mac=form.typed("mac"),
        serial=form.typed("serial"),
    )


def _connection(form: PeripheralForm) -> TypedConnection:
    details = ("host", "port", "queue", "path", "baud", "protocol", "pin", "pulse_ms")
    return TypedConnection(way=form.way.data, **{name: form.typed(name) for name in details})
