"""One page printer in the network: how it is, what it takes, and what became of a job."""

import http.client
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from comptoir_store_server.connections import Connection
from comptoir_store_server.delivery.condition import Condition
from comptoir_store_server.delivery.failures import LineLost, Unavailable
from comptoir_store_server.page_printers.ipp import (
    Answer,
    Attribute,
    Group,
    Kind,
    NotIpp,
    Operation,
    read_answer,
    write_request,
)
from comptoir_store_server.reasons import Reason

USUAL_QUEUE = "ipp/print"
PDF = "application/pdf"
WANTED = (
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "document-format-supported",
    "copies-supported",
)
#: An answer of a printer is a few kilobytes.
LONGEST_ANSWER = 1_000_000
STOPPED = 5
NO_PAPER = frozenset({"media-empty", "media-needed", "input-tray-missing"})
OPEN = frozenset({"cover-open", "door-open", "interlock-open"})
BUSY_STATUSES = frozenset({0x0505, 0x0507})
FORMAT_REFUSED = frozenset({0x040A, 0x040B, 0x0411})


class Refused(Exception):
    """The printer said no; nothing of the job is on paper."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class JobStage(IntEnum):
    """`job-state`, as far as it matters here."""

    CANCELLED = 7
    ABORTED = 8
    COMPLETED = 9


@dataclass(frozen=True)
class PagePrinterFacts:
    """What the printer says of itself."""

    condition: Condition
    formats: frozenset[str]
    most_copies: int


@dataclass(frozen=True)
class JobStanding:
    """What became of a job; ``sheets`` is unknown on printers that do not count."""

    state: int
    sheets: int | None


class IppPrinter:
    """Speaks to one printer; every question is a call of its own."""

    def __init__(self, connection: Connection, timeout: float, answer_timeout: float = 15.0) -> None:
        self._host, self._port = connection.host, connection.port
        self._path = "/" + (connection.queue or USUAL_QUEUE).strip("/")
        host = f"[{self._host}]" if ":" in self._host else self._host
        self._uri = Attribute(Kind.URI, "printer-uri", (f"ipp://{host}:{self._port}{self._path}",))
        self._timeout, self._answer_timeout = timeout, answer_timeout

    def look(self) -> PagePrinterFacts:
        """How it is; raises Unavailable."""
        wanted = Attribute(Kind.KEYWORD, "requested-attributes", WANTED)
        answer = self._ask(write_request(Operation.GET_PRINTER_ATTRIBUTES, [self._uri, wanted]))
        if not answer.is_success:
            raise Unavailable(Reason.NOT_A_PRINTER)
        return read_facts(answer)

    def check(self, name: str, copies: int) -> None:
        """Whether it would take such a job; raises Unavailable, or Refused for good."""
        answer = self._ask(write_request(Operation.VALIDATE_JOB, *self._job(name, copies)))
        if not answer.is_success:
            _refuse(answer.status)

    def print_pdf(self, pdf: bytes, name: str, copies: int, on_start: Callable[[], None]) -> int:
        """Hand over the document; returns the printer's number for it.

        `on_start` is called when the line is open and nothing has left yet. After it: Refused if the printer
        said no, LineLost if we do not know what it did.
        """
        line = self._connect()
        try:
            on_start()
            request = write_request(Operation.PRINT_JOB, *self._job(name, copies))
            answer = self._exchange(line, request + pdf)
        except (OSError, http.client.HTTPException, NotIpp, Unavailable) as error:
            raise LineLost(str(error)) from error
        finally:
            line.close()
        if not answer.is_success:
            _refuse_now(answer.status)
        number = answer.value(Group.JOB, "job-id")
        if not isinstance(number, int):
            raise LineLost("it took the job and gave it no number")
        return number

    def find_job(self, number: int) -> JobStanding | None:
        """Where the job stands, nothing if the printer forgot it; raises Unavailable."""
        wanted = ("job-state", "job-media-sheets-completed", "job-impressions-completed")
        asked = [
            self._uri,
            Attribute(Kind.INTEGER, "job-id", (number,)),
            Attribute(Kind.KEYWORD, "requested-attributes", wanted),
        ]
        answer = self._ask(write_request(Operation.GET_JOB_ATTRIBUTES, asked))
        state = answer.value(Group.JOB, "job-state")
        if not answer.is_success or not isinstance(state, int):
            return None
        counts = [answer.value(Group.JOB, each) for each in wanted[1:]]
        return JobStanding(state, max((each for each in counts if isinstance(each, int)), default=None))

    def _job(self, name: str, copies: int) -> tuple[list[Attribute], list[Attribute]]:
        asked = [
            self._uri,
            Attribute(Kind.NAME, "requesting-user-name", ("comptoir",)),
            Attribute(Kind.NAME, "job-name", (name[:60],)),
            Attribute(Kind.MIME, "document-format", (PDF,)),
        ]
        return asked, [Attribute(Kind.INTEGER, "copies", (copies,))] if copies > 1 else []

    def _ask(self, request: bytes) -> Answer:
        line = self._connect()
        try:
            return self._exchange(line, request)
        except TimeoutError as error:
            raise Unavailable(Reason.NO_STATUS) from error
        except (http.client.HTTPException, NotIpp) as error:
            raise Unavailable(Reason.NOT_A_PRINTER) from error
        except OSError as error:
            raise Unavailable(Reason.BUSY) from error
        finally:
            line.close()

    def _connect(self) -> http.client.HTTPConnection:
        line = http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)
        try:
            line.connect()
        except ConnectionRefusedError as error:
            raise Unavailable(Reason.REFUSED) from error
        except TimeoutError as error:
            raise Unavailable(Reason.TIMEOUT) from error
        except (OSError, UnicodeError) as error:
            raise Unavailable(Reason.UNREACHABLE) from error
        line.sock.settimeout(self._answer_timeout)
        return line

    def _exchange(self, line: http.client.HTTPConnection, request: bytes) -> Answer:
        line.request("POST", self._path, request, {"Content-Type": "application/ipp"})
        response = line.getresponse()
        data = response.read(LONGEST_ANSWER)
        if response.status in (401, 403, 426):
            raise Unavailable(Reason.PRINTER_ERROR)  # it wants a password, or an encrypted line
        if response.status != http.client.OK:
            raise NotIpp(f"HTTP {response.status}")
        return read_answer(data)


def _refuse(status: int) -> None:
    """Before anything was sent: what passes may be tried again."""
    if status in FORMAT_REFUSED:
        raise Refused(Reason.UNSUPPORTED_DOCUMENT)
    raise Unavailable(Reason.BUSY if status in BUSY_STATUSES else Reason.PRINTER_ERROR)


def _refuse_now(status: int) -> None:
    """After the job was handed over."""
    if status in FORMAT_REFUSED:
        raise Refused(Reason.UNSUPPORTED_DOCUMENT)
    raise Refused(Reason.BUSY if status in BUSY_STATUSES else Reason.PRINTER_ERROR)


def read_facts(answer: Answer) -> PagePrinterFacts:
    """The printer's state, what it reads, and how many copies it makes by itself."""
    state = answer.value(Group.PRINTER, "printer-state")
    reasons = [str(each) for each in answer.values(Group.PRINTER, "printer-state-reasons")]
    accepts = answer.value(Group.PRINTER, "printer-is-accepting-jobs")
    copies = answer.value(Group.PRINTER, "copies-supported")
    return PagePrinterFacts(
        judge(state, reasons, is_accepting=accepts is not False),
        frozenset(map(str, answer.values(Group.PRINTER, "document-format-supported"))),
        copies[1] if isinstance(copies, tuple) else 1,
    )


def judge(state: object, reasons: list[str], *, is_accepting: bool) -> Condition:
    """An empty second tray is no reason to stop: the printer has to stand still, or to call it an error."""
    is_stopped = state == STOPPED
    serious = {_plain(each) for each in reasons if is_stopped or each.endswith("-error")}
    is_low = any(_plain(each) in NO_PAPER | {"media-low"} for each in reasons)
    if serious & OPEN:
        return Condition(Reason.COVER_OPEN, is_low)
    if serious & NO_PAPER:
        return Condition(Reason.PAPER_OUT, is_low)
    if is_stopped or not is_accepting:
        return Condition(Reason.PRINTER_ERROR, is_low)
    return Condition(None, is_low)


def _plain(reason: str) -> str:
    for suffix in ("-error", "-warning", "-report"):
        reason = reason.removesuffix(suffix)
    return reason
