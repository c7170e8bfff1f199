"""A page asks the database as often in a large business as in a small one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from app import create_app
from config import Settings
from demo.fleet import Fleet, FleetSize, fill_fleet, let_tills_call
from domain.names import DeviceStatus, PeripheralKind
from extensions import db
from models import Base, User
from models.engine import WRITING
from models.scope import EVERY_ACCOUNT, OfficeSession, enter_account
from services.database.commit_watch import Unchanged
from tests.make import Make

#: tills of each status, one of them not heard of since yesterday, and something of each kind
SMALL = FleetSize(stores=1, devices=20, peripherals=140, receipts_per_device=1, events_per_device=1)
LARGE = FleetSize(stores=6, devices=60, peripherals=840, receipts_per_device=4, events_per_device=6)
CARDS = [f"/peripherals/{{{kind}}}" for kind in PeripheralKind]
FORMS = [f"/peripherals/new?kind={kind}" for kind in PeripheralKind]
PAGES = [
    "/",
    "/today",
    "/devices",
    "/devices?q=kasa&sort=-contact",
    "/devices?sort=unsent&status=activated",
    "/devices/export.csv",
    "/devices/local-products",
    "/devices/{device}/local-products",
    "/devices/{device}/local-products/bin",
    "/devices/new",
    "/devices/{device}",
    "/devices/{device}/edit",
    "/devices/{device}/receipts",
    "/devices/{device}/history",
    "/devices/{device}/usage-mode",
    "/devices/{device}/usage-mode/try",
    "/devices/{device}/usage-mode/try?chosen=1&q=a&product=x&quantity=1&paid=1",
    "/devices/{device}/usage-mode/receipt_printer",
    "/devices/{device}/usage-mode/product_scanner",
    "/peripherals",
    "/peripherals?q=10.0&sort=-name",
    "/peripherals?sort=state",
    "/peripherals?sort=store&state=attention",
    "/peripherals/export.csv",
    "/peripherals/found",
    "/peripherals/journal",
    "/peripherals/payments",
    "/peripherals/{receipt_printer}/history",
    *CARDS,
    *FORMS,
    "/stores",
    "/stores/{store}",
    "/stores/{store}/history",
    "/store-servers",
    "/store-servers/{server}",
    "/store-servers/{server}/history",
    "/receipts",
    "/catalogue",
    "/catalogue/categories",
    "/catalogue/price-lists",
    "/catalogue/changes",
    "/receipts/late",
    "/receipts/totals",
    "/receipts/shifts",
    "/receipts/day-reports",
    "/receipts/quarantine",
    "/receipts/missing",
    "/synchronization",
    "/synchronization?state=behind",
    "/synchronization/history",
    "/synchronization/tills/{device}/products",
    "/synchronization/tills/{device}/app",
    "/synchronization?state=too_old",
    "/app-releases",
    "/app-releases/minimum",
    "/synchronization/rules",
    "/synchronization/windows",
    "/synchronization/windows/{window}",
    "/synchronization/openings/{opening}",
    "/synchronization/rules/{store}",
    "/devices/{device}/synchronization",
    "/devices/{device}/synchronization/state",
    "/opening-checks",
    "/settings/opening-check",
    "/history",
    "/stickers",
    "/this-device?choose=1",
]


@dataclass(frozen=True)
class Business:
    """A signed-in browser of an account, and the ids of its things as addresses name them."""

    browser: FlaskClient
    ids: dict[str, str]


@dataclass(frozen=True)
class Office:
    """An office with a small and a large business."""

    engine: Engine
    small: Business
    large: Business


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_as_often_for_many_things_as_for_few(path: str, office: Office) -> None:
    few, many = (_asked(office.engine, business, path) for business in (office.small, office.large))
    assert len(few) >= 2  # who reads, and what is shown
    assert len(few) == len(many), "\n".join(many)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    data = tmp_path_factory.mktemp("office")
    app = create_app(
        Settings(data, f"sqlite:///{data / 'comptoir.sqlite3'}", secret_key="of a test", log_level="error")
    )
    app.extensions["unchanged"] = Unchanged(None)  # every page asks as if somebody had just written
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with OfficeSession(db.engine.execution_options(**WRITING)) as session:
            businesses = [_open(app, session, size) for size in (SMALL, LARGE)]
        engine = db.engine
    yield Office(engine, *businesses)
    app.extensions["contacts"].close()
    engine.dispose()


def _open(app: Flask, session: Session, size: FleetSize) -> Business:
    enter_account(session, EVERY_ACCOUNT)
    make, now = Make(session), datetime.now(UTC)
    owner = make.owner()
    enter_account(session, owner.account_id)
    fleet = fill_fleet(session, size, now)
    session.commit()
    let_tills_call(session, fleet, app.extensions["contacts"], now)
    ids = _ids(fleet) | _windows(make, owner, fleet)
    session.commit()
    enter_account(session, EVERY_ACCOUNT)
    return Business(make.sign_in(app.test_client(), owner), ids)


def _windows(make: Make, owner: User, fleet: Fleet) -> dict[str, str]:
    """A window for each store and one more, each missed by a till."""
    windows = [make.window(f"Okno {number}", owner=owner) for number in range(len(fleet.stores) + 1)]
    runs = [make.missed_opening(window, fleet.devices[0]) for window in windows]
    enter_account(make.session, owner.account_id)
    return {"window": windows[0].public_id, "opening": runs[0].public_id}


def _ids(fleet: Fleet) -> dict[str, str]:
    """One thing of each kind; a till that is activated and called just now."""
    device = next(one for one in fleet.devices if one.status == DeviceStatus.ACTIVATED and one.id % 10)
    kinds = {one.kind: one.public_id for one in reversed(fleet.peripherals)}
    places = {"store": fleet.stores[0].public_id, "server": fleet.servers[0].public_id}
    return {"device": device.public_id, **kinds, **places}


def _asked(engine: Engine, business: Business, path: str) -> list[str]:
    """The queries of the second reading: the first one may fill what is remembered."""
    address, queries = path.format(**business.ids), list[str]()

    def note(_connection: object, _cursor: object, query: str, *_rest: object) -> None:
        queries.append(query)

    assert business.browser.get(address).status_code == 200
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert business.browser.get(address).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return queries
