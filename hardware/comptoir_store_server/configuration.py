"""What the office says hangs in this shop: the store, its peripherals and who uses which."""

import copy
from dataclasses import dataclass, field
from typing import Any

from comptoir_store_server.connections import Connection, read_connection
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.logos import read_logo
from comptoir_store_server.page_code import DIGEST, PageCode, read_page_code


class InvalidConfiguration(Exception):
    """The office sent a configuration that cannot be used; the old one stays."""


@dataclass(frozen=True)
class Peripheral:
    """One thing that hangs on this store server."""

    id: str
    name: str
    kind: str
    connection: Connection
    profile: str = "default"
    paper_mm: int = 80
    language: str | None = None
    code_pages: dict[str, int] = field(default_factory=dict)
    #: ``blind``: the shop accepts printing without any answer from the printer.
    confirm: str | None = None
    #: Printers that print in its place while it cannot, the first choice first.
    stand_ins: tuple[str, ...] = ()
    #: The keyboard as which a scanner types.
    keyboard_layout: str | None = None
    #: Everything is printed as a picture: none of its letter tables is readable.
    as_image: bool = False

    @property
    def address(self) -> str:
        """Where it is."""
        return self.connection.address


@dataclass(frozen=True)
class Route:
    """Which till uses which peripheral, and as what."""

    device_id: str
    role: str
    peripheral_id: str
    #: The role's switches.
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Till:
    """A till that may speak to this box in the shop's own network; only a digest of its key is here."""

    id: str
    name: str
    key_sha256: str


@dataclass(frozen=True)
class PaymentDecision:
    """Somebody of the office looked whether a payment was taken."""

    id: str
    was_taken: bool
    by: str
    #: When, in the office's words: another moment is another answer.
    at: str = ""


@dataclass(frozen=True)
class Configuration:
    """The last good word of the office."""

    revision: str
    store: dict[str, Any]
    peripherals: dict[str, Peripheral]
    etag: str | None = None
    routes: tuple[Route, ...] = ()
    #: Peripherals that hang here in a way that this version cannot drive.
    undriven: frozenset[str] = frozenset()
    tills: tuple[Till, ...] = ()
    #: Where pages that may speak to this box come from.
    origins: frozenset[str] = frozenset()
    #: What opens the box's own page; without it nobody is let in there.
    page_code: PageCode | None = None
    #: What people of the office said of payments that nobody knew of.
    payment_decisions: tuple[PaymentDecision, ...] = ()


EMPTY = Configuration(revision="", store={}, peripherals={})


def read_configuration(
    body: dict[str, Any], etag: str | None = None, folder: DataFolder | None = None
) -> Configuration:
    """Check and read what the office sent; pictures of the store lie in the folder."""
    store, told = body.get("store"), body.get("peripherals")
    if not isinstance(store, dict) or not isinstance(told, list):
        raise InvalidConfiguration("store and peripherals are missing")
    read = {_id_of(item): _read_peripheral(item) for item in told}
    known = {each: peripheral for each, peripheral in read.items() if peripheral is not None}
    return Configuration(
        revision=str(body.get("revision", "")),
        store=copy.deepcopy(store) | {"logo": read_logo(store.get("logo"), folder)},
        peripherals=known,
        etag=etag,
        routes=_read_routes(body.get("routes")),
        undriven=frozenset(set(read) - set(known)),
        tills=_read_tills(body.get("devices")),
        origins=_read_origins(body.get("lan")),
        page_code=read_page_code(body.get("page_code")),
        payment_decisions=_read_decisions(body.get("payment_decisions")),
    )


def _id_of(item: Any) -> str:
    if not isinstance(item, dict) or "id" not in item:
        raise InvalidConfiguration("a peripheral without id")
    return str(item["id"])


def _read_peripheral(item: dict[str, Any]) -> Peripheral | None:
    """A peripheral, or nothing if its kind of connection is for another version of this program."""
    try:
        kind = str(item.get("kind") or "receipt_printer")
        connection = read_connection(kind, item.get("connection"))
        return _with_connection(item, kind, connection) if connection is not None else None
    except (TypeError, ValueError) as error:
        raise InvalidConfiguration(f"peripheral {item['id']}: {error}") from error


def _with_connection(item: dict[str, Any], kind: str, connection: Connection) -> Peripheral:
    pages = item.get("code_pages") or {}
    return Peripheral(
        id=str(item["id"]),
        name=str(item.get("name") or item["id"]),
        kind=kind,
        connection=connection,
        profile=str(item.get("profile") or "default"),
        paper_mm=int(item.get("paper_width") or 80),
        language=_text(item.get("language")),
        code_pages={str(name).upper(): int(slot) for name, slot in dict(pages).items()},
        confirm=_text(item.get("confirm")),
        stand_ins=tuple(str(each) for each in item.get("stand_ins") or ()),
        keyboard_layout=_text(item.get("keyboard_layout")),
        as_image=bool(item.get("as_image")),
    )


def _text(told: Any) -> str | None:
    return str(told) if told else None


def _read_routes(told: Any) -> tuple[Route, ...]:
    """Who uses what; a route that cannot be read is no reason to print nothing."""
    needed = ("device_id", "role", "peripheral_id")
    routes = told if isinstance(told, list) else []
    return tuple(
        Route(
            device_id=str(route["device_id"]),
            role=str(route["role"]),
            peripheral_id=str(route["peripheral_id"]),
            options=_object(route.get("options")),
        )
        for route in routes
        if isinstance(route, dict) and all(route.get(name) for name in needed)
    )


def _object(told: Any) -> dict[str, Any]:
    return copy.deepcopy(told) if isinstance(told, dict) else {}


def _read_tills(told: Any) -> tuple[Till, ...]:
    """Tills without a readable key have none."""
    tills = [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []
    return tuple(
        Till(str(each["id"]), str(each.get("name") or each["id"]), str(each["key_sha256"]).lower())
        for each in tills
        if each.get("id") and DIGEST.fullmatch(str(each.get("key_sha256")).lower())
    )


def _read_decisions(told: Any) -> tuple[PaymentDecision, ...]:
    """Of money nothing is guessed: what is not said clearly is not said."""
    decisions = [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []
    return tuple(
        PaymentDecision(
            str(each["id"]), each["outcome"] == "paid", str(each.get("by") or "?"), str(each.get("at", ""))
        )
        for each in decisions
        if each.get("id") and each.get("outcome") in ("paid", "not_paid")
    )


def _read_origins(told: Any) -> frozenset[str]:
    origins = _object(told).get("origins")
    known = origins if isinstance(origins, list) else []
    return frozenset(each for each in known if isinstance(each, str))


def keep_configuration(folder: DataFolder, body: dict[str, Any], etag: str | None) -> Configuration:
    """Check the new configuration, then put it in place of the old one, which is kept beside."""
    configuration = read_configuration(body, etag, folder)
    current = folder.read_json(folder.configuration)
    if current is not None:
        folder.write_json(folder.previous_configuration, current)
    folder.write_json(folder.configuration, {"etag": etag, "body": body})
    return configuration


def load_configuration(folder: DataFolder) -> Configuration:
    """The last good configuration kept in the folder, the one before if that is damaged, else none."""
    for path in (folder.configuration, folder.previous_configuration):
        kept = folder.read_json(path)
        if kept is None or not isinstance(kept.get("body"), dict):
            continue
        try:
            return read_configuration(kept["body"], kept.get("etag"), folder)
        except InvalidConfiguration:
            continue
    return EMPTY
