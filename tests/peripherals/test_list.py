"""The list of peripherals: found by whatever is known of one, filtered, in the reader's order, and as a file."""

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from domain.names import PeripheralKind, Role
from extensions import db
from models import Peripheral, Store, StoreServer
from tests.make import Make, now
from tests.pages.browsing import open_page
from tests.pages.house_checks import check_fragment, text_of
from tests.walks.test_pages import statements


@pytest.fixture
def server(make: Make) -> StoreServer:
    """The box of the first store."""
    return make.store_server(make.store("Kraków"))[0]


def names(client: FlaskClient, query: str = "") -> list[str]:
    """The names that the list shows, top down."""
    page = open_page(client, f"/peripherals{query}")
    return [text_of(cell) for cell in page.findall(".//section[@id='list']//tbody/tr/th/a")]


def network(host: str) -> dict[str, object]:
    """A connection to this address."""
    return {"type": "network", "host": host, "port": 9100}


def test_an_empty_list_says_what_to_add_first(office: FlaskClient) -> None:
    page = open_page(office, "/peripherals")
    assert "Add the receipt printer first." in text_of(page)
    assert "Save as CSV" not in text_of(page), "there is nothing to save"


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("epson", ["Epson"]),
        ("ŁAZIENKI", ["Star"]),
        ("192.168.7", ["Epson"]),
        ("00:26:ab", ["Epson"]),
        ("x3qr", ["Star"]),
        ("TSP143", ["Star"]),
        ("", ["Epson", "Star"]),
    ],
)
def test_a_search_knows_name_store_address_and_numbers(
    office: FlaskClient, make: Make, server: StoreServer, word: str, found: list[str]
) -> None:
    make.printer(server, "Epson", connection=network("192.168.7.50"), mac="00:26:ab:12:34:56")
    other = make.store_server(make.store("Łazienki"))[0]
    make.printer(other, "Star", connection=network("10.0.0.9"), serial="X3QR0012", model="TSP143")
    assert names(office, f"?q={word}") == found


def test_a_search_without_result_offers_all_again(
    office: FlaskClient, make: Make, server: StoreServer
) -> None:
    make.printer(server)
    page = open_page(office, "/peripherals?q=nothing")
    assert "No peripheral fits" in text_of(page)
    assert page.find(".//section[@id='list']//a[@href='/peripherals']") is not None


def test_the_filters_name_kind_and_store(office: FlaskClient, make: Make, server: StoreServer) -> None:
    bar = make.store("Bar")
    make.printer(server, "Epson")
    make.printer(server, "Bizerba", kind=PeripheralKind.SCALE)
    make.printer(make.store_server(bar)[0], "Star")
    make.printer(server, "Verifone", kind=PeripheralKind.PAYMENT_TERMINAL, store_server=None, store=bar)
    assert names(office, "?kind=scale") == ["Bizerba"]
    assert names(office, f"?store={bar.public_id}") == ["Star", "Verifone"]
    assert names(office, f"?kind=receipt_printer&store={bar.public_id}") == ["Star"]
    assert len(names(office, "?kind=typewriter&sort=colour&page=x")) == 4, "what is no filter filters nothing"


def test_the_filter_by_state_asks_whether_it_works_now(
    app: Flask, office: FlaskClient, make: Make, server: StoreServer
) -> None:
    make.printer(server, "Epson", state="online", state_since=now())
    make.printer(server, "Star", state="paper_out", state_since=now())
    make.printer(server, "Citizen")
    assert names(office, "?state=unknown") == ["Citizen", "Epson", "Star"], "their store server is silent"
    app.extensions["contacts"].heard(f"store_server:{server.id}", now())
    assert names(office, "?state=works") == ["Epson"]
    assert names(office, "?state=attention") == ["Star"]
    assert names(office, "?state=unknown") == ["Citizen"]
    assert names(office, "?sort=state") == ["Star", "Citizen", "Epson"], "what needs somebody comes first"
    assert names(office, "?sort=-state") == ["Epson", "Citizen", "Star"]


def test_names_are_in_the_readers_alphabet(
    office: FlaskClient, make: Make, session: Session, server: StoreServer
) -> None:
    make.first_owner().language = "pl"
    session.commit()
    for name in ("Zebra", "Łódka", "Lodówka", "Ćmielów", "Czajnik"):
        make.printer(server, name)
    order = ["Czajnik", "Ćmielów", "Lodówka", "Łódka", "Zebra"]
    for query, expected in (("", order), ("?sort=-name", order[::-1])):
        page = open_page(office, f"/peripherals{query}", "pl")
        shown = [text_of(cell) for cell in page.findall(".//section[@id='list']//tbody/tr/th/a")]
        assert shown == expected


def test_fifty_stand_on_a_page_and_too_high_a_number_shows_the_last(
    office: FlaskClient, make: Make, session: Session, server: StoreServer
) -> None:
    stock(session, server, 120)
    assert names(office)[0] == "Printer 000"
    assert len(names(office)) == 50
    assert names(office, "?page=3") == [f"Printer {number:03}" for number in range(100, 120)]
    assert names(office, "?page=99")[-1] == "Printer 119"
    assert names(office, "?page=-1&q=printer 1")[0] == "Printer 100"


def test_the_list_redraws_alone(office: FlaskClient, make: Make, server: StoreServer) -> None:
    make.printer(server)
    answer = office.get("/peripherals?q=eps", headers={"HX-Request": "true", "HX-Target": "list"})
    part = check_fragment(answer.get_data(as_text=True))
    assert part.find("./section[@id='list']//tbody/tr") is not None


def test_a_place_is_told_by_what_the_thing_hangs_on(
    office: FlaskClient, make: Make, server: StoreServer
) -> None:
    till = make.device("Kasa 2", server.store)
    printer = make.printer(server, "Epson")
    make.printer(server, "Drawer", kind=PeripheralKind.CASH_DRAWER, printer=printer)
    make.printer(server, "Honeywell", connection={"type": "usb", "path": "/dev/hidraw0"})
    make.printer(server, "Scale", kind=PeripheralKind.SCALE, store_server=None, host_device=till)
    rows = open_page(office, "/peripherals").findall(".//section[@id='list']//tbody/tr")
    places = {text_of(row[0].find("a")): text_of(row[2]) for row in rows}  # type: ignore[arg-type]
    assert places["Drawer"].startswith("Opened by Epson")
    assert places["Epson"].startswith("127.0.0.1:9100")
    assert places["Honeywell"].startswith("On the store server Zaplecze")
    assert places["Scale"].startswith("Connected to Kasa 2")


def test_who_uses_it_is_told_and_many_are_counted(
    office: FlaskClient, make: Make, server: StoreServer
) -> None:
    printer = make.printer(server)
    for number in range(1, 6):
        make.assignment(make.device(f"Kasa {number}", server.store), printer)
    text = text_of(open_page(office, "/peripherals"))
    assert "Kasa 1 · Receipt printer, Kasa 2 · Receipt printer, Kasa 3 · Receipt printer" in text
    assert "and 2 more" in text


def test_the_file_holds_what_the_filters_leave_and_no_formulas(
    office: FlaskClient, make: Make, server: StoreServer
) -> None:
    printer = make.printer(server, '=HYPERLINK("http://x")', serial="+48", mac="00:26:ab:12:34:56")
    make.printer(server, "Bizerba", kind=PeripheralKind.SCALE)
    make.assignment(make.device("@Kasa", server.store), printer)
    answer = office.get("/peripherals/export.csv?kind=receipt_printer")
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbf"), "spreadsheets see that it is UTF-8"
    head, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert head[:2] == ["Name", "Kind"]
    assert rows == [
        [
            '\'=HYPERLINK("http://x")',
            "Receipt printer",
            "Store server silent",
            "",
            "Kraków",
            "127.0.0.1:9100",
            "00:26:ab:12:34:56",
            "'+48",
            "'@Kasa · Receipt printer",
        ]
    ]


def test_a_viewer_reads_the_list_and_may_save_it_but_adds_nothing(
    onlooker: FlaskClient, make: Make, server: StoreServer
) -> None:
    make.printer(server)
    page = open_page(onlooker, "/peripherals")
    assert page.find(".//main//a[@href='/peripherals/new']") is None
    assert page.find(".//main//form[@method='post']") is None
    assert onlooker.get("/peripherals/export.csv").status_code == 200


def test_ten_or_three_hundred_cost_the_same_number_of_queries(
    app: Flask, office: FlaskClient, make: Make, session: Session, server: StoreServer
) -> None:
    with app.app_context():
        engine = db.engine
    till = make.device("Kasa 1", server.store)
    first = make.printer(server, "Printer A")
    make.printer(server, "A scale", kind=PeripheralKind.SCALE, store_server=None, host_device=till)
    make.printer(server, "Drawer", kind=PeripheralKind.CASH_DRAWER, printer=first)
    make.assignment(till, first, Role.PICKUP_PRINTER)
    paths = ("", "?sort=state", "?state=unknown", "?q=printer", "/export.csv", f"/{first.public_id}")
    counts = []
    for more in (7, 290):
        stock(session, server, more, spread_over=make.store(f"Store {more}"))
        found = {}
        for path in paths:
            office.get(f"/peripherals{path}")
            with statements(engine) as seen:
                assert office.get(f"/peripherals{path}").status_code == 200
            found[path] = len(seen)
        counts.append(found)
    short, long = counts
    assert {path: (short[path], long[path]) for path in paths if long[path] > short[path]} == {}
    assert max(counts[0].values()) < 30


def stock(session: Session, server: StoreServer, number: int, spread_over: Store | None = None) -> None:
    """So many printers at once, every second one in the other store if there is one."""
    for count in range(number):
        session.add(
            Peripheral(
                account_id=server.account_id,
                name=f"Printer {count:03}",
                kind=PeripheralKind.RECEIPT_PRINTER,
                connection=network(f"10.0.{count // 250}.{count % 250 + 1}"),
                profile="default",
                store_server=server if count % 2 or spread_over is None else None,
                store=spread_over,
                created_at=now(),
            )
        )
    session.commit()


def test_what_is_remembered_of_the_fleet_is_never_older_than_the_fleet(
    office: FlaskClient, make: Make, session: Session, server: StoreServer
) -> None:
    printer, scale = make.printer(server, "Epson"), make.printer(server, "Bizerba", kind=PeripheralKind.SCALE)
    assert names(office) == names(office) == ["Bizerba", "Epson"]
    assert names(office, "?q=epson") == ["Epson"]
    printer.name = "Aures"
    session.commit()
    assert names(office) == ["Aures", "Bizerba"]
    assert names(office, "?q=epson") == []
    scale.deleted_at = now()
    session.commit()
    assert names(office, "?sort=-kind") == names(office, "?q=aur&sort=store") == ["Aures"]
