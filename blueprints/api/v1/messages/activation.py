"""Messages by which a till becomes a POS and stops being one (PROTOCOL §1)."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Sha256 = Annotated[
    str, Meta(pattern="^[0-9A-Fa-f]{64}$", max_length=64, description="SHA-256 of the till's secret, in hex")
]
InstallId = Annotated[
    str,
    Meta(pattern="^[0-9A-Za-z._:-]{1,64}$", max_length=64, description="A UUID, made once per installation"),
]
Word = Annotated[str, Meta(max_length=120)]
Secret = Annotated[str, Meta(max_length=120)]


class Hardware(Struct, frozen=True):
    """What the till is made of."""

    brand: Word = ""
    model: Word = ""
    serial: Word | None = None


class Program(Struct, frozen=True):
    """An operating system or an app."""

    name: Word = ""
    version: Word = ""


class ActivationRequest(Struct):
    """A till becomes a POS: by `code`, or by `ticket` and `device_id`. Its secret stays on the till."""

    install_id: InstallId
    token_sha256: Sha256
    code: Secret | None = None
    ticket: Secret | None = None
    device_id: Secret | None = None
    hardware: Hardware = Hardware()
    os: Program = Program()
    app: Program = Program()


class ActivatedDevice(Struct):
    """The POS; every receipt number of this generation begins with `number_prefix`."""

    id: str
    name: str
    generation: int
    number_prefix: str


class ActivatedStore(Struct):
    """The store in which the POS stands."""

    id: str
    name: str
    timezone: str
    language: str
    currency: str


class ActivatedAccount(Struct):
    """The business account."""

    id: str
    name: str


class Activated(Struct):
    """The till is this POS now."""

    device: ActivatedDevice
    store: ActivatedStore
    account: ActivatedAccount
    server_time: str
    poll_after_s: int


class LoginRequest(Struct):
    """The owner logs in on a till."""

    email: Annotated[str, Meta(max_length=254)]
    password: Annotated[str, Meta(max_length=1000)]
    install_id: InstallId


class LoginStore(Struct):
    """A store by id and name."""

    id: str
    name: str


class LoginDevice(Struct):
    """A POS of the account; an available one can be activated with the ticket."""

    id: str
    name: str
    store: LoginStore
    status: Literal["not_activated", "activated", "draining", "inactive"]
    available: bool


class LoginTicketAnswer(Struct):
    """A ticket for one activation by this installation, and the POS devices to choose from."""

    ticket: str
    expires_at: str
    devices: list[LoginDevice]


class TokenRequest(Struct):
    """The till's next secret; its first use ends the old one."""

    token_sha256: Sha256


class DeactivationRequest(Struct):
    """The till signs off by itself; `discard` says that a person accepted to lose what is unsent."""

    unsent: Annotated[int, Meta(ge=0)] = 0
    discard: bool = False
