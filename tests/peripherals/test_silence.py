"""A printer that never answers: the owner lets it print all the same, and takes that back."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import PeripheralKind
from domain.refusal import Refusal
from models import Event, Peripheral
from models.scope import enter_account
from services.peripherals.peripherals import remove_peripheral
from services.peripherals.unconfirmed_printing import set_unconfirmed_printing
from services.store_servers.store_server_health import PeripheralReport, record_health
from tests.make import Make, now
from tests.pages.browsing import open_page, post
from tests.pages.house_checks import text_of
from tests.peripherals.counter import Counter, make_counter

SAYS = "This printer never answers"


@pytest.fixture
def counter(make: Make) -> Counter:
    """A store with its box, a printer and a till."""
    return make_counter(make)


def read(client: FlaskClient, path: str) -> str:
    """What a reader reads on a page."""
    main = open_page(client, path).find(".//main")
    assert main is not None
    return text_of(main)


def facts_of(client: FlaskClient, path: str) -> list[str]:
    """Its facts, as label and value."""
    facts = open_page(client, path).findall(".//dl/div")
    return [": ".join(text_of(part) for part in fact) for fact in facts]


def choose(client: FlaskClient, printer: Peripheral, choice: str) -> int:
    return post(client, f"/peripherals/{printer.public_id}/silence", {"silence-choice": choice}).status_code


def kept(session: Session, printer: Peripheral) -> str | None:
    """What the office knows of how it confirms."""
    session.refresh(printer)
    return printer.confirm


def report(session: Session, printer: Peripheral, state: str, confirm: str | None = None) -> None:
    assert printer.store_server is not None
    told = PeripheralReport(printer.public_id, state, confirm=confirm)
    record_health(session, printer.store_server, {}, [told], now(), urls=[])
    session.commit()


def test_a_mute_printer_offers_to_print_all_the_same_and_the_choice_reaches_its_box(
    app: Flask, office: FlaskClient, make: Make, session: Session
) -> None:
    server, token = make.store_server()
    printer = make.printer(server, "Star")
    app.extensions["contacts"].heard(f"store_server:{server.id}", now())
    path = f"/peripherals/{printer.public_id}"
    assert SAYS not in read(office, path)
    report(session, printer, "mute")
    assert SAYS in read(office, path)
    assert "Nothing is printed on it, its papers wait." in read(office, path)
    assert "If it never answers: Its papers wait" in facts_of(office, path)
    page = read(office, f"{path}/silence")
    assert "nobody knows whether they came out" in page
    assert choose(office, printer, "print") == 302
    assert "Nobody knows whether they came out." in read(office, path)
    assert "If it never answers: Prints all the same" in facts_of(office, path)
    box = app.extensions["api"].test_client()
    told: Any = box.get(
        "/api/v1/store-server/configuration", headers={"Authorization": f"Bearer {token}"}
    ).json
    assert [one["confirm"] for one in told["peripherals"]] == ["blind"]
    events = list(session.scalars(select(Event).where(Event.verb == "peripheral.unconfirmed_set")))
    assert [(event.subject_name, event.facts) for event in events] == [("Star", {"on": True})]


def test_what_a_box_learns_does_not_undo_the_owners_word_and_the_owner_can(
    office: FlaskClient, session: Session, counter: Counter
) -> None:
    printer = counter.printer
    assert choose(office, printer, "print") == 302
    report(session, printer, "online", confirm="process_id")
    assert kept(session, printer) == "blind"
    assert choose(office, printer, "wait") == 302
    assert kept(session, printer) is None
    report(session, printer, "online", confirm="process_id")
    assert kept(session, printer) == "process_id"
    assert choose(office, printer, "wait") == 302
    assert kept(session, printer) == "process_id", "nothing changed"


def test_an_answer_that_is_none_is_refused(office: FlaskClient, session: Session, counter: Counter) -> None:
    assert choose(office, counter.printer, "perhaps") == 422
    assert kept(session, counter.printer) is None


@pytest.mark.parametrize("kind", [kind for kind in PeripheralKind if not kind.endswith("printer")])
def test_only_printers_have_the_choice(
    office: FlaskClient, make: Make, session: Session, counter: Counter, kind: PeripheralKind
) -> None:
    thing = make.printer(counter.server, "Thing", kind=kind)
    assert office.get(f"/peripherals/{thing.public_id}/silence").status_code == 404
    assert "If it never answers" not in read(office, f"/peripherals/{thing.public_id}")
    with pytest.raises(Refusal, match="kind_unfit"):
        set_unconfirmed_printing(session, thing, now(), is_allowed=True)


def test_a_printer_that_somebody_removed_meanwhile_is_refused(session: Session, counter: Counter) -> None:
    printer = counter.printer
    enter_account(session, printer.account_id)
    remove_peripheral(session, printer, now())
    with pytest.raises(Refusal, match="peripheral_unknown"):
        set_unconfirmed_printing(session, printer, now(), is_allowed=True)
