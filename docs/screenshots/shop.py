"""A demo shop that lives, in one language: tills that sold, a store server that prints, a printer that is lost."""

import csv
import json
import re
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from demo.__main__ import start_printer, start_store_server
from demo.programs import ROOT, Programs, free_port, wait_until_open

SHOPS = ROOT / "demo" / "shops"
#: what the demo shop does not have yet: a third till, a second store server, a printer that nobody finds
MORE = {
    "en": ("Till 3", "Terrace", "Kitchen printer", "Bob Fisher"),
    "fr": ("Caisse 3", "Terrasse", "Imprimante de la cuisine", "Benoît Lefèvre"),
    "pl": ("Kasa 3", "Taras", "Drukarka w kuchni", "Błażej Król"),
    "ru": ("Касса 3", "Терраса", "Принтер на кухне", "Борис Щукин"),
}
#: how many of the first, the second … product of the list each receipt has, and how it was paid
SALES = (
    ((1, 0, 2), "cash"),
    ((0, 1), "card"),
    ((3,), "cash"),
    ((0, 0, 0, 1, 1), "card"),
    ((1, 1, 1), "cash"),
)
PAPER_SECONDS = 30
REFUSING_PORT = "9"


@dataclass(frozen=True)
class Shop:
    """Where the shop is open, who signs in, and the ids behind the names in addresses."""

    language: str
    url: str
    email: str
    password: str
    #: as PageToShow.path wants them
    places: dict[str, str]
    #: one more person for the back office
    colleague: str
    #: papers that came out of the printer, as pictures
    papers: Path


@contextmanager
def open_shop(language: str) -> Iterator[Shop]:
    """Start the programs of a shop in a temporary folder; they end with the block."""
    with tempfile.TemporaryDirectory(prefix="comptoir-screenshots-") as name:
        folder = Path(name)
        port, printer_port, paper_port = free_port(8400), free_port(9140), free_port(9240)
        url = f"http://127.0.0.1:{port}"
        with Programs(folder, _environment(folder, port)) as programs:
            programs.start("office", "flask", "serve")
            wait_until_open(f"{url}/sign-in")
            load = ("demo", "load", "--language", language, "--printer-port", str(printer_port))
            loaded = programs.run_json("flask", *load, "--json")
            places = _furnish(programs, loaded, MORE[language])
            start_printer(programs, folder, printer_port, paper_port)
            start_store_server(programs, url, loaded)
            _trade(programs, folder, url, loaded, language)
            _wait_for_paper(folder / "papers")
            places["opening_check"] = _check_store(programs, places["store"])
            email, password, colleague = loaded["email"], loaded["password"], MORE[language][3]
            yield Shop(language, url, email, password, places, colleague, folder / "papers")


def changed_products(language: str) -> bytes:
    """The shop's own product file with new prices, a new product and two lines that cannot be used."""
    text = (SHOPS / language / "products.csv").read_text(encoding="utf-8")
    dialect = csv.Sniffer().sniff(text.splitlines()[0], delimiters=",;")
    rows = list(csv.reader(StringIO(text), dialect))
    name, category, _price, _barcode = rows[1]
    changed = [[*row[:2], row[2].replace("50", "90"), row[3]] for row in rows[1:4]]
    broken = [["", category, "3", ""], [f"{name} 3", category, "3 x 2", ""]]
    out = StringIO()
    csv.writer(out, dialect).writerows(
        [rows[0], *changed, *rows[4:8], [f"{name} 2", category, "9", ""], *broken]
    )
    return out.getvalue().encode()


def _environment(folder: Path, port: int) -> dict[str, str]:
    return {
        "COMPTOIR_DATA": str(folder / "office"),
        "COMPTOIR_PORT": str(port),
        "COMPTOIR_STORE_DATA": str(folder / "store-server"),
        "COMPTOIR_LOG_LEVEL": "warning",
        "COMPTOIR_OPEN_SIGN_UP": "1",
        "COMPTOIR_PUBLIC_URL": "",
        "DATABASE_URL": "",
        "FLASK_APP": "app",
    }


def _furnish(programs: Programs, loaded: dict[str, Any], names: tuple[str, ...]) -> dict[str, str]:
    """Add what makes states visible; the ids of everything."""
    till, server, printer, _colleague = names
    store = programs.run_json("flask", "stores", "list", "--json")["stores"][0]["id"]
    spare_till = programs.run_json("flask", "devices", "add", "--store", store, "--name", till, "--json")
    programs.run("flask", "devices", "code", spare_till["id"])
    add_server = ("store-servers", "add", "--store", store, "--name", server)
    spare_server = programs.run_json("flask", *add_server, "--json")
    return {
        "store": store,
        "till": loaded["devices"][0]["id"],
        "spare_till": spare_till["id"],
        "server": loaded["store_server"]["id"],
        "spare_server": spare_server["id"],
        "printer": loaded["printer"],
        **_add_things(programs, loaded, printer),
        **_add_release(programs),
    }


def _check_store(programs: Programs, store: str) -> str:
    """What an owner would read in the morning: a printer is lost."""
    checks = programs.run_json("flask", "stores", "check", store, "--json")["checks"]
    return str(checks[0]["check"]["id"])


def _add_release(programs: Programs) -> dict[str, str]:
    """A version of the till program, signed by a key that is thrown away."""
    file = programs.folder / "till-1.5.0.apk"
    file.write_bytes(b"the program of the till" * 10_000)
    private = Ed25519PrivateKey.generate()
    public_key = b64encode(private.public_key().public_bytes_raw()).decode()
    trust = ("releases", "trust", "--name", "Softlane", "--public-key", public_key, "--json")
    key = programs.run_json("flask", *trust)
    signature = b64encode(private.sign(file.read_bytes())).decode()
    facts = ("--version", "1.5.0", "--platform", "android-arm64", "--signature", signature)
    release = programs.run_json("flask", "releases", "upload", str(file), *facts, "--json")
    return {"release": release["id"], "key": key["id"]}


def _add_things(programs: Programs, loaded: dict[str, Any], printer: str) -> dict[str, str]:
    """A printer that nobody reaches, a scanner at the store server, a drawer behind the counter's printer."""
    at_server = ("--store-server", loaded["store_server"]["id"])
    nowhere = ("--host", "127.0.0.1", "--port", REFUSING_PORT, *at_server)
    things = {
        "lost_printer": ("receipt_printer", printer, *nowhere),
        "scanner": ("barcode_scanner", "Honeywell Voyager", "--path", "/dev/hidraw0", *at_server),
        "drawer": ("cash_drawer", "Star SMD2", "--printer", loaded["printer"]),
    }
    ids = {}
    for place, (kind, name, *where) in things.items():
        add = ("peripherals", "add", "--kind", kind, "--name", name, *where, "--json")
        ids[place] = programs.run_json("flask", *add)["id"]
    return ids


def _trade(programs: Programs, folder: Path, url: str, loaded: dict[str, Any], language: str) -> None:
    """Both tills are activated and sell; the first one stays switched on."""
    goods = list(csv.reader(StringIO(_first_lines(language)), delimiter=_delimiter(language)))
    employees = read_facts(language)["employees"]
    for number, device in enumerate(loaded["devices"]):
        till = ("-m", "cli.simulated_till", "--office", url, "--folder", str(folder / f"till-{number}"))
        programs.run("python", *till, "activate", "--code", device["code"])
        programs.run("python", *till, "sync")
        for basket, payment in SALES[number * 3 :][:3]:
            items = [f"{goods[index][0]}×{basket.count(index)}" for index in sorted(set(basket))]
            seller = ("--employee", employees[number], "--print", "--payment", payment)
            programs.run("python", *till, *seller, "sell", *items)
    first = ("-m", "cli.simulated_till", "--office", url, "--folder", str(folder / "till-0"))
    programs.start("till", "python", *first, "--sell-every", "3600", "--offline-chance", "0", "run")


def _first_lines(language: str) -> str:
    return "\n".join((SHOPS / language / "products.csv").read_text(encoding="utf-8").splitlines()[1:6])


def _delimiter(language: str) -> str:
    found = re.search("[,;]", _first_lines(language))
    assert found is not None  # the file has four columns
    return found[0]


def _wait_for_paper(papers: Path) -> None:
    """Every receipt is on paper, or time is up (the picture then shows what is still queued)."""
    end = time.monotonic() + PAPER_SECONDS
    while time.monotonic() < end and len(list(papers.glob("*.png"))) < len(SALES):
        time.sleep(0.5)


def read_facts(language: str) -> dict[str, Any]:
    """What the demo shop of a language is called and where it is."""
    facts: dict[str, Any] = json.loads((SHOPS / language / "shop.json").read_text(encoding="utf-8"))
    return facts
