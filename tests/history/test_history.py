"""The history: every deed in the reader's language, filtered, as a file, and nobody else's."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from extensions import db
from models import Device, Event
from models.scope import Actor, enter_account
from services.devices.devices import edit_device
from services.history.events import record_event
from services.stores.stores import StoreFields, edit_store
from tests.make import Make
from tests.pages.browsing import open_page
from tests.pages.house_checks import text_of

NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


@pytest.fixture
def office(client: FlaskClient, make: Make) -> FlaskClient:
    return make.sign_in(client, make.first_owner())


def do(make: Make, verb: str, device: Device, at: datetime = NOON, **facts: Any) -> None:
    """A deed of the owner at a moment."""
    owner = make.first_owner()
    enter_account(make.session, owner.account_id, Actor("user", owner.name, owner.id))
    record_event(make.session, verb, device, at, **facts)
    make.session.commit()


def lines(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))


def test_an_edit_says_what_it_changed_field_by_field(office: FlaskClient, make: Make) -> None:
    store = make.store("Kraków", receipt_header="Bar\npod Lipą")
    enter_account(make.session, store.account_id)
    fields = StoreFields(name="Nowa Huta", timezone="Europe/Warsaw", language="ru", receipt_header="Bar")
    edit_store(make.session, store, fields, NOON)
    make.session.commit()
    text = text_of(open_page(office, f"/stores/{store.public_id}/history"))
    assert "Name: Kraków → Nowa Huta" in text
    assert "Language: Polski → Русский" in text
    assert "Above each receipt: Bar / pod Lipą → Bar" in text
    assert "Time zone:" not in text


def test_further_stores_are_told_in_words(office: FlaskClient, make: Make) -> None:
    device, stall = make.device("Kasa 1"), make.store("Stragan")
    enter_account(make.session, device.account_id)
    edit_device(make.session, device, name="Kasa 1", store=device.store, also_serves=[stall], now=NOON)
    make.session.commit()
    text = text_of(open_page(office, f"/devices/{device.public_id}/history"))
    assert "Also serves these stores: – → Stragan" in text


def test_each_thing_has_its_own_history(office: FlaskClient, make: Make) -> None:
    store = make.store()
    server, _token = make.store_server(store)
    printer = make.printer(server)
    first, second = make.device("Kasa 1", store), make.device("Kasa 2", store)
    for subject, verb in ((printer, "peripheral.removed"), (server, "store_server.unpaired")):
        enter_account(make.session, store.account_id)
        record_event(make.session, verb, subject, NOON)
        make.session.commit()
    assert "Removed" in text_of(open_page(office, f"/peripherals/{printer.public_id}/history"))
    assert "Unpaired" in text_of(open_page(office, f"/store-servers/{server.public_id}/history"))
    do(make, "device.renamed", first, before="Kasa", after="Kasa 1")
    assert "Renamed from Kasa" in text_of(open_page(office, f"/devices/{first.public_id}/history"))
    assert "Renamed" not in text_of(open_page(office, f"/devices/{second.public_id}/history"))


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Kasa 1", "Касса 2"}),
        ("?kind=device", {"Kasa 1", "Касса 2"}),
        ("?kind=peripheral", set()),
        ("?kind=nonsense", {"Kasa 1", "Касса 2"}),
        ("?q=касса", {"Касса 2"}),
        ("?q=kasa", {"Kasa 1"}),
        ("?q=%25", set()),
        ("?from=2026-11-20", {"Kasa 1"}),
        ("?to=2026-11-19", {"Касса 2"}),
        ("?from=2026-11-19&to=2026-11-19", {"Касса 2"}),
        ("?from=yesterday", {"Kasa 1", "Касса 2"}),
        ("?who=device", set()),
        ("?who=nobody", set()),
        ("?page=99", {"Kasa 1", "Касса 2"}),
    ],
)
def test_it_is_filtered(office: FlaskClient, make: Make, query: str, shown: set[str]) -> None:
    store = make.store()
    for name, at in (("Kasa 1", NOON), ("Касса 2", NOON - timedelta(days=1))):
        device = make.device(name, store)
        make.session.query(Event).filter_by(subject_id=device.public_id).delete()
        do(make, "device.renamed", device, at, before="x", after=name)
    rows = lines(office.get(f"/history.csv{query}"))[1:]
    assert {row[3] for row in rows if row[2] == "POS device"} == shown
    open_page(office, f"/history{query}")


def test_it_is_filtered_by_the_person(office: FlaskClient, make: Make) -> None:
    owner, device = make.first_owner(), make.device()
    do(make, "device.draining", device)
    assert "Deactivation begun" in text_of(open_page(office, f"/history?who={owner.public_id}"))
    stranger = make.owner(account_name="Strange")
    assert "Deactivation begun" not in text_of(open_page(office, f"/history?who={stranger.public_id}"))


def test_the_file_speaks_the_readers_language_and_runs_no_formula(client: FlaskClient, make: Make) -> None:
    owner = make.first_owner()
    make.sign_in(client, owner)
    device = make.device("=1+1")
    enter_account(make.session, owner.account_id, Actor("user", owner.name, owner.id))
    edit_device(make.session, device, name="=2+2", store=device.store, now=NOON)
    make.session.commit()
    first = lines(client.get(f"/devices/{device.public_id}/history.csv"))
    assert first[0] == ["When", "Who", "Kind", "About", "What", "Changes"]
    assert first[1][:5] == [
        "2026-11-20T12:00:00+01:00",
        "Alicja",
        "POS device",
        "'=2+2",
        "Renamed from =1+1 to =2+2.",
    ]


def test_a_viewer_reads_of_things_but_not_of_people(client: FlaskClient, make: Make) -> None:
    viewer = make.user("viewer")
    make.device("Kasa 1")
    make.sign_in(client, viewer)
    text = text_of(open_page(client, "/history"))
    assert "Kasa 1" in text
    assert "Account opened" not in text
    assert "Account opened" not in client.get("/history.csv?kind=account").get_data(as_text=True)


def test_nobody_elses_deeds(office: FlaskClient, make: Make) -> None:
    stranger = make.owner(account_name="Strange")
    device = make.device("Secret till", make.store("Elsewhere", stranger))
    assert "Secret till" not in text_of(open_page(office, "/history"))
    for path in (f"/devices/{device.public_id}/history", f"/devices/{device.public_id}/history.csv"):
        assert office.get(path).status_code == 404


def test_a_long_history_costs_as_many_queries_as_a_short_one(
    office: FlaskClient, make: Make, session: Session
) -> None:
    device = make.device()
    counts = []
    for amount in (3, 600):
        enter_account(session, device.account_id)
        session.add_all(
            Event(
                at=NOON,
                verb="device.draining",
                actor_kind="user",
                actor_name="Alicja",
                subject_kind="device",
                subject_id=device.public_id,
                subject_name=device.name,
                facts={},
            )
            for _number in range(amount)
        )
        session.commit()
        asked: list[str] = []
        with office.application.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", lambda *a, to=asked: to.append(a[2]))
        open_page(office, "/history")
        counts.append(len(asked))
    assert counts[1] == counts[0]
    file = lines(office.get(f"/devices/{device.public_id}/history.csv"))
    assert len(file) > 600


def test_the_same_event_is_read_in_each_language_and_by_each_clock(office: FlaskClient, make: Make) -> None:
    owner, device = make.first_owner(), make.device("Kasa 1")
    do(make, "device.draining", device)
    readings = (
        ("en", "Europe/Warsaw", "Deactivation begun", "12:00"),
        ("pl", "Europe/Warsaw", "Rozpoczęto dezaktywację", "12:00"),
        ("pl", "Asia/Tokyo", "Rozpoczęto dezaktywację", "20:00"),
    )
    for language, timezone, words, clock in readings:
        owner.language, device.store.timezone = language, timezone
        make.session.commit()
        text = office.get(f"/devices/{device.public_id}/history").get_data(as_text=True)
        assert words in text
        assert clock in text
        assert ("Deactivation begun" in text) == (language == "en")


def test_only_where_things_differ_each_line_says_of_which(office: FlaskClient, make: Make) -> None:
    device = make.device("Kasa 1")
    do(make, "device.draining", device)
    for path, cells in ((f"/devices/{device.public_id}/history", 2), ("/history?q=Kasa", 3)):
        row = office.get(path).get_data(as_text=True).partition("<tbody>")[2].partition("</tr>")[0]
        assert "Deactivation begun" in row
        assert row.count("<td") == cells
