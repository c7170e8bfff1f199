"""A store server names what it found in its shop: kept, known again, followed (PROTOCOL §8)."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from blueprints.api.v1.messages.discoveries import MOST_FOUND
from domain.names import Role
from models import Discovery, Event, Peripheral, StoreServer
from tests.make import Make, now

MAC = "a4:d7:3c:11:22:33"
OTHER_MAC = "a4:d7:3c:44:55:66"


def thing(host: str = "192.168.1.61", **more: Any) -> dict[str, Any]:
    return {
        "key": f"network {host}:9100",
        "kind_guess": "receipt_printer",
        "connection": {"type": "network", "host": host, "port": 9100},
    } | more


class Box:
    """A store server that looks around."""

    def __init__(self, client: FlaskClient, server: StoreServer, token: str) -> None:
        self.client = client
        self.server = server
        self.headers = {"Authorization": f"Bearer {token}"}

    def names(self, *found: Any) -> int:
        """PUT what it found; the answer's status."""
        answer = self.client.put(
            "/api/v1/store-server/discoveries", json={"found": list(found)}, headers=self.headers
        )
        return answer.status_code

    def configuration(self) -> dict[str, Any]:
        """What it is told to drive."""
        told = self.client.get("/api/v1/store-server/configuration", headers=self.headers).json
        assert told is not None
        return dict(told)


@pytest.fixture
def box(client: FlaskClient, make: Make) -> Box:
    return Box(client, *make.store_server())


def kept(session: Session) -> list[Discovery]:
    return list(session.scalars(select(Discovery).order_by(Discovery.id)))


def test_what_is_found_is_kept(box: Box, session: Session) -> None:
    assert box.names(thing(make="EPSON", model="TM-T20III", mac=MAC.upper(), serial="J5TF01")) == 204
    row = kept(session)[0]
    assert (row.make, row.model, row.mac, row.serial) == ("EPSON", "TM-T20III", MAC, "J5TF01")
    assert row.store_server_id == box.server.id
    assert row.peripheral is None


def test_saying_it_again_keeps_one_row_and_writes_nothing(box: Box, session: Session) -> None:
    box.names(thing(), thing("192.168.1.62"))
    written: list[str] = []
    engine = session.get_bind()

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            written.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    box.names(thing(), thing("192.168.1.62"))
    event.remove(engine, "before_cursor_execute", listen)
    assert [statement for statement in written if "discovery" in statement or "peripheral" in statement] == []
    assert len(kept(session)) == 2


def test_what_is_seen_no_more_keeps_when_it_was_seen_last(box: Box, session: Session) -> None:
    box.names(thing(), thing("192.168.1.62"))
    long_ago = now() - timedelta(hours=2)
    for row in kept(session):
        row.first_seen_at = row.last_seen_at = long_ago
    session.commit()
    box.names(thing())
    here, gone = kept(session)
    assert (here.first_seen_at, gone.first_seen_at) == (long_ago, long_ago)
    assert now() - here.last_seen_at < timedelta(minutes=1)
    assert gone.last_seen_at == long_ago


def test_after_a_month_it_is_forgotten_unless_somebody_said_that_it_is_not_theirs(
    box: Box, session: Session
) -> None:
    box.names(thing(), thing("192.168.1.62"))
    first, second = kept(session)
    first.last_seen_at = second.last_seen_at = now() - timedelta(days=31)
    first.ignored_at = now()
    session.commit()
    box.names()
    assert [row.key for row in kept(session)] == [first.key]


def test_a_bad_thing_hides_none_of_the_others(box: Box, session: Session) -> None:
    odd = [
        None,
        7,
        {},
        {"key": "only a key"},
        thing("a b", key="1"),
        thing(key="2", connection={"type": "serial", "path": "../../etc/passwd"}),
        thing(key="x" * 201),
        thing(key="3", mac=7),
        thing(key="4", connection=[]),
    ]
    assert box.names(*odd, thing(key="good", mac="nonsense")) == 204
    assert [(row.key, row.mac) for row in kept(session)] == [("good", None)]


def test_more_than_a_shop_holds_is_refused(box: Box, session: Session) -> None:
    many = [thing(key=str(number)) for number in range(MOST_FOUND + 1)]
    assert box.names(*many) == 422
    assert kept(session) == []
    assert box.names(*many[1:]) == 204
    assert len(kept(session)) == MOST_FOUND


@pytest.mark.parametrize("body", [{}, {"found": None}, {"found": {}}])
def test_a_body_of_another_shape_is_refused(box: Box, body: dict[str, Any]) -> None:
    answer = box.client.put("/api/v1/store-server/discoveries", json=body, headers=box.headers)
    assert answer.status_code == 422


def test_a_printer_with_another_address_is_followed(box: Box, session: Session, make: Make) -> None:
    printer = make.printer(box.server, mac=MAC, connection=thing()["connection"])
    device = make.device("Kasa 1", box.server.store)
    make.assignment(device, printer, Role.RECEIPT_PRINTER)
    before = box.configuration()["revision"]
    box.names(thing("192.168.1.99", mac=MAC))
    assert printer.connection == {"type": "network", "host": "192.168.1.99", "port": 9100}
    assert printer.moved_from == "192.168.1.61:9100"
    told = box.configuration()
    assert told["revision"] != before
    assert told["peripherals"][0]["connection"]["host"] == "192.168.1.99"
    moved = session.scalars(select(Event).where(Event.verb == "peripheral.moved")).one()
    assert moved.facts == {"before": "192.168.1.61:9100", "after": "192.168.1.99:9100"}
    assert (moved.actor_kind, moved.subject_id) == ("store_server", printer.public_id)
    box.names(thing("192.168.1.99", mac=MAC))
    assert len(list(session.scalars(select(Event).where(Event.verb == "peripheral.moved")))) == 1


def test_the_till_is_told_the_new_address(box: Box, make: Make) -> None:
    printer = make.printer(box.server, mac=MAC, connection=thing()["connection"])
    till = make.till(make.device("Kasa 1", box.server.store))
    make.assignment(till.device, printer, Role.RECEIPT_PRINTER)

    def address() -> str:
        told = box.client.get("/api/v1/sync/configuration", headers=till.headers).json
        assert told is not None
        mode = told["changes"][0]["data"]["usage_mode"]["receipt_printer"]
        return str(mode["peripheral"]["connection"]["host"])

    assert address() == "192.168.1.61"
    box.names(thing("192.168.1.99", mac=MAC))
    assert address() == "192.168.1.99"


def test_two_printers_that_changed_places_are_both_followed(box: Box, make: Make) -> None:
    first = make.printer(box.server, "Lada", mac=MAC, connection=thing("10.0.0.50")["connection"])
    second = make.printer(box.server, "Kuchnia", mac=OTHER_MAC, connection=thing("10.0.0.51")["connection"])
    box.names(thing("10.0.0.51", mac=MAC), thing("10.0.0.50", mac=OTHER_MAC))
    assert (first.connection["host"], second.connection["host"]) == ("10.0.0.51", "10.0.0.50")
    assert (first.moved_from, second.moved_from) == ("10.0.0.50:9100", "10.0.0.51:9100")


def test_a_printer_whose_identity_nobody_knew_learns_it_silently(
    box: Box, session: Session, make: Make
) -> None:
    printer = make.printer(box.server, connection=thing()["connection"], model="typed by a person")
    box.names(thing(mac=MAC, serial="J5TF01", make="EPSON", model="TM-T20III"))
    assert (printer.mac, printer.serial, printer.make) == (MAC, "J5TF01", "EPSON")
    assert printer.model == "typed by a person"
    assert list(session.scalars(select(Event).where(Event.subject_id == printer.public_id))) == []
    assert kept(session)[0].peripheral is printer
    box.names(thing("192.168.1.99", mac=MAC))
    assert printer.connection["host"] == "192.168.1.99"


def test_peripherals_of_another_shop_or_another_account_stay(box: Box, make: Make) -> None:
    connection = thing()["connection"]
    elsewhere, _token = make.store_server(make.store("Gdańsk"))
    stranger, _token = make.store_server(make.store("Lille", make.owner()))
    printers = [make.printer(server, mac=MAC, connection=connection) for server in (elsewhere, stranger)]
    box.names(thing("192.168.1.99", mac=MAC))
    assert [printer.connection for printer in printers] == [connection, connection]


def test_a_removed_peripheral_is_offered_again(box: Box, session: Session, make: Make) -> None:
    printer = make.printer(box.server, mac=MAC, connection=thing()["connection"])
    box.names(thing(mac=MAC))
    assert kept(session)[0].peripheral_id == printer.id
    session.get_one(Peripheral, printer.id).deleted_at = now()
    session.commit()
    box.names(thing(mac=MAC))
    assert kept(session)[0].peripheral_id is None


def test_another_thing_under_the_same_key_is_new(box: Box, session: Session) -> None:
    box.names(thing(mac=MAC))
    row = kept(session)[0]
    row.ignored_at, row.first_seen_at = now(), now() - timedelta(days=2)
    session.commit()
    box.names(thing(mac=OTHER_MAC))
    row = kept(session)[0]
    assert (row.ignored_at, row.mac) == (None, OTHER_MAC)
    assert now() - row.first_seen_at < timedelta(minutes=1)
