"""The objects inside the streams that tills pull (PROTOCOL §3, Data)."""

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

Mode = Literal["immediately", "day_report", "every", "window", "never"]
Price = Annotated[int, Meta(description="Minor units of the account's currency")]


class ConfigurationAccount(Struct):
    """Whose till it is."""

    name: str
    tax_id: str
    address: str
    currency: str


class ConfigurationStore(Struct):
    """Where the till stands, and what its receipts say above and below."""

    id: str
    name: str
    address: str
    timezone: str
    language: str
    receipt_header: str
    receipt_footer: str


class ConfigurationDevice(Struct):
    """The POS; every receipt number of this generation begins with `number_prefix`.

    `page` is where "This device" leads, beside the office's address: its usage mode, for whoever may sign in.
    """

    id: str
    name: str
    page: str
    generation: int
    number_prefix: str


class UsedPeripheral(Struct):
    """A thing on the counter; one with `store_server_id` is spoken to through that store server.

    `keyboard_layout` of a scanner says as which keyboard it types, where that was found out; a store server goes by
    it itself, so that codes come from there as they stand on the goods.
    """

    id: str
    name: str
    kind: str
    connection: dict[str, Any]
    profile: str
    store_server_id: str | UnsetType = UNSET
    keyboard_layout: str | UnsetType = UNSET


class UsedRole(Struct):
    """What the till uses for one role."""

    peripheral: UsedPeripheral
    options: dict[str, Any]


class NearStoreServer(Struct, kw_only=True):
    """A store server in the same shop, and how the till speaks with it in the shop's own network.

    `urls` are its addresses there, its own first choice first; empty while it is not known to listen. `key` is the
    till's bearer token at each of them: another one after each activation. Those that begin with `https` show the
    certificate with this SHA-256 (hex, of its DER form), often one that no authority signed: a till trusts that one.
    """

    id: str
    name: str
    urls: list[str]
    certificate_sha256: str | UnsetType = UNSET
    key: str


class SyncWindow(Struct):
    """Hours of the store's own time; Monday is 0."""

    days: list[int]
    opens: str
    closes: str


class SyncRule(Struct):
    """When a stream runs on the till."""

    mode: Mode
    period_minutes: int | UnsetType = UNSET
    window: SyncWindow | UnsetType = UNSET


class Configuration(Struct):
    """The only object of the stream `configuration`."""

    account: ConfigurationAccount
    store: ConfigurationStore
    further_stores: list[ConfigurationStore]
    device: ConfigurationDevice
    login_mode: Literal["id_pin", "id", "none"]
    cash_management: bool
    shifts_required: bool
    usage_mode: dict[str, UsedRole | None]
    store_servers: list[NearStoreServer]
    sync: dict[str, SyncRule]


class PinHash(Struct):
    """A PIN that the till can check and nobody can read: PBKDF2 with SHA-256."""

    algo: Literal["pbkdf2-sha256"]
    iterations: int
    salt: str
    hash: str


class PublishedEmployee(Struct):
    """Somebody who works in this store and may do what `permissions` say.

    `pin` null: none was given yet; where `login_mode` is `id_pin` this person cannot sign in.
    """

    id: str
    name: str
    login_id: str
    role: Literal["owner", "manager", "cashier"]
    permissions: list[str]
    pin: PinHash | None
    language: str


class PublishedCategory(Struct):
    """A group of goods."""

    id: str
    name: str
    position: int


class PublishedUnit(Struct):
    """What a quantity counts."""

    id: str
    name: str
    code: str


class PublishedTax(Struct):
    """A tax rate in percent, as a decimal string."""

    id: str
    name: str
    rate: str


class PublishedProduct(Struct):
    """Something to sell; price and availability are those of this store."""

    id: str
    name: str
    category_id: str | None
    sku: str
    barcodes: list[str]
    unit_id: str | None
    price: Price
    tax_id: str | None
    made_to_order: bool
    sold_by_weight: bool
    position: int
    color: str | UnsetType = UNSET
    adopted_from: str | UnsetType = UNSET
