"""A code from the scanner on the counter to the till that it belongs to: the office says whose it is."""

import os
import time
import tty
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli.simulated_till import SimulatedTill
from cli.simulated_till.problems import Refused, TillProblem
from cli.simulated_till.scanning import Scan
from domain.names import PeripheralKind, Role
from models import Peripheral
from models.scope import enter_account
from services.usage_mode.assignments import assign_peripheral
from tests.contract.box import Box
from tests.contract.conftest import Shop
from tests.contract.test_shop_network import listen
from tests.make import now
from tests.office import wait_until

EAN, OTHER = "5901234123457", "4006381333931"


@dataclass
class Scanner:
    """A scanner at the box, and the till that it belongs to."""

    shop: Shop
    peripheral: Peripheral
    line: int

    def scan(self, code: str) -> None:
        """Pull the trigger."""
        os.write(self.line, f"{code}\r\n".encode())


@pytest.fixture
def scanner(shop: Shop) -> Iterator[Scanner]:
    """The office knows it and has given it to the till."""
    far, near = os.openpty()
    tty.setraw(near)
    place = {"type": "serial", "path": os.ttyname(near), "baud": 9600}
    with shop.office.make() as make:
        server = make.session.merge(shop.server, load=False)
        device = make.session.merge(shop.device, load=False)
        peripheral = make.printer(server, "Skaner", kind=PeripheralKind.BARCODE_SCANNER, connection=place)
        make.assignment(device, peripheral, Role.PRODUCT_SCANNER)
    yield Scanner(shop, peripheral, far)
    os.close(far)
    os.close(near)


def hears(till: SimulatedTill) -> bool:
    """Whether the till is let in; until the box has its configuration and listens it is not."""
    till.pull("configuration")
    try:
        till.scanning.listen(0)
    except TillProblem:
        return False
    return True


def next_scan(till: SimulatedTill, seconds: float = 60.0) -> Scan:
    """The next code; the box may take its time to take the scanner into its hand."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for scan in till.scanning.listen(5):
            return scan
    raise AssertionError("nothing was scanned")


def scan_until_heard(scanner: Scanner, till: SimulatedTill, code: str) -> None:
    """Somebody scans again until the till says beep."""
    for _ in range(60):
        scanner.scan(code)
        if any(scan.code == code for scan in till.scanning.listen(1)):
            return
    raise AssertionError("never heard")


def is_refused(till: SimulatedTill) -> bool:
    try:
        till.scanning.listen(1)
    except Refused as problem:
        return problem.code == "scanner_not_yours"
    return False


@pytest.mark.parametrize("mode", ["http", "https"])
def test_a_till_hears_its_scanner(
    scanner: Scanner,
    paired_box: Box,
    active_till: SimulatedTill,
    monkeypatch: pytest.MonkeyPatch,
    mode: str,
) -> None:
    listen(paired_box, monkeypatch, mode)
    wait_until(lambda: hears(active_till), "the till is let in", seconds=60)
    scan_until_heard(scanner, active_till, EAN)
    active_till.scanning.listen(1)  # those that were scanned while nobody listened
    scanner.scan(OTHER)
    assert next_scan(active_till).code == OTHER


def test_a_till_that_it_was_taken_from_hears_nothing_more(
    scanner: Scanner,
    paired_box: Box,
    active_till: SimulatedTill,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    shop = scanner.shop
    listen(paired_box, monkeypatch, "http")
    wait_until(lambda: hears(active_till), "the till is let in", seconds=60)
    scan_until_heard(scanner, active_till, EAN)
    with shop.office.make() as make:
        taker = make.device("Kasa 2", make.session.merge(shop.store, load=False))
        peripheral = make.session.merge(scanner.peripheral, load=False)
        enter_account(make.session, peripheral.account_id)
        assign_peripheral(make.session, taker, Role.PRODUCT_SCANNER, peripheral, now(), take_over=True)
        make.session.commit()
    wait_until(lambda: is_refused(active_till), "the till before is told", seconds=60)
    with SimulatedTill(shop.office.url, tmp_path / "till 2", patience_s=5) as other:
        other.activate(shop.office.code_for(taker))
        wait_until(lambda: hears(other), "the new till is let in", seconds=60)
        assert other.scanning.listen(1) == [], "nothing of the till before"
        scanner.scan(OTHER)
        assert next_scan(other).code == OTHER
    active_till.pull("configuration")
    with pytest.raises(TillProblem) as nothing:
        active_till.scanning.listen(0)
    assert nothing.value.code == "no_scanner"
