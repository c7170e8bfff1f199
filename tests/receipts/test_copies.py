"""A copy of a receipt on paper: on the till's own printer, or on another one of its store that can be reached."""

import json
from typing import NamedTuple
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from domain.names import StoreServerStatus
from extensions import db
from models import Event, Peripheral, PrintJob, Receipt, StoreServer
from services.tills.contacts import Contacts
from tests.make import Make, Till, now
from tests.pages.browsing import error_at, find_token, open_page
from tests.pages.house_checks import check_page, text_of
from tests.receipts.journal import sale, send
from tests.walks.test_pages import statements


class Shop(NamedTuple):
    """A till that sold, and a box with printers in its store."""

    owner: FlaskClient
    till: Till
    server: StoreServer
    path: str

    def offered(self) -> list[str]:
        """The printers on the receipt's page, as they are read."""
        options = open_page(self.owner, self.path).findall(".//select[@id='printer']/option")
        return [text_of(option) for option in options]

    def copy(self, headers: dict[str, str] | None = None, **fields: str) -> TestResponse:
        """Ask for a copy as the card does."""
        fields["csrf_token"] = find_token(self.owner, self.path)
        return self.owner.post(f"{self.path}/copy", data=fields, headers=headers)


@pytest.fixture
def shop(client: FlaskClient, make: Make, session: Session) -> Shop:
    owner = make.sign_in(client, make.first_owner())
    till = make.till(make.device("Kasa 7"))
    server, _secret = make.store_server(till.device.store)
    send(client, till, sale(1))
    return Shop(owner, till, server, f"/receipts/{session.scalars(select(Receipt.public_id)).one()}")


def jobs(session: Session) -> list[PrintJob]:
    return list(session.scalars(select(PrintJob).order_by(PrintJob.id)))


def test_the_tills_own_printer_stands_first_and_each_with_its_state(
    shop: Shop, make: Make, session: Session, app: Flask
) -> None:
    bar, own = make.printer(shop.server, "Bar"), make.printer(shop.server, "Kasa")
    make.printer(make.store_server(make.store("Elsewhere", make.owner()))[0], "Far away")
    gone = make.printer(shop.server, "Gone")
    gone.deleted_at = now()
    make.assignment(shop.till.device, own)
    bar.state, own.state = "online", "paper_out"
    session.commit()
    contacts: Contacts = app.extensions["contacts"]
    contacts.heard(f"store_server:{shop.server.id}", now())
    assert shop.offered() == ["Kasa, the till’s own – Out of paper", "Bar – Online"]


def test_a_copy_goes_where_it_was_sent_marked_as_a_copy(shop: Shop, make: Make, session: Session) -> None:
    own, bar = make.printer(shop.server, "Kasa"), make.printer(shop.server, "Bar")
    make.assignment(shop.till.device, own)
    for chosen, printer in ((bar.public_id, bar), (own.public_id, own), ("", own)):
        answer = shop.copy(printer=chosen)
        assert answer.location.endswith(shop.path)
        assert f"A copy goes to {printer.name}." in text_of(open_page(shop.owner, shop.path))
        job = jobs(session)[-1]
        assert (job.peripheral_id, job.store_server_id, job.device_id, job.requested_by) == (
            printer.id,
            shop.server.id,
            shop.till.device.id,
            "Alicja",
        )
        document = json.loads(job.document)
        assert (document["kind"], document["duplicate"]) == ("receipt", True)
        assert document["receipt"]["lines"][0]["name"] == "Żurek"
    told = session.scalars(
        select(Event.facts).where(Event.verb == "device.receipt_copied").order_by(Event.id)
    )
    assert [facts["printer"] for facts in told] == ["Bar", "Kasa", "Kasa"]


def test_print_journal_and_printer_name_the_copy_as_one(shop: Shop, make: Make, session: Session) -> None:
    own = make.printer(shop.server, "Kasa")
    make.assignment(shop.till.device, own)
    sold = {"kind": "receipt", "receipt": {"number": "1-1-000001", "note": 'so-called "duplicate":true'}}
    request = {"role": "receipt_printer", "document": sold}
    path = f"/api/v1/print-jobs/{uuid4()}"
    assert shop.owner.put(path, json=request, headers=shop.till.headers).status_code == 201
    shop.copy(printer=own.public_id)
    plain, copy = jobs(session)
    for page in ("/peripherals/journal", f"/peripherals/{own.public_id}"):
        names = [text_of(one) for one in open_page(shop.owner, page).findall(".//tbody/tr/th")]
        assert names == ["Receipt 1-1-000001 Duplicate", "Receipt 1-1-000001"], page
    for job, is_marked in ((plain, False), (copy, True)):
        heading = open_page(shop.owner, f"/peripherals/journal/{job.uuid}").find(".//h1")
        assert heading is not None
        assert text_of(heading) == "Print job: Receipt 1-1-000001" + (" Duplicate" if is_marked else "")


def test_without_leaving_the_page_only_the_card_is_drawn_again(
    shop: Shop, make: Make, session: Session
) -> None:
    bar = make.printer(shop.server, "Bar")
    make.printer(shop.server, "Ada")
    headers = {"HX-Request": "true", "HX-Target": "copy"}
    answer = shop.copy(headers, printer=bar.public_id)
    assert answer.status_code == 200
    drawn = answer.get_data(as_text=True)
    assert drawn.lstrip().startswith('<section id="copy">')
    assert "A copy goes to Bar." in drawn
    assert f'<option selected value="{bar.public_id}">' in drawn
    assert len(jobs(session)) == 1


@pytest.mark.parametrize(
    "loss", ["removed", "undriven", "server removed", "on a till", "another account's", "?"]
)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true", "HX-Target": "copy"}])
def test_a_printer_that_vanished_meanwhile_is_refused_at_the_field(
    shop: Shop, make: Make, session: Session, loss: str, headers: dict[str, str]
) -> None:
    printer = make.printer(shop.server, "Bar")
    make.assignment(shop.till.device, make.printer(name="Kasa"))
    wanted = lose(make, session, shop, printer, loss)
    answer = shop.copy(headers, printer=wanted)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    refused = "This printer cannot be reached from here any more. Choose another one."
    assert refused in text
    if not headers:
        assert error_at(check_page(text, "en"), "printer") == refused
    assert jobs(session) == []


def lose(make: Make, session: Session, shop: Shop, printer: Peripheral, how: str) -> str:
    """The printer goes away in some way; which one is asked for then."""
    if how == "removed":
        printer.deleted_at = now()
    elif how == "undriven":
        printer.store_server = None
    elif how == "server removed":
        shop.server.deleted_at = now()
    elif how == "on a till":
        printer.host_device = shop.till.device
    elif how == "another account's":
        stranger = make.store("Strange", make.owner(account_name="Strange"))
        printer = make.printer(make.store_server(stranger)[0], "Strange")
    session.commit()
    return "?" if how == "?" else printer.public_id


def test_where_nothing_can_be_reached_the_page_says_why(shop: Shop, make: Make, session: Session) -> None:
    assert "This till has no printer for this." in text_of(open_page(shop.owner, shop.path))
    printer = make.printer(name="Mała")
    make.assignment(shop.till.device, printer)
    for host, words in (
        (shop.till.device, "Mała hangs on Kasa 7: print it there."),
        (None, "No store server drives this printer yet."),
    ):
        printer.store_server, printer.host_device = None, host
        session.commit()
        assert words in text_of(open_page(shop.owner, shop.path))
        answer = shop.copy()
        assert answer.status_code == 422
        assert words in (error_at(check_page(answer.get_data(as_text=True), "en"), "printer") or "")
    assert jobs(session) == []


def test_a_printer_of_a_box_that_is_not_paired_says_so(shop: Shop, make: Make, session: Session) -> None:
    make.printer(shop.server, "Bar")
    shop.server.status = StoreServerStatus.NOT_PAIRED
    session.commit()
    assert shop.offered() == ["Bar – Store server not paired"]


def test_who_may_not_print_sees_no_choice(shop: Shop, make: Make) -> None:
    make.printer(shop.server, "Bar")
    viewer = make.sign_in(shop.owner, make.user(role="viewer"))
    assert "Print a copy" not in text_of(open_page(viewer, shop.path))


def test_many_printers_cost_no_more_questions_than_one(app: Flask, shop: Shop, make: Make) -> None:
    with app.app_context():
        engine = db.engine

    def asked() -> int:
        open_page(shop.owner, shop.path)
        with statements(engine) as seen:
            open_page(shop.owner, shop.path)
        return len(seen)

    make.printer(shop.server, "One")
    before = asked()
    for number in range(12):
        make.printer(shop.server, f"Printer {number}")
    assert asked() == before
