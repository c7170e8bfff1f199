"""What a store server needs to print for its shop (PROTOCOL §8)."""

from typing import Any, Literal

from msgspec import Struct

from blueprints.api.v1.messages.published import ConfigurationStore


class LogoOnPaper(Struct):
    """The store's logo for rolls of `paper_width` mm, to be fetched by its SHA-256 (hex) and kept."""

    paper_width: int
    sha256: str


class StoreOnPaper(ConfigurationStore):
    """The store as its papers tell of it.

    `currency` is that of papers that name none; `country` (ISO 3166-1) says what a paper must not be taken for.
    `logo` is empty where receipts carry none.
    """

    country: str
    currency: str
    logo: list[LogoOnPaper]


class DrivenPeripheral(Struct):
    """A peripheral that the store server drives."""

    id: str
    name: str
    kind: str
    connection: dict[str, Any]
    profile: str
    paper_width: int | None
    language: str | None
    code_pages: dict[str, Any]
    #: print everything as a picture: none of its letter tables is readable
    as_image: bool
    keyboard_layout: str | None
    confirm: str | None
    stand_ins: list[str]


class Route(Struct):
    """Which device prints where."""

    device_id: str
    role: str
    peripheral_id: str
    options: dict[str, Any]


class KnownDevice(Struct):
    """A till at work in the shop, and the SHA-256 in hex of the key by which it is known in the shop's network.

    A till that is deactivated or replaced is gone from the list, and its key with it.
    """

    id: str
    name: str
    key_sha256: str


class Lan(Struct):
    """The web origins of the till app: pages from elsewhere get no answer from the store server."""

    origins: list[str]


class PageCode(Struct):
    """By what the store server knows the code of its own page again: `hash` (hex) of `salt` and the code.

    The code is digested in capitals, without its dashes.
    """

    algo: Literal["pbkdf2-sha256"]
    iterations: int
    salt: str
    hash: str


class PaymentDecision(Struct):
    """What somebody of the back office said of a payment that the store server told as `unknown`.

    It counts unless the payment was settled in the shop before. It is told until `POST /store-server/payments` says how
    the payment stands, or that it is forgotten.
    """

    id: str
    outcome: Literal["paid", "not_paid"]
    #: who looked
    by: str
    at: str


class StoreServerConfiguration(Struct):
    """Everything; `revision` changes exactly when something of it does, and is its `ETag`."""

    revision: str
    store: StoreOnPaper
    peripherals: list[DrivenPeripheral]
    routes: list[Route]
    devices: list[KnownDevice]
    lan: Lan
    page_code: PageCode
    payment_decisions: list[PaymentDecision]
