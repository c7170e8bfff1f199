"""Create a POS, look at its card, edit it."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import DeviceStatus
from models import Device, Event
from tests.devices.test_list import fact_on, report
from tests.make import Make
from tests.pages.browsing import error_at, open_page, post
from tests.pages.house_checks import check_page, text_of


def test_a_new_pos_is_saved_only_by_save_and_is_not_activated(
    office: FlaskClient, make: Make, session: Session
) -> None:
    store = make.store()
    open_page(office, "/devices/new")
    assert session.scalars(select(Device)).all() == []
    session.commit()
    answer = post(office, "/devices/new", {"name": " Kasa 1 ", "store": store.public_id})
    device = session.scalars(select(Device)).one()
    assert answer.headers["Location"] == f"/devices/{device.public_id}"
    assert (device.name, device.status) == ("Kasa 1", DeviceStatus.NOT_ACTIVATED)
    assert "Not activated" in office.get("/devices").text


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": "", "store": "first"}, "name"),
        ({"name": "x" * 81, "store": "first"}, "name"),
        ({"name": "Kasa 1", "store": ""}, "store"),
        ({"name": "Kasa 1", "store": "theirs"}, "store"),
    ],
)
def test_a_pos_needs_a_name_and_a_store(
    office: FlaskClient, make: Make, session: Session, fields: dict[str, str], field: str
) -> None:
    stores = {
        "first": make.store().public_id,
        "theirs": make.store(owner=make.owner()).public_id,
        "": "",
    }
    answer = post(office, "/devices/new", {"name": fields["name"], "store": stores[fields["store"]]})
    assert answer.status_code == 422
    assert error_at(check_page(answer.text, "en"), field)
    assert session.scalars(select(Device)).all() == []


def test_without_a_store_the_form_says_what_to_do_first(office: FlaskClient) -> None:
    assert "No active store" in text_of(open_page(office, "/devices/new"))


def test_editing_writes_history_in_sentences(office: FlaskClient, make: Make, session: Session) -> None:
    device, other = make.device("Kasa 1"), make.store("Łódź")
    path = f"/devices/{device.public_id}/edit"
    post(office, path, {"name": "Bar", "store": other.public_id})
    session.refresh(device)
    assert (device.name, device.store.name) == ("Bar", "Łódź")
    history = text_of(open_page(office, f"/devices/{device.public_id}/history"))
    assert "Renamed from Kasa 1 to Bar." in history
    assert "Moved from the store Kraków to Łódź." in history
    assert "Alicja" in history


def test_saving_without_a_change_leaves_no_trace(office: FlaskClient, make: Make, session: Session) -> None:
    device = make.device("Kasa 1")
    path = f"/devices/{device.public_id}/edit"
    post(office, path, {"name": "Kasa 1", "store": device.store.public_id})
    assert [event.verb for event in session.scalars(select(Event).where(Event.subject_kind == "device"))] == [
        "device.created"
    ]


def test_the_card_shows_the_till_and_what_it_holds(office: FlaskClient, make: Make, session: Session) -> None:
    till = make.till(make.device("Kasa 1"))
    till.generation.hardware = {"brand": "SUNMI", "model": "V2", "serial": None}
    report(session, till, unsent_receipts=4, unsent_entries=5, unsent_amount=31240, open_tickets=2)
    page = text_of(open_page(office, f"/devices/{till.device.public_id}"))
    for words in ("SUNMI V2", "What the till still holds", "PLN312.40", "Open tickets", "Deactivate"):
        assert words in page


@pytest.mark.parametrize("status", list(DeviceStatus))
def test_the_card_of_every_status_is_a_sound_page(office: FlaskClient, make: Make, status: str) -> None:
    device = make.device("Kasa 1", status=status)
    page = text_of(open_page(office, f"/devices/{device.public_id}"))
    assert ("Deactivate" in page) == (status in ("activated", "draining"))
    assert ("Edit POS" in page) == (status != "deleted")


@pytest.mark.parametrize("tab", ["", "/usage-mode", "/receipts", "/history", "/edit", "/activation"])
def test_another_accounts_pos_does_not_exist_here(office: FlaskClient, make: Make, tab: str) -> None:
    theirs = make.device(store=make.store(owner=make.owner()))
    assert office.get(f"/devices/{theirs.public_id}{tab}").status_code == 404


@pytest.mark.parametrize("tab", ["/edit", "/activation", "/activation/state", "/deactivate", "/delete"])
def test_who_may_only_look_does_not_get_in(onlooker: FlaskClient, make: Make, tab: str) -> None:
    device = make.device()
    assert onlooker.get(f"/devices/{device.public_id}{tab}").status_code == 403
    assert "Edit POS" not in text_of(open_page(onlooker, f"/devices/{device.public_id}"))


def test_the_card_leads_to_the_entries_that_never_came_from_any_till_of_the_pos(
    office: FlaskClient, make: Make, session: Session
) -> None:
    first = make.till()
    address = f"/receipts/missing?device={first.device.public_id}"

    def link() -> str:
        page = open_page(office, f"/devices/{first.device.public_id}")
        (found,) = (one for one in page.iter("a") if one.get("href") == address)
        return text_of(found)

    assert link() == "No missing entries"
    first.generation.missing, first.generation.last_n = [[2, 4]], 5
    second = make.till(first.device)
    second.generation.missing, second.generation.last_n = [[7, 7]], 8
    session.commit()
    assert link() == "4 missing entries"
    assert "2–4" in text_of(open_page(office, address))


@pytest.mark.parametrize(("is_open", "word"), [(True, "open"), (False, "closed")])
@pytest.mark.parametrize("page", ["", "/deactivate", "/delete"])
def test_the_state_of_the_shift_stands_beside_its_name_and_does_not_repeat_it(
    office: FlaskClient, make: Make, session: Session, page: str, is_open: bool, word: str
) -> None:
    till = make.till()
    report(session, till, **({"open_shift_id": "morning"} if is_open else {}))
    assert fact_on(open_page(office, f"/devices/{till.device.public_id}{page}"), "Shift") == word
