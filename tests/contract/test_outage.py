"""The internet is away for an hour: the shop sells and prints on, and afterwards every book agrees."""

import contextlib
import sqlite3
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from comptoir_store_server.virtual_printer import VirtualPrinter
from sqlalchemy import select

from cli.simulated_till import SimulatedTill
from cli.simulated_till.receipts import Receipt
from domain.names import PeripheralKind, Role
from models import Device, Peripheral, PrintJob, StoreServer
from tests.contract.conftest import Shop, numbers_in_the_office, open_shop
from tests.contract.hour import CLOCK, BoxOnClock, Hour
from tests.contract.listener import Listener
from tests.make import Make
from tests.office import RealOffice, free_port, wait_until

TILLS, SALES = 4, 200
#: A leap of the clock after so many sales.
LEAP, MINUTES = 20, 6
#: Sales after which the roll of a printer ends, the box loses its power, and the new roll is in.
ROLL_ENDS, POWER_CUT, NEW_ROLL = 30, 90, 130
GOODS = "Żurek z jajkiem"
NAMES = ("Lada 1", "Lada 2", "Kuchnia", "Wydawka")
ROLES = (Role.RECEIPT_PRINTER, Role.CASH_DRAWER, Role.ASSEMBLY_PRINTER, Role.PICKUP_PRINTER)
ENDED = {"printed", "uncertain", "failed", "expired", "cancelled"}
COPY = "DUPLIKAT"
#: Paper that came more than ten seconds after the sale opens no drawer.
LEFT_OUT = "drawer_left_out"


@dataclass
class Job:
    """A paper, or a pull at the drawer, that a till asked for."""

    id: str
    role: Role
    kind: str
    number: str
    opens: bool = False


@dataclass
class Cashier:
    """Somebody at one till, who gets every paper taken by the box, however long that is away."""

    till: SimulatedTill
    box: httpx.Client
    #: Held by whoever waits for a drawer, so that the clock makes no leap meanwhile.
    calm: threading.Lock
    sold: list[Receipt] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)

    def work(self, sales: int) -> None:
        """Every sale has its receipt; some open the drawer, go to the kitchen or to the pick-up counter."""
        for number in range(sales):
            receipt = self.till.sell([(GOODS, 1 + number % 3)])
            self.sold.append(receipt)
            self.print(receipt, Role.RECEIPT_PRINTER, "receipt", open_drawer=number % 2 == 0)
            if number % 2:
                self.print(receipt, Role.PICKUP_PRINTER, "pickup")
            if number % 4 == 0:
                self.print(receipt, Role.ASSEMBLY_PRINTER, "assembly")
            if number % 5 == 0:
                self.open_drawer()

    def print(self, receipt: Receipt, role: Role, kind: str, *, open_drawer: bool = False) -> None:
        """On the box's disk when this returns."""
        document = {"kind": kind, "language": "pl", "receipt": receipt.body, "open_drawer": open_drawer}
        self._order(Job(str(uuid4()), role, kind, receipt.number, open_drawer), document)

    def open_drawer(self) -> None:
        """Now or never; the till looks what became of it."""
        job = Job(str(uuid4()), Role.CASH_DRAWER, "drawer", "", opens=True)
        with self.calm:
            self._order(job, {"kind": "drawer"})
            self.end_of(job)

    def _order(self, job: Job, document: dict[str, Any]) -> None:
        self.jobs.append(job)
        body = {"role": job.role, "document": document, "copies": 1}
        answer = self._ask(lambda: self.box.put(f"/jobs/{job.id}", json=body))
        assert answer.status_code in (200, 201), answer.text

    def end_of(self, job: Job) -> dict[str, Any]:
        """What became of it, as soon as that is known."""
        until = time.monotonic() + 60
        while True:
            state = dict(self._ask(lambda: self.box.get(f"/jobs/{job.id}")).json())
            if state["status"] in ENDED:
                return state
            assert time.monotonic() < until, (job, state)
            time.sleep(0.02)

    def decide(self, job: Job, decision: str) -> None:
        """After a look at the paper."""
        answer = self.box.post(f"/jobs/{job.id}/decision", json={"decision": decision})
        assert answer.status_code == 200, answer.text

    def _ask(self, ask: Callable[[], httpx.Response]) -> httpx.Response:
        until = time.monotonic() + 60
        while True:
            with contextlib.suppress(httpx.TransportError):
                return ask()
            assert time.monotonic() < until, "the box never came back"
            time.sleep(0.1)


class Counters:
    """Two counters with a printer and a drawer each, a kitchen and a pick-up counter; four tills."""

    def __init__(self, shop: Shop, printers: list[VirtualPrinter]) -> None:
        self.counters, (self.kitchen, self.pick_up) = printers[:2], printers[2:]
        self.devices = [shop.device]
        with shop.office.make() as make:
            store = make.session.merge(shop.store, load=False)
            owner = make.session.merge(shop.owner, load=False)
            make.product(GOODS, 1850, owner=owner).made_to_order = True
            make.session.commit()
            self.devices += [make.device(f"Kasa {each}", store) for each in range(2, TILLS + 1)]
            server = make.session.merge(shop.server, load=False)
            hung = [
                make.printer(server, name, connection=_network(printer), profile="TM-T20II")
                for name, printer in zip(NAMES, printers, strict=True)
            ]
            drawers = [_hang_drawer(make, server, printer) for printer in hung[:2]]
            for place, device in enumerate(self.devices):
                self._equip(make, device, [hung[place % 2], drawers[place % 2], *hung[2:]])

    def _equip(self, make: Make, device: Device, used: list[Peripheral]) -> None:
        for role, peripheral in zip(ROLES, used, strict=True):
            make.assignment(make.session.merge(device, load=False), peripheral, role)

    def papers_of(self, job: Job) -> list[str]:
        """What came out of its printer that bears its number."""
        printers = {"assembly": [self.kitchen], "pickup": [self.pick_up]}.get(job.kind, self.counters)
        return [paper.text for each in printers for paper in each.papers if job.number in paper.text]

    @property
    def pulls(self) -> int:
        """How often a drawer opened."""
        return sum(len(each.pulses) for each in self.counters)


def _hang_drawer(make: Make, server: StoreServer, printer: Peripheral) -> Peripheral:
    connection = {"type": "printer", "printer_id": printer.public_id, "pin": 2}
    behind = {"connection": connection, "printer_id": printer.id}
    return make.printer(server, f"Szuflada {printer.name}", kind=PeripheralKind.CASH_DRAWER, **behind)


def _network(printer: VirtualPrinter) -> dict[str, Any]:
    return {"type": "network", "host": "127.0.0.1", "port": printer.port}


@pytest.fixture
def hour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hour:
    """The hour without internet."""
    hour = Hour(tmp_path / "clock")
    monkeypatch.setenv(CLOCK, str(hour.file))
    return hour


@pytest.fixture
def own_office(tmp_path: Path) -> Iterator[RealOffice]:
    """An office whose plug may be pulled."""
    with RealOffice(tmp_path / "own") as office:
        yield office
        assert not office.complaints(), "\n".join(office.complaints())


@pytest.fixture
def shop(own_office: RealOffice) -> Shop:
    """A shop in it."""
    return open_shop(own_office)


@pytest.fixture
def counters(shop: Shop) -> Iterator[Counters]:
    """Everything in the shop that makes a noise."""
    with contextlib.ExitStack() as stack:
        printers = [stack.enter_context(VirtualPrinter(lines_per_second=800)) for _ in range(4)]
        yield Counters(shop, printers)


@pytest.fixture
def line(own_office: RealOffice) -> Iterator[Listener]:
    """What the box and the office say to each other."""
    with Listener(own_office.port) as line:
        yield line


@pytest.fixture
def near_box(
    shop: Shop,
    counters: Counters,
    line: Listener,
    hour: Hour,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[BoxOnClock]:
    """The store server, listening to the tills of its shop."""
    settings = {"": "https", "_ADDRESS": "127.0.0.1", "_PORT": str(free_port())}
    for name, value in settings.items():
        monkeypatch.setenv(f"COMPTOIR_STORE_LAN{name}", value)
    box = BoxOnClock(tmp_path / "box")
    done = box.type("pair", "--office", line.url, "--code", shop.office.code_for(shop.server))
    assert done.returncode == 0, done.stderr
    box.run()
    yield box
    box.stop()


@pytest.fixture
def cashiers(
    shop: Shop, counters: Counters, near_box: BoxOnClock, hour: Hour, tmp_path: Path
) -> Iterator[list[Cashier]]:
    """One at each till; each till knows its goods, where the box is, and its key."""
    calm = threading.Lock()
    with contextlib.ExitStack() as stack:
        made = []
        for place, device in enumerate(counters.devices):
            folder = tmp_path / f"till{place}"
            till = SimulatedTill(shop.office.url, folder, patience_s=0, clock=hour.now)
            stack.enter_context(till).activate(shop.office.code_for(device))
            till.synchronize()
            box = stack.enter_context(contextlib.closing(_line_to_box(till, near_box)))
            made.append(Cashier(till, box, calm))
        yield made


def _line_to_box(till: SimulatedTill, box: BoxOnClock) -> httpx.Client:
    """As the till's configuration tells it, once the box knows the till, too."""

    def near() -> dict[str, Any]:
        till.pull("configuration")
        return dict(till.configuration()["store_servers"][0])

    wait_until(lambda: near()["urls"], "the till is told where the box listens", seconds=60)
    told = near()
    context = ssl.create_default_context(cafile=box.folder.root / "lan-certificate.pem")
    headers = {"Authorization": f"Bearer {told['key']}"}
    line = httpx.Client(
        base_url=told["urls"][0], headers=headers, verify=context, trust_env=False, timeout=30
    )
    wait_until(lambda: line.get("/status").status_code == 200, "the box knows the till", seconds=60)
    return line


def sell_through_the_hour(cashiers: list[Cashier], counters: Counters, box: BoxOnClock, hour: Hour) -> None:
    """All tills at once; a roll ends, the box loses its power, and the clock goes on by leaps."""
    out = counters.counters[1]
    crowd = [threading.Thread(target=each.work, args=(SALES // TILLS,)) for each in cashiers]
    for each in crowd:
        each.start()
    for number in range(10, SALES + 1, 10):
        _wait_for_sales(crowd, cashiers, number)
        if number in (ROLL_ENDS, NEW_ROLL):
            out.set_state(paper="out" if number == ROLL_ENDS else "ok")
        if number == POWER_CUT:
            box.kill()
            box.run()
        if number % LEAP == 0:
            with cashiers[0].calm:
                hour.pass_by(MINUTES)
    for each in crowd:
        each.join(60)


def _wait_for_sales(crowd: list[threading.Thread], cashiers: list[Cashier], number: int) -> None:
    def is_there() -> bool:
        assert any(each.is_alive() for each in crowd) or sum(len(each.sold) for each in cashiers) >= number
        return sum(len(each.sold) for each in cashiers) >= number

    wait_until(is_there, f"{number} sales", seconds=90, every=0.01)


def look_at_the_paper(cashiers: list[Cashier], counters: Counters) -> dict[str, dict[str, Any]]:
    """Whoever is asked about a receipt looks, and has it printed again where it is missing; all states then."""
    states = {job.id: cashier.end_of(job) for cashier in cashiers for job in cashier.jobs}
    for cashier in cashiers:
        for job in cashier.jobs:
            if states[job.id]["status"] == "uncertain" and job.kind != "drawer":
                cashier.decide(job, "discard" if counters.papers_of(job) else "reprint")
                states[job.id] = cashier.end_of(job)
    return states


def untold(box: BoxOnClock) -> list[tuple[str, str, str | None]]:
    """What the box has to tell, in the order in which it happened."""
    with contextlib.closing(sqlite3.connect(box.folder.spool)) as spool:
        return list(spool.execute("SELECT job_id, status, reason FROM reports ORDER BY place"))


def check_paper(cashiers: list[Cashier], counters: Counters, states: dict[str, dict[str, Any]]) -> None:
    """Each job once on paper, or somebody was told why not."""
    pulls: Counter[str] = Counter()
    for job in (job for cashier in cashiers for job in cashier.jobs):
        state, reason = states[job.id]["status"], states[job.id].get("reason")
        if job.opens:
            pulls["copy" if _is_copied(job, counters) else reason or state] += 1
        if job.kind == "drawer":
            assert (state, reason) in {("printed", None), ("uncertain", "interrupted"), ("expired", None)}, (
                job
            )
            continue
        papers = counters.papers_of(job)
        copies = [paper for paper in papers if COPY in paper]
        if state == "printed" and reason in (None, LEFT_OUT) and not copies:
            assert len(papers) == 1, (job, papers)
        elif state == "cancelled":
            assert reason == "discarded", job
            assert len(papers) == 1, (job, papers)
        else:  # printed once more: the second says so, and so does the box
            assert state == "printed", (job, states[job.id])
            assert len(copies) == 1, (job, papers)
            assert len(papers) <= 2, (job, papers)
    assert pulls["printed"] <= counters.pulls <= sum(pulls.values()) - pulls[LEFT_OUT]
    assert not [
        fault for each in (*counters.counters, counters.kitchen, counters.pick_up) for fault in each.faults
    ]


def _is_copied(job: Job, counters: Counters) -> bool:
    """Only a paper can be; a copy opens nothing, and whether the first paper did nobody knows."""
    return bool(job.number) and any(COPY in paper for paper in counters.papers_of(job))


def standing_in_the_office(shop: Shop) -> dict[str, str]:
    """Every job of the shop that the back office knows."""
    with shop.office.session() as session:
        mine = select(PrintJob.uuid, PrintJob.status).where(PrintJob.account_id == shop.owner.account_id)
        return {uuid: str(status) for uuid, status in session.execute(mine)}


def test_an_hour_without_internet(
    own_office: RealOffice,
    shop: Shop,
    counters: Counters,
    line: Listener,
    near_box: BoxOnClock,
    cashiers: list[Cashier],
    hour: Hour,
) -> None:
    assert line.results == []
    own_office.kill()
    sell_through_the_hour(cashiers, counters, near_box, hour)
    assert hour.is_over
    states = look_at_the_paper(cashiers, counters)
    check_paper(cashiers, counters, states)
    expected = untold(near_box)
    assert {each[0] for each in expected} == set(states)
    assert len([each for cashier in cashiers for each in cashier.till.unsent()]) >= SALES

    own_office.start()
    for cashier in cashiers:
        cashier.till.upload()
        assert cashier.till.unsent() == []
    wait_until(lambda: not untold(near_box), "the office is told", seconds=90, every=0.2)
    assert line.results == expected, "each once, in the order in which it happened"
    numbers = [receipt.number for cashier in cashiers for receipt in cashier.sold]
    assert sorted(numbers_in_the_office(shop)) == sorted(numbers)
    assert len(set(numbers)) == SALES
    assert standing_in_the_office(shop) == {job_id: state["status"] for job_id, state in states.items()}
