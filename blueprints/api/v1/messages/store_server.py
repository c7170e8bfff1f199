"""Messages between a store server and the office (PROTOCOL §8)."""

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from blueprints.api.v1.messages.print_jobs import DocumentKind
from services.printing.sent_papers import LONGEST_PAPER

Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
InstallId = Annotated[str, Meta(min_length=1, max_length=64)]
Moment = Annotated[datetime, Meta(tz=True)]
PeripheralState = Literal[
    "online", "offline", "paper_low", "paper_out", "cover_open", "busy", "mute", "unreachable"
]
ReportedStatus = Literal["sending", "printed", "uncertain", "blocked", "failed", "expired", "cancelled"]


class Pairing(Struct):
    """A box in the shop presents the code that the back office shows."""

    code: Annotated[str, Meta(max_length=64)]
    install_id: InstallId
    token_sha256: Sha256
    name: str = ""
    version: str = ""
    platform: str = ""


class Named(Struct):
    """A thing by id and name."""

    id: str
    name: str


class PairedStore(Struct):
    """The store in which the box stands."""

    id: str
    name: str
    timezone: str
    language: str
    currency: str


class Paired(Struct):
    """The box is the store server now."""

    store_server: Named
    store: PairedStore


class Due(Struct):
    """What the store server should fetch now."""

    stream: Literal["configuration", "jobs"]
    reason: Literal["first", "rule", "forced"]


class StoreServerPoll(Struct):
    """Whether anything waits for the store server."""

    server_time: str
    state: Literal["active"]
    poll_after_s: int
    heads: dict[str, str]
    due: list[Due]


class LeaseRequest(Struct):
    """How many jobs the store server wants at most.

    `full` names the peripherals for which enough waits there already: of theirs only drawers are handed out.
    """

    max: Annotated[int, Meta(ge=1, le=100)] = 10
    full: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=1000)] = []


class LeasedJob(Struct, omit_defaults=True):
    """A job handed out until `lease_until`; report `sending` before its first byte leaves.

    It was wanted at `asked_at`, and after `expires_at` nobody wants it any more.
    """

    id: str
    role: str
    peripheral_id: str
    document: Any
    copies: int
    lease_until: str
    asked_at: str
    expires_at: str | UnsetType = UNSET
    #: the till that wants it; absent for tests
    device_id: str | UnsetType = UNSET


class Lease(Struct):
    """The oldest waiting jobs."""

    jobs: list[LeasedJob]


class JobOfTheShop(Struct):
    """What a job is that a till gave to its store server itself: the office does not know it.

    `document` comes once, with the end of the job, unless it is longer than 64 KiB or holds a PDF; without it the
    job is listed but not printed again.
    """

    role: Annotated[str, Meta(max_length=30)]
    kind: DocumentKind
    peripheral_id: Annotated[str, Meta(max_length=64)]
    received_at: Moment
    #: absent for a copy of what no till wanted
    device_id: Annotated[str, Meta(max_length=64)] | None = None
    #: the job of which somebody made a copy at the store server
    reprint_of: Annotated[str, Meta(max_length=64)] | None = None
    copies: int = 1
    receipt_number: str | None = None
    opens_drawer: bool | None = None
    document: dict[str, Any] | None = None


class PaperThatLeft(Struct):
    """One copy of a job, byte for byte: `packed` is base64 of the bytes packed by zlib.

    Of a roll also how wide it is in dots, and by which number its printer knows each code page.
    """

    medium: Literal["roll", "pdf"]
    packed: Annotated[str, Meta(max_length=LONGEST_PAPER * 4 // 3 + 4)]
    dots: Annotated[int, Meta(ge=0, le=10_000)] = 0
    slots: Annotated[dict[str, Annotated[int, Meta(ge=0, le=255)]], Meta(max_length=64)] = {}


class JobResult(Struct):
    """What became of one job.

    `result` is what a test found out (a weight, a scanned code); `printed_on` the stand-in that printed it; `lan`
    what the job is, where a till gave it to its store server in the shop's own network; `paper` what left for the
    printer, told with the end of the job where it is not too long.
    """

    id: str
    status: ReportedStatus
    at: Moment | None = None
    reason: str | None = None
    result: dict[str, Any] | None = None
    printed_on: str | None = None
    lan: JobOfTheShop | None = None
    paper: PaperThatLeft | None = None


class JobResults(Struct):
    """Reports on jobs; repeating them is harmless."""

    results: Annotated[list[JobResult], Meta(max_length=500)]


class JobResultsTaken(Struct, omit_defaults=True):
    """`unknown` lists ids that are none of this store server's jobs, `refused` jobs of the shop whose till or
    peripheral is none of its store's; do not report them again.
    """

    unknown: list[str]
    refused: list[str] = []


class PeripheralHealth(Struct):
    """How one peripheral is, since when.

    `contact` is the level that a printer reads at the socket of its drawer; which one means open, the office learns.
    """

    id: str
    state: PeripheralState
    since: Moment | None = None
    last_success_at: Moment | None = None
    confirm: str | None = None
    reason: str | None = None
    contact: Literal["high", "low"] | None = None


class ListensAt(Struct):
    """Where tills reach the store server in the shop's own network, its first choice first.

    Names and addresses that mean nothing to another computer are passed over. `certificate_sha256` is of the
    certificate that it shows there, in hex; tills get it with the addresses.
    """

    port: Annotated[int, Meta(ge=1, le=65535)]
    addresses: Annotated[list[Annotated[str, Meta(max_length=253)]], Meta(max_length=64)]
    tls: bool = False
    certificate_sha256: Sha256 | None = None


class Health(Struct):
    """What the store server says of itself each minute and on change.

    Without `lan` it does not listen to tills: they print through the back office.
    """

    version: str = ""
    uptime_s: float = 0
    clock: Moment | None = None
    disk_free: int | None = None
    queue: dict[str, Any] = {}
    peripherals: list[PeripheralHealth] = []
    config_revision: str | None = None
    lan: ListensAt | None = None
