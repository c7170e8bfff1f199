"""Stores: create, edit, let rest and wake, with what happens to their tills said."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import DeviceStatus, StoreStatus
from models import OneTimeCode, Store
from tests.make import Make
from tests.pages.browsing import error_at, find_token, open_page, post
from tests.pages.house_checks import check_page, text_of

FIELDS = {"name": "Kraków", "timezone": "Europe/Warsaw", "language": "pl"}


def test_an_empty_list_says_what_to_do(office: FlaskClient) -> None:
    assert "No store yet" in text_of(open_page(office, "/stores"))


def test_the_form_proposes_the_country_first(office: FlaskClient) -> None:
    page = open_page(office, "/stores/new")
    groups = page.findall(".//select[@id='timezone']/optgroup")
    assert groups[0].get("label") == "Poland"
    assert [option.get("value") for option in groups[0]] == ["Europe/Warsaw"]
    chosen = page.find(".//select[@id='timezone']//option[@selected]")
    assert chosen is not None
    assert chosen.get("value") == "Europe/Warsaw"


def test_a_new_store_is_active(office: FlaskClient, session: Session) -> None:
    answer = post(
        office, "/stores/new", FIELDS | {"address": "Floriańska 12", "receipt_footer": "Dziękujemy"}
    )
    store = session.scalars(select(Store)).one()
    assert answer.headers["Location"] == f"/stores/{store.public_id}"
    assert (store.name, store.status, store.receipt_footer) == ("Kraków", "active", "Dziękujemy")
    page = text_of(open_page(office, f"/stores/{store.public_id}"))
    for words in (
        "Active",
        "Floriańska 12",
        "Warsaw (UTC+01:00)",
        "Polski",
        "No POS in this store yet",
        "Created.",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("timezone", "Mars/Base"),
        ("language", "xx"),
        ("address", "x" * 401),
    ],
)
def test_a_store_that_is_not_as_it_should_be_is_explained_at_the_field(
    office: FlaskClient, session: Session, field: str, value: str
) -> None:
    answer = post(office, "/stores/new", FIELDS | {field: value})
    assert answer.status_code == 422
    assert error_at(check_page(answer.text, "en"), field)
    assert session.scalars(select(Store)).all() == []


def test_editing_a_store_shows_what_is_kept(office: FlaskClient, make: Make, session: Session) -> None:
    store = make.store("Kraków")
    path = f"/stores/{store.public_id}/edit"
    open_page(office, path)
    post(office, path, FIELDS | {"name": "Kraków Rynek", "language": "ru"})
    session.refresh(store)
    assert (store.name, store.language) == ("Kraków Rynek", "ru")
    assert "Its data were changed." in text_of(open_page(office, f"/stores/{store.public_id}"))


def test_a_resting_store_says_what_happens_to_its_tills(
    office: FlaskClient, make: Make, session: Session
) -> None:
    store = make.store()
    make.device("Kasa 1", store, DeviceStatus.ACTIVATED)
    path = f"/stores/{store.public_id}/deactivate"
    page = text_of(open_page(office, path))
    for words in ("1 till of this store is activated. It goes on selling", "Kasa 1", "Unsent receipts"):
        assert words in page
    session.refresh(store)
    assert store.status == StoreStatus.ACTIVE
    session.commit()
    post(office, path, {})
    session.refresh(store)
    assert store.status == StoreStatus.INACTIVE
    assert "None of its tills can be activated." in text_of(open_page(office, f"/stores/{store.public_id}"))


@pytest.mark.parametrize(
    ("waiting", "expected"), [(0, "/devices/new?store="), (1, "/devices/{}/activation"), (2, "/stores/")]
)
def test_waking_a_store_leads_to_the_codes_of_its_tills(
    office: FlaskClient, make: Make, session: Session, waiting: int, expected: str
) -> None:
    store = make.store()
    make.device("Kasa 0", store, DeviceStatus.ACTIVATED)
    devices = [make.device(f"Kasa {number + 1}", store) for number in range(waiting)]
    store.status = StoreStatus.INACTIVE
    session.commit()
    card = f"/stores/{store.public_id}"
    for _ in range(2):  # the second time the store is active already: it leads on all the same
        answer = post(office, f"{card}/activate", {}, token_from=card)
        assert answer.headers["Location"].startswith(expected.format(*(d.public_id for d in devices[:1])))
    session.expire_all()
    codes = session.scalars(select(OneTimeCode)).all()
    assert len(codes) == (1 if waiting == 1 else 0)  # a code that is shown stays as it is
    session.commit()
    page = text_of(open_page(office, answer.headers["Location"]))
    assert ("Activation code" in page) == (waiting == 1)
    assert page.count("Kasa") >= waiting
    assert store.status == StoreStatus.ACTIVE
    session.commit()
    assert text_of(open_page(office, card)).count("Activation code") == waiting


def test_a_store_without_a_waiting_till_leads_through_a_new_pos_to_its_code(
    office: FlaskClient, make: Make, session: Session
) -> None:
    store = make.store()
    make.store("Other")
    card = f"/stores/{store.public_id}"
    new = post(office, f"{card}/activate", {}, token_from=card).headers["Location"]
    page = open_page(office, new)
    chosen = page.find(".//select[@id='store']//option[@selected]")
    assert chosen is not None
    assert chosen.get("value") == store.public_id
    answer = post(office, new, {"name": "Kasa 1", "store": store.public_id})
    assert answer.headers["Location"].endswith("/activation")
    assert "Activation code" in text_of(open_page(office, answer.headers["Location"]))


def test_the_list_counts_tills_and_filters(office: FlaskClient, make: Make, session: Session) -> None:
    first, second = make.store("Łódź"), make.store("Kraków")
    make.device("A", first, DeviceStatus.ACTIVATED)
    make.device("B", first)
    make.device("C", first, DeviceStatus.DELETED)
    second.status = StoreStatus.INACTIVE
    session.commit()
    page = open_page(office, "/stores")
    rows = [[text_of(cell) for cell in row][:3] for row in page.findall(".//tbody/tr")]
    assert rows == [["Kraków", "Inactive", "0 of 0"], ["Łódź", "Active", "1 of 2"]]
    assert "Łódź" not in text_of(open_page(office, "/stores?status=inactive").find(".//section[@id='list']"))  # type: ignore[arg-type]
    assert "No store fits" in text_of(open_page(office, "/stores?q=nothing"))


@pytest.mark.parametrize("path", ["/new", "/{}/edit", "/{}/deactivate"])
def test_who_may_only_look_changes_nothing(onlooker: FlaskClient, make: Make, path: str) -> None:
    store = make.store()
    assert onlooker.get(f"/stores{path.format(store.public_id)}").status_code == 403
    token = find_token(onlooker, "/stores")
    answer = onlooker.post(f"/stores/{store.public_id}/activate", data={"csrf_token": token})
    assert answer.status_code == 403
    assert "Create store" not in text_of(open_page(onlooker, "/stores"))


@pytest.mark.parametrize("path", ["", "/edit", "/deactivate"])
def test_another_accounts_store_does_not_exist_here(office: FlaskClient, make: Make, path: str) -> None:
    theirs = make.store(owner=make.owner())
    assert office.get(f"/stores/{theirs.public_id}{path}").status_code == 404
