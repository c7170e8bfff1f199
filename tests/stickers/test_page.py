"""Stickers: a label for each till and peripheral, in the language of its shop, with a code that opens its page."""

from dataclasses import replace
from typing import Any

import pytest
import segno
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from blueprints.stickers.labels import A_PAGE, A_SHEET
from domain.names import DeviceStatus, PeripheralKind
from extensions import db
from models import StoreServer, User
from tests.make import Make, now
from tests.pages.browsing import open_page
from tests.pages.house_checks import check_fragment, text_of

PATH = "/stickers"


@pytest.fixture
def owner(client: FlaskClient, make: Make) -> User:
    owner = make.first_owner()
    make.sign_in(client, owner)
    return owner


@pytest.fixture
def box(owner: User, make: Make) -> StoreServer:
    """In a Polish shop."""
    return make.store_server(make.store("Kraków", owner))[0]


def labels(client: FlaskClient, query: str = "") -> list[Any]:
    """The labels, empty places left out."""
    page = open_page(client, PATH + query)
    return [one for one in page.iter("li") if one.get("class") == "sticker" and text_of(one)]


def names(client: FlaskClient, query: str = "") -> list[str]:
    return [text_of(one.find(".//*[@class='sticker-name']")) for one in labels(client, query)]


def test_without_anything_the_page_says_what_to_do(client: FlaskClient, owner: User) -> None:
    assert "Create a POS or add a peripheral first" in text_of(open_page(client, PATH))


def test_a_label_speaks_the_language_of_its_shop(client: FlaskClient, box: StoreServer, make: Make) -> None:
    make.device("Caisse 1", make.store("Lille", language="fr"))
    make.printer(box, "Epson przy ladzie")
    french, polish = sorted(labels(client), key=lambda one: one.get("lang"))
    assert (french.get("lang"), polish.get("lang")) == ("fr", "pl")
    assert "Lille" in text_of(french)
    assert text_of(polish).startswith("Epson przy ladzie Drukarka paragonów Kraków")


def test_the_code_opens_the_things_page(client: FlaskClient, box: StoreServer, make: Make) -> None:
    device, printer = make.device("Kasa 1", box.store), make.printer(box)
    drawings = [one.find(".//{*}path").get("d") for one in labels(client)]
    pages = [f"devices/{device.public_id}", f"peripherals/{printer.public_id}"]
    assert drawings == [drawing_of(f"http://localhost/{page}") for page in pages]


def drawing_of(address: str) -> str:
    """The path of a code's drawing, as the library makes it."""
    drawing = segno.make_qr(address, error="m", mask=3).svg_inline(omitsize=True, border=0)
    return drawing.partition(' d="')[2].partition('"')[0]


def test_the_code_leads_to_the_public_address(
    app: Flask, client: FlaskClient, box: StoreServer, make: Make
) -> None:
    device = make.device("Kasa 1", box.store)
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], public_url="https://office.example")
    drawing = labels(client)[0].find(".//{*}path").get("d")
    assert drawing == drawing_of(f"https://office.example/devices/{device.public_id}")


def test_stickers_of_one_store_of_one_kind_or_of_one_thing(
    client: FlaskClient, box: StoreServer, make: Make
) -> None:
    other = make.store("Gdańsk")
    first, second = make.device("Kasa 1", box.store), make.device("Kasa 2", other)
    printer = make.printer(box, "Epson")
    gone = make.printer(box, "Star", deleted_at=now())
    make.device("Kasa 3", other, status=DeviceStatus.DELETED)
    assert names(client) == ["Kasa 2", "Kasa 1", "Epson"]
    assert names(client, f"?store={box.store.public_id}") == ["Kasa 1", "Epson"]
    assert names(client, "?what=devices") == ["Kasa 2", "Kasa 1"]
    assert names(client, "?what=peripherals") == ["Epson"]
    assert names(client, "?q=eps") == ["Epson"]
    assert names(client, f"?device={second.public_id}") == ["Kasa 2"]
    assert names(client, f"?device={first.public_id}&peripheral={printer.public_id}") == ["Kasa 1", "Epson"]
    assert client.get(f"{PATH}?peripheral={gone.public_id}").status_code == 404


def test_nobody_prints_a_sticker_of_another_account(client: FlaskClient, owner: User, make: Make) -> None:
    stranger = make.device("Caisse", make.store("Lille", make.owner()))
    assert client.get(f"{PATH}?device={stranger.public_id}").status_code == 404


def test_a_peripheral_without_a_store_has_a_label(client: FlaskClient, box: StoreServer, make: Make) -> None:
    make.printer(box, "Epson", store_server=None)
    assert [one.get("lang") for one in labels(client)] == ["en"]


def test_places_used_before_stay_empty(client: FlaskClient, box: StoreServer, make: Make) -> None:
    make.device("Kasa 1", box.store)
    page = open_page(client, f"{PATH}?used=5")
    places = [text_of(one) for one in page.iter("li") if one.get("class") == "sticker"]
    assert places[:5] == [""] * 5
    assert len(places) == 6
    for odd in ("-1", str(A_SHEET), "many"):
        assert names(client, f"?used={odd}") == ["Kasa 1"]


def test_many_labels_come_two_sheets_at_a_time(client: FlaskClient, box: StoreServer, make: Make) -> None:
    for number in range(A_PAGE):
        make.printer(box, f"Epson {number}")
    first = open_page(client, f"{PATH}?used=1")
    assert [len(list(sheet)) for sheet in first.iter("ul") if sheet.get("class") == "sheet"] == [A_SHEET] * 2
    assert len(names(client, "?used=1&page=2")) == 1
    assert names(client, "?used=1&page=9") == names(client, "?used=1&page=2")
    assert len(names(client, "?paper=roll")) == A_PAGE


def test_the_sheets_alone_are_a_fragment(client: FlaskClient, box: StoreServer, make: Make) -> None:
    make.device("Kasa 1", box.store)
    answer = client.get(PATH, headers={"HX-Target": "list", "HX-Request": "true"})
    assert check_fragment(answer.get_data(as_text=True)).find("section") is not None


def test_forty_labels_cost_as_many_queries_as_one(
    app: Flask, client: FlaskClient, box: StoreServer, make: Make
) -> None:
    def queries() -> int:
        seen: list[str] = []

        def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            seen.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", listen)
        assert client.get(PATH).status_code == 200
        event.remove(engine, "before_cursor_execute", listen)
        return len(seen)

    make.printer(box)
    few = queries()
    for number in range(40):
        make.printer(box, f"Scanner {number}", kind=PeripheralKind.BARCODE_SCANNER)
    assert queries() == few
