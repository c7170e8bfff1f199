"""One real office for all tests of the contract, a shop of its own for each, machines that are switched off."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from comptoir_store_server.virtual_printer import VirtualPrinter
from sqlalchemy import select

from cli.simulated_till import SimulatedTill
from domain.names import Role
from models import Device, Peripheral, Receipt, Store, StoreServer, User
from tests.contract.box import Box
from tests.contract.wire import wire_of
from tests.office import RealOffice

MENU = (("Żurek z jajkiem", 1850), ("Œufs à la coque", 650), ("Борщ с пампушками", 32000))
MakePrinter = Callable[..., VirtualPrinter]


@dataclass(frozen=True)
class Shop:
    """One account with one store, its store server (not paired yet) and one POS (not activated yet)."""

    office: RealOffice
    owner: User
    store: Store
    server: StoreServer
    device: Device

    def add_printer(
        self, port: int, name: str, role: str = Role.RECEIPT_PRINTER, **more: object
    ) -> Peripheral:
        """A printer at this port, driven by the store server and used by the POS, for its receipts or else."""
        with self.office.make() as make:
            server = make.session.merge(self.server, load=False)
            connection = {"type": "network", "host": "127.0.0.1", "port": port}
            printer = make.printer(server, name, connection=connection, **more)
            make.assignment(make.session.merge(self.device, load=False), printer, role)
            return printer


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealOffice]:
    """The office, running; nothing may have gone wrong inside when it closes."""
    with RealOffice(tmp_path_factory.mktemp("office") / "it") as office:
        yield office
        assert not office.complaints(), "\n".join(office.complaints())


@pytest.fixture
def shop(office: RealOffice) -> Shop:
    """A shop that opens today."""
    return open_shop(office)


def open_shop(office: RealOffice, country: str = "PL", **store_fields: str) -> Shop:
    """A shop in any office, Polish unless told otherwise."""
    office.forget_tries()
    with office.make() as make:
        owner = make.owner(country=country)
        store = make.store(owner=owner, **store_fields)
        server, _token = make.store_server(store)
        server.status, server.token_sha256 = "not_paired", None
        make.session.commit()
        return Shop(office, owner, store, server, make.device(store=store))


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    """A computer in the shop, not paired yet."""
    box = Box(tmp_path / "box")
    yield box
    box.stop()


@pytest.fixture
def paired_box(shop: Shop, box: Box) -> Box:
    """A computer in the shop, paired, not running yet."""
    done = box.pair(shop.office, shop.office.code_for(shop.server))
    assert done.returncode == 0, done.stderr
    return box


@pytest.fixture
def printer() -> Iterator[MakePrinter]:
    """Puts printers on the counter."""
    switched_on: list[VirtualPrinter] = []

    def switch_on(**habits: object) -> VirtualPrinter:
        switched_on.append(VirtualPrinter(**habits).start())
        return switched_on[-1]

    yield switch_on
    for each in switched_on:
        each.stop()


@pytest.fixture
def till(shop: Shop, tmp_path: Path) -> Iterator[SimulatedTill]:
    """A till that was not activated yet."""
    with SimulatedTill(shop.office.url, tmp_path / "till", patience_s=5) as till:
        yield till


@pytest.fixture
def active_till(shop: Shop, till: SimulatedTill) -> SimulatedTill:
    """A till that is the shop's POS and has pulled everything."""
    till.activate(shop.office.code_for(shop.device))
    till.synchronize()
    return till


@pytest.fixture
def wire(shop: Shop, active_till: SimulatedTill) -> Iterator[httpx.Client]:
    """Requests by hand in the active till's name."""
    with wire_of(shop.office, active_till) as wire:
        yield wire


@pytest.fixture
def stocked_shop(shop: Shop) -> Shop:
    """The shop with three dishes and somebody behind the counter."""
    with shop.office.make() as make:
        owner = make.session.merge(shop.owner, load=False)
        for name, price in MENU:
            make.product(name, price, owner=owner)
        make.employee(make.session.merge(shop.store, load=False), "Zofia")
    return shop


@pytest.fixture
def selling_till(stocked_shop: Shop, active_till: SimulatedTill) -> SimulatedTill:
    """An active till with the menu in its memory."""
    return active_till


@pytest.fixture
def second_till(shop: Shop, tmp_path: Path) -> Iterator[SimulatedTill]:
    """Another tablet."""
    with SimulatedTill(shop.office.url, tmp_path / "second", patience_s=5) as till:
        yield till


def device_of(shop: Shop) -> Device:
    """The POS as it stands in the office now."""
    with shop.office.session() as session:
        return session.get_one(Device, shop.device.id)


def numbers_in_the_office(shop: Shop) -> list[str]:
    """The shop's receipts in the order they came."""
    with shop.office.session() as session:
        mine = select(Receipt.number).where(Receipt.account_id == shop.owner.account_id)
        return list(session.scalars(mine.order_by(Receipt.id)))
