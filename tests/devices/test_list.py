"""The list of POS devices: who is there, in the reader's order, and as a file."""

import csv
import io
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from domain.names import DeviceStatus
from models import DeviceReport
from tests.make import Make, Till, now
from tests.pages.browsing import open_page
from tests.pages.house_checks import check_fragment, text_of


def names(client: FlaskClient, query: str = "") -> list[str]:
    """The names that the list shows, top down."""
    page = open_page(client, f"/devices{query}")
    return [text_of(cell) for cell in page.findall(".//tbody/tr/th")]


def fact_on(page: Element, label: str) -> str | None:
    """What stands beside a label in a list of facts, None where there is no such fact."""
    for fact in page.findall(".//dl/div"):
        if text_of(fact.find("dt")) == label:  # type: ignore[arg-type]
            return text_of(fact.find("dd"))  # type: ignore[arg-type]
    return None


def report(session: Session, till: Till, **facts: int | str) -> None:
    """What a till said of itself just now."""
    row = DeviceReport(
        account_id=till.device.account_id,
        generation_id=till.generation.id,
        reported_at=now(),
        peripherals={},
        app_version="2.0.1",
        **facts,
    )
    session.add(row)
    session.commit()


def test_an_empty_list_says_what_to_do(office: FlaskClient) -> None:
    page = open_page(office, "/devices")
    assert "Create POS" in text_of(page.find(".//section[@id='list']"))  # type: ignore[arg-type]


def test_the_list_shows_status_contact_version_and_unsent_receipts(
    app: Flask, office: FlaskClient, make: Make, session: Session
) -> None:
    till = make.till(make.device("Kasa 1"))
    report(session, till, unsent_receipts=3, unsent_entries=4)
    app.extensions["contacts"].heard(f"device:{till.device.id}", now())
    cells = [text_of(cell) for cell in open_page(office, "/devices").findall(".//tbody/tr/*")]
    assert cells[:6] == ["Kasa 1", "Activated", "Kraków", "just now", "2.0.1", "3"]


def test_search_knows_every_alphabet(office: FlaskClient, make: Make) -> None:
    store = make.store()
    for name in ("Касса 1", "Łódź", "Œuvre"):
        make.device(name, store)
    assert names(office, "?q=касса") == ["Касса 1"]
    assert names(office, "?q=ŁÓDŹ") == ["Łódź"]
    assert names(office, "?q=kraków") == ["Łódź", "Œuvre", "Касса 1"]
    assert names(office, "?q=nothing") == []


def test_filters_and_order(office: FlaskClient, make: Make, session: Session) -> None:
    here, there = make.store("Here"), make.store("There")
    report(session, make.till(make.device("B", here)), unsent_receipts=5)
    make.device("A", there)
    make.device("C", here, DeviceStatus.DELETED)
    assert names(office) == ["A", "B"]
    assert names(office, "?sort=-name") == ["B", "A"]
    assert names(office, "?sort=-unsent") == ["B", "A"]
    assert names(office, f"?store={here.public_id}") == ["B"]
    assert names(office, "?status=activated") == ["B"]
    assert names(office, "?status=deleted") == ["C"]


def test_a_long_list_has_pages(office: FlaskClient, make: Make) -> None:
    store = make.store()
    for number in range(51):
        make.device(f"Kasa {number:02}", store)
    assert len(names(office)) == 50
    assert names(office, "?page=2") == ["Kasa 50"]
    assert names(office, "?page=99") == ["Kasa 50"]


def test_the_list_alone_redraws_itself(office: FlaskClient, make: Make) -> None:
    make.device("Kasa 1")
    html = office.get("/devices", headers={"HX-Request": "true", "HX-Target": "list"}).text
    assert "<html" not in html
    assert check_fragment(html).find("section").get("id") == "list"  # type: ignore[union-attr]


def test_the_file_holds_the_filtered_list_and_no_formula(office: FlaskClient, make: Make) -> None:
    store = make.store()
    make.device("=HYPERLINK(1)", store)
    make.device("Ogródek", store)
    answer = office.get("/devices/export.csv")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row[:2] for row in rows[1:]] == [
        ["'=HYPERLINK(1)", "Not activated"],
        ["Ogródek", "Not activated"],
    ]
    assert "Ogródek" not in office.get("/devices/export.csv?q=hyper").text


def test_another_accounts_devices_are_not_in_the_list(office: FlaskClient, make: Make) -> None:
    make.device("Theirs", make.store(owner=make.owner()))
    assert names(office) == []
    assert "Theirs" not in office.get("/devices/export.csv").text


def test_who_may_only_look_sees_no_buttons(onlooker: FlaskClient, make: Make) -> None:
    make.device("Kasa 1")
    html = onlooker.get("/devices").text
    assert "Kasa 1" in html
    assert "/devices/new" not in html
    assert "/edit" not in html


@pytest.mark.parametrize("path", ["/devices", "/devices/new", "/devices/export.csv"])
def test_strangers_are_asked_to_sign_in(client: FlaskClient, make: Make, path: str) -> None:
    make.first_owner()
    assert "/sign-in" in client.get(path).headers["Location"]
