"""What tills hear of the usage mode, and what remains when several people change it at the same moment."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from domain.names import PeripheralKind, Role
from models import Assignment, Device, Peripheral, StoreServer
from services.devices.devices import deactivate_device
from tests.make import Make, Till, now
from tests.pages.browsing import find_token
from tests.pages.house_checks import check_page, text_of
from tests.sync.reader import Reader, reader_of

ROUNDS = 4


@dataclass(frozen=True)
class Counter:
    """Three tills of one store, each with its copy of its configuration; the owner's browser."""

    app: Flask
    make: Make
    owner: FlaskClient
    tills: list[Till]
    server: StoreServer

    def readers(self) -> list[Reader]:
        """The configuration as each till has it now."""
        readers = [reader_of(self.app, till, "configuration") for till in self.tills]
        for reader in readers:
            reader.pull()
        return readers

    def heard(self, deed: Callable[[], object]) -> list[str]:
        """Whose configuration a deed changes: the names of their POS."""
        before = [(reader, reader.cursor) for reader in self.readers()]
        deed()
        for reader, _cursor in before:
            reader.pull()
        return [reader.till.device.name for reader, cursor in before if reader.cursor != cursor]

    def post(
        self, till: int, path: str, fields: dict[str, Any], client: FlaskClient | None = None
    ) -> TestResponse:
        """What the owner does at the field of a till."""
        client = client or self.owner
        address = f"/devices/{self.tills[till].device.public_id}/usage-mode/{path}"
        return client.post(address, data={"csrf_token": find_token(client, "/stores"), **fields})

    def scanner(self, name: str = "Honeywell") -> Peripheral:
        """A scanner that nobody has."""
        return self.make.printer(self.server, name, kind=PeripheralKind.BARCODE_SCANNER)


@pytest.fixture
def counter(app: Flask, make: Make) -> Counter:
    server, _token = make.store_server(make.store("Kraków"))
    tills = [make.till(make.device(f"Kasa {number}", server.store)) for number in (1, 2, 3)]
    return Counter(app, make, make.sign_in(app.test_client(), make.first_owner()), tills, server)


def usage(reader: Reader, role: str) -> Any:
    """What a till reads of a role."""
    (text,) = reader.content.values()
    return json.loads(text)["usage_mode"][role]


def test_each_deed_reaches_exactly_the_till_that_it_concerns(counter: Counter) -> None:
    printer = counter.make.printer(counter.server)
    field, wish = "assembly_printer", {"peripheral": printer.public_id}
    switch = {"option": "print_assembly_slips", "on": "0"}
    deeds: list[tuple[str, dict[str, Any], list[str]]] = [
        (field, wish, ["Kasa 1"]),
        (field, wish, []),
        (f"{field}/switch", switch, ["Kasa 1"]),
        (f"{field}/switch", switch, []),
        (f"{field}/switch", switch | {"option": "print_money"}, []),
        (f"{field}/language", {"language": "ru"}, ["Kasa 1"]),
        (f"{field}/language", {"language": "ru"}, []),
        (f"{field}/language", {"language": "tlh"}, []),
        (field, {"peripheral": "unknown"}, []),
        ("product_scanner", wish, []),
        (f"{field}/clear", {}, ["Kasa 1"]),
        (f"{field}/clear", {}, []),
    ]
    for path, fields, expected in deeds:
        assert counter.heard(lambda path=path, fields=fields: counter.post(0, path, fields)) == expected, path  # type: ignore[misc]


def test_slips_that_are_off_leave_the_printer_with_the_till(counter: Counter) -> None:
    printer = counter.make.printer(counter.server)
    counter.make.assignment(counter.tills[0].device, printer, Role.ASSEMBLY_PRINTER)
    for on in ("0", "1"):
        counter.post(0, "assembly_printer/switch", {"option": "print_assembly_slips", "on": on})
        used = usage(counter.readers()[0], "assembly_printer")
        assert used["peripheral"]["id"] == printer.public_id
        assert used["options"] == {"print_assembly_slips": on == "1", "only_made_to_order": True}


def test_a_take_over_reaches_both_tills_and_no_third(counter: Counter) -> None:
    scanner = counter.scanner()
    wish = {"peripheral": scanner.public_id}
    assert counter.heard(lambda: counter.post(0, "product_scanner", wish)) == ["Kasa 1"]
    assert counter.heard(lambda: counter.post(1, "product_scanner", wish)) == []  # only asked
    taken = wish | {"take_over": "1", "holder": counter.tills[0].device.public_id}
    assert counter.heard(lambda: counter.post(1, "product_scanner", taken)) == ["Kasa 1", "Kasa 2"]
    readers = counter.readers()
    assert usage(readers[0], "product_scanner") is None
    assert usage(readers[1], "product_scanner")["peripheral"]["id"] == scanner.public_id


def test_a_peripheral_that_changes_reaches_all_who_use_it(counter: Counter, session: Session) -> None:
    printer = counter.make.printer(counter.server)
    for till, role in ((0, Role.RECEIPT_PRINTER), (2, Role.PICKUP_PRINTER)):
        counter.make.assignment(counter.tills[till].device, printer, role)

    def rename() -> None:
        printer.name = "Epson przy oknie"
        session.commit()

    assert counter.heard(rename) == ["Kasa 1", "Kasa 3"]


def test_a_till_that_was_cut_off_hears_nothing_more_and_may_only_deposit(
    counter: Counter, session: Session
) -> None:
    (reader, *_others) = counter.readers()
    till = counter.tills[0]
    deactivate_device(session, till.device, now())
    session.commit()
    counter.post(0, "receipt_printer", {"peripheral": counter.make.printer(counter.server).public_id})
    api = counter.app.extensions["api"].test_client()
    for path in ("poll", "sync/configuration", "sync/configuration/snapshot", "sync/users", "sync/products"):
        answer = api.get(f"/api/v1/{path}", headers=till.headers)
        assert (answer.status_code, answer.json["code"]) == (403, "device_inactive"), path
    assert reader.fetch() == 403
    body = {"at": "2026-11-20T09:30:00.000Z", "shift_id": str(uuid4()), "opening_cash": 10_000}
    entry = {"id": str(uuid4()), "n": 1, "kind": "shift_open", "body": body}
    answer = api.post("/api/v1/sync/transactions", json={"entries": [entry]}, headers=till.headers)
    assert (answer.status_code, answer.json["results"][0]["status"]) == (200, "stored"), answer.json


def at_once(*deeds: Callable[[], TestResponse]) -> list[TestResponse]:
    """What each deed is answered when all begin at the same moment."""
    start = threading.Barrier(len(deeds))

    def run(deed: Callable[[], TestResponse]) -> TestResponse:
        start.wait(20)
        return deed()

    with ThreadPoolExecutor(len(deeds)) as people:
        return list(people.map(run, deeds))


def holders(session: Session, scanner: Peripheral) -> list[str]:
    """Which POS have this scanner."""
    session.expire_all()
    query = select(Device.name).join(Assignment).where(Assignment.peripheral_id == scanner.id)
    return list(session.scalars(query))


class Desk:
    """A browser of somebody who has the form before them."""

    def __init__(self, counter: Counter) -> None:
        self.client = counter.make.sign_in(counter.app.test_client(), counter.make.first_owner())
        self.token = find_token(self.client, "/stores")

    def post(self, path: str, **fields: str) -> TestResponse:
        """Press the button."""
        return self.client.post(path, data={"csrf_token": self.token, **fields})


def test_of_two_who_take_a_scanner_over_at_once_one_gets_it_and_the_other_is_told_who(
    counter: Counter, session: Session
) -> None:
    first, second, third = (till.device for till in counter.tills)
    desks = [Desk(counter), Desk(counter)]
    for number in range(ROUNDS):
        scanner = counter.scanner(f"Scanner {number}")
        counter.make.assignment(first, scanner, Role.PRODUCT_SCANNER)
        wish = {"peripheral": scanner.public_id, "take_over": "1", "holder": first.public_id}
        answers = at_once(
            *(
                partial(desk.post, f"/devices/{device.public_id}/usage-mode/product_scanner", **wish)
                for desk, device in zip(desks, (second, third), strict=True)
            )
        )
        assert sorted(answer.status_code for answer in answers) == [302, 422]
        (winner,) = holders(session, scanner)
        loser = next(answer for answer in answers if answer.status_code == 422)
        page = text_of(check_page(loser.get_data(as_text=True), "en"))
        assert winner in ("Kasa 2", "Kasa 3")
        assert f"{winner} was faster" in page


def test_two_tills_that_swap_their_scanners_at_once_do_not_wait_for_ever(
    counter: Counter, session: Session
) -> None:
    first, second, _third = (till.device for till in counter.tills)
    desks = [Desk(counter), Desk(counter)]
    scanners = [counter.scanner("Left"), counter.scanner("Right")]
    for device, scanner in zip((first, second), scanners, strict=True):
        counter.make.assignment(device, scanner, Role.PRODUCT_SCANNER)
    for number in range(ROUNDS):
        wanted = scanners if number % 2 else scanners[::-1]
        answers = at_once(
            *(
                partial(
                    desk.post,
                    f"/devices/{device.public_id}/usage-mode/product_scanner",
                    peripheral=scanner.public_id,
                    take_over="1",
                )
                for desk, device, scanner in zip(desks, (first, second), wanted, strict=True)
            )
        )
        assert {answer.status_code for answer in answers} <= {302, 422}
        assert all(len(holders(session, scanner)) <= 1 for scanner in scanners)


def test_nobody_is_given_a_peripheral_that_is_just_being_removed(counter: Counter, session: Session) -> None:
    device = counter.tills[0].device
    desks = [Desk(counter), Desk(counter)]
    for number in range(ROUNDS):
        printer = counter.make.printer(counter.server, f"Printer {number}")
        field = f"/devices/{device.public_id}/usage-mode/receipt_printer"
        given, removed = at_once(
            partial(desks[0].post, field, peripheral=printer.public_id),
            partial(desks[1].post, f"/peripherals/{printer.public_id}/remove"),
        )
        assert removed.status_code == 302
        assert given.status_code in (302, 422)
        session.expire_all()
        assert session.scalars(select(Assignment).where(Assignment.peripheral_id == printer.id)).all() == []


def test_what_two_add_at_once_is_added_once(counter: Counter, session: Session) -> None:
    desks = [Desk(counter), Desk(counter)]
    for number in range(ROUNDS):
        found = counter.make.discovery(counter.server, f"192.168.1.{number + 1}")
        add = f"/peripherals/found/{found.public_id}/add"
        answers = at_once(*(partial(desk.post, add) for desk in desks))
        assert len({answer.location for answer in answers}) == 1
        session.expire_all()
        assert len(session.scalars(select(Peripheral)).all()) == number + 1


def test_no_drawer_hangs_behind_a_printer_that_is_just_being_removed(
    counter: Counter, session: Session
) -> None:
    desks = [Desk(counter), Desk(counter)]
    for number in range(ROUNDS):
        printer = counter.make.printer(counter.server, f"Printer {number}")
        drawer = {"name": "Drawer", "way": "printer", "printer": printer.public_id, "pin": "2"}
        added, removed = at_once(
            partial(desks[0].post, "/peripherals/new?kind=cash_drawer", **drawer),
            partial(desks[1].post, f"/peripherals/{printer.public_id}/remove"),
        )
        assert (added.status_code, removed.status_code) in ((302, 422), (422, 302))


def test_a_field_that_is_emptied_and_switched_and_taken_at_once_breaks_nothing(
    counter: Counter, session: Session
) -> None:
    first, second, _third = (till.device for till in counter.tills)
    desks = [Desk(counter), Desk(counter), Desk(counter)]
    tab = f"/devices/{first.public_id}/usage-mode"
    for number in range(ROUNDS):
        printer, scanner = counter.make.printer(counter.server), counter.scanner(f"Scanner {number}")
        counter.make.assignment(first, scanner, Role.PRODUCT_SCANNER)
        counter.make.assignment(first, printer, Role.ASSEMBLY_PRINTER)
        answers = at_once(
            partial(desks[0].post, f"{tab}/product_scanner/clear"),
            partial(
                desks[1].post,
                f"/devices/{second.public_id}/usage-mode/product_scanner",
                peripheral=scanner.public_id,
                take_over="1",
            ),
            partial(desks[2].post, f"{tab}/assembly_printer/switch", option="print_assembly_slips", on="0"),
        )
        assert [answer.status_code for answer in answers] == [302, 302, 302]
        assert holders(session, scanner) == ["Kasa 2"]
        counter.post(0, "assembly_printer/clear", {})
