"""Each kind is tried out from its card; what hangs on a till is tried there."""

import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import PeripheralKind
from models import Event, PrintJob
from services.printing.print_jobs import JobReport, record_results
from tests.make import Make, now
from tests.pages.browsing import open_page, post
from tests.pages.house_checks import text_of

DOCUMENTS = {
    PeripheralKind.RECEIPT_PRINTER: ("test", None),
    PeripheralKind.PAGE_PRINTER: ("test", None),
    PeripheralKind.CASH_DRAWER: ("drawer", None),
    PeripheralKind.SCALE: ("probe", "weigh"),
    PeripheralKind.BARCODE_SCANNER: ("probe", "scan"),
    PeripheralKind.PAYMENT_TERMINAL: ("probe", "reach"),
}
LINE = {"type": "serial", "path": "/dev/ttyUSB0", "baud": 9600, "pin": 2, "pulse_ms": 100}


@pytest.fixture
def owner(client: FlaskClient, make: Make) -> FlaskClient:
    """The owner's browser."""
    return make.sign_in(client, make.first_owner())


@pytest.mark.parametrize("kind", list(PeripheralKind))
def test_every_kind_has_its_trial_and_shows_it(
    owner: FlaskClient, session: Session, make: Make, kind: PeripheralKind
) -> None:
    path = f"/peripherals/{make.printer(kind=kind, connection=LINE).public_id}"
    assert post(owner, f"{path}/test", {}, token_from=path).status_code == 302
    job = session.scalars(select(PrintJob)).one()
    document = json.loads(job.document)
    assert (document["kind"], document.get("probe")) == DOCUMENTS[kind]
    assert "Waiting for the store server" in text_of(open_page(owner, path))


@pytest.mark.parametrize("kind", list(PeripheralKind))
def test_a_trial_that_went_well_is_the_last_time_it_worked(
    owner: FlaskClient, session: Session, make: Make, kind: PeripheralKind
) -> None:
    thing = make.printer(kind=kind, connection=LINE)
    path = f"/peripherals/{thing.public_id}"
    post(owner, f"{path}/test", {}, token_from=path)
    job = session.scalars(select(PrintJob)).one()
    assert thing.store_server is not None
    moment = now()
    for status, worked_at in (("sending", None), ("printed", moment)):
        record_results(session, thing.store_server, [JobReport(job.uuid, status)], moment)
        assert thing.last_success_at == worked_at


def test_what_hangs_on_a_till_is_tried_there(owner: FlaskClient, session: Session, make: Make) -> None:
    till = make.device("Kasa 2")
    scale = make.printer(
        kind=PeripheralKind.SCALE,
        connection={"type": "device", "device_id": till.public_id},
        store_server=None,
        host_device=till,
    )
    path = f"/peripherals/{scale.public_id}"
    post(owner, f"{path}/test", {}, token_from=path)
    assert "It hangs on Kasa 2: test it there." in text_of(open_page(owner, path))
    assert session.scalars(select(PrintJob)).all() == []


def test_the_pulse_that_opened_the_drawer_is_kept(owner: FlaskClient, session: Session, make: Make) -> None:
    drawer = make.printer(kind=PeripheralKind.CASH_DRAWER, connection=LINE)
    path = f"/peripherals/{drawer.public_id}"
    post(owner, f"{path}/test", {"pin": "5", "pulse_ms": "200"}, token_from=path)
    session.scalars(select(PrintJob)).one().status = "printed"
    session.commit()
    assert "It opened with this: keep it" in text_of(open_page(owner, path))
    post(owner, f"{path}/pulse", {"pin": "5", "pulse_ms": "200"}, token_from=path)
    assert (drawer.connection["pin"], drawer.connection["pulse_ms"]) == (5, 200)
    verbs = list(session.scalars(select(Event.verb).where(Event.subject_id == drawer.public_id)))
    assert verbs == ["peripheral.drawer_opened", "peripheral.edited"]


def test_one_scan_tells_the_keyboard_of_a_scanner_at_a_till(owner: FlaskClient, make: Make) -> None:
    till = make.device("Kasa 2")
    scanner = make.printer(
        kind=PeripheralKind.BARCODE_SCANNER,
        connection={"type": "device", "device_id": till.public_id},
        store_server=None,
        host_device=till,
    )
    path = f"/peripherals/{scanner.public_id}"
    assert post(owner, f"{path}/keyboard", {"typed": "5901234123457"}).status_code == 422
    assert post(owner, f"{path}/keyboard", {"typed": "qwazy,)&é\"'(-è_çà"}).status_code == 302
    assert scanner.keyboard_layout == "azerty"
    assert "AZERTY" in text_of(open_page(owner, path))
