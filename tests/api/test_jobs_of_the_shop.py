"""What tills print without the office stands in its print journal all the same, once, and only of the own store."""

import zlib
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.print_jobs import LEASE
from models import Event, PrintJob, SentPaper
from models.scope import EVERY_ACCOUNT, enter_account
from services.printing.print_jobs_in_shop import LONGEST_DOCUMENT
from services.printing.sent_papers import MOST_BYTES, forget_papers
from tests.make import Make, Till, now

RESULTS = "/api/v1/store-server/jobs/results"
NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
SLIP = {"kind": "text", "text": ["Zażółć"]}


class Shop:
    """A store with a box, a till and the printer that it uses."""

    def __init__(self, make: Make, name: str = "Kraków") -> None:
        self.till: Till = make.till(make.device(store=make.store(name)))
        self.server, token = make.store_server(self.till.device.store)
        self.printer = make.printer(self.server)
        make.assignment(self.till.device, self.printer)
        self.box = {"Authorization": f"Bearer {token}"}

    def told(self, **changes: Any) -> dict[str, Any]:
        """What the box tells of a job of this shop."""
        facts = {
            "device_id": self.till.device.public_id,
            "role": "receipt_printer",
            "kind": "text",
            "peripheral_id": self.printer.public_id,
            "received_at": NOON.isoformat(),
        }
        return facts | changes


@pytest.fixture
def shop(make: Make) -> Shop:
    return Shop(make)


def report(
    uuid: str, status: str, lan: dict[str, Any] | None, minute: int = 0, **more: Any
) -> dict[str, Any]:
    at = (NOON + timedelta(minutes=minute)).isoformat()
    return {"id": uuid, "status": status, "at": at} | ({"lan": lan} if lan else {}) | more


def tell(client: FlaskClient, shop: Shop, *results: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(RESULTS, json={"results": list(results)}, headers=shop.box)
    assert answer.status_code == 200, answer.text
    taken: dict[str, Any] = answer.get_json()
    return taken


def jobs(session: Session) -> list[PrintJob]:
    session.expire_all()
    return list(session.scalars(select(PrintJob).order_by(PrintJob.id)))


def test_a_job_of_the_shop_is_a_row_with_its_till_printer_and_times(
    client: FlaskClient, session: Session, shop: Shop
) -> None:
    uuid = str(uuid4())
    lan = shop.told(kind="receipt", receipt_number="1-1-17", copies=2)
    sending, done = report(uuid, "sending", lan, 1), report(uuid, "printed", lan, 2, reason="as_image")
    for _again in range(2):
        assert tell(client, shop, sending, done) == {"unknown": []}
    (job,) = jobs(session)
    assert (job.status, job.reason, job.kind, job.copies) == ("printed", "as_image", "receipt", 2)
    assert (job.device, job.peripheral, job.store_server) == (shop.till.device, shop.printer, shop.server)
    assert (job.requested_by, job.asked_by_till, job.receipt_number) == ("Kasa 1", True, "1-1-17")
    assert (job.created_at, job.lan_received_at) == (NOON, NOON)
    assert (job.sending_at, job.updated_at) == (NOON + timedelta(minutes=1), NOON + timedelta(minutes=2))
    assert job.peripheral.last_success_at == NOON + timedelta(minutes=2)
    assert job.document == "{}"


def test_the_document_comes_with_the_end_and_stays(client: FlaskClient, session: Session, shop: Shop) -> None:
    uuid = str(uuid4())
    tell(client, shop, report(uuid, "blocked", shop.told(), reason="paper_out"))
    tell(client, shop, report(uuid, "printed", shop.told(document=SLIP), 5))
    tell(client, shop, report(uuid, "printed", shop.told(), 5))
    (job,) = jobs(session)
    assert job.document == '{"kind":"text","text":["Zażółć"]}'


@pytest.mark.parametrize(
    "document", [{"kind": "text", "text": ["x" * LONGEST_DOCUMENT]}, {"kind": "receipt"}, {"text": ["none"]}]
)
def test_a_document_that_is_too_long_or_another_one_is_not_kept(
    client: FlaskClient, session: Session, shop: Shop, document: dict[str, Any]
) -> None:
    tell(client, shop, report(str(uuid4()), "printed", shop.told(document=document)))
    assert [(job.status, job.document) for job in jobs(session)] == [("printed", "{}")]


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ([("sending", 1), ("blocked", 2), ("sending", 3), ("printed", 4)], "printed"),
        ([("sending", 3), ("blocked", 2)], "sending"),
        ([("printed", 4), ("sending", 3), ("blocked", 5)], "printed"),
        ([("uncertain", 4), ("sending", 5)], "uncertain"),
        ([("uncertain", 4), ("cancelled", 5)], "cancelled"),
        ([("sending", 3), ("printed", 2)], "printed"),
    ],
)
def test_it_never_goes_backwards(
    client: FlaskClient, session: Session, shop: Shop, told: list[tuple[str, int]], status: str
) -> None:
    uuid = str(uuid4())
    for word, minute in told:
        tell(client, shop, report(uuid, word, shop.told(), minute))
    assert [job.status for job in jobs(session)] == [status]


def test_a_clock_that_is_ahead_puts_nothing_into_the_future(
    client: FlaskClient, session: Session, shop: Shop
) -> None:
    ahead = shop.told(received_at=(now() + timedelta(days=2)).isoformat())
    late = {
        "id": str(uuid4()),
        "status": "printed",
        "at": (now() + timedelta(days=3)).isoformat(),
        "lan": ahead,
    }
    tell(client, shop, late)
    (job,) = jobs(session)
    assert max(job.created_at, job.updated_at, job.lan_received_at or NOON) <= now()


@pytest.mark.parametrize(
    "wrong",
    [
        {"device_id": "nobody"},
        {"peripheral_id": "nothing"},
        {"role": "poet"},
        {"copies": 0},
        {"copies": 51},
    ],
)
def test_what_cannot_be_of_this_store_is_refused_and_not_kept(
    client: FlaskClient, session: Session, shop: Shop, wrong: dict[str, Any]
) -> None:
    uuid = str(uuid4())
    assert tell(client, shop, report(uuid, "printed", shop.told(**wrong)))["refused"] == [uuid]
    assert jobs(session) == []


def test_things_of_another_store_are_refused(
    client: FlaskClient, session: Session, make: Make, shop: Shop
) -> None:
    elsewhere, uuids = Shop(make, "Gdańsk"), [str(uuid4()) for _ in range(2)]
    till = shop.told(device_id=elsewhere.till.device.public_id)
    printer = shop.told(peripheral_id=elsewhere.printer.public_id)
    answer = tell(
        client, shop, *(report(*one) for one in zip(uuids, ("printed",) * 2, (till, printer), strict=True))
    )
    assert answer == {"unknown": [], "refused": uuids}
    elsewhere.till.device.also_serves.append(shop.server.store)
    session.commit()
    assert tell(client, shop, report(uuids[0], "printed", till)) == {"unknown": []}
    assert [job.uuid for job in jobs(session)] == uuids[:1]


def test_things_of_another_account_are_refused(client: FlaskClient, session: Session, shop: Shop) -> None:
    enter_account(session, EVERY_ACCOUNT)
    theirs, uuid = Shop(Make(session)), str(uuid4())
    assert theirs.server.account_id != shop.server.account_id
    lan = theirs.told()
    assert tell(client, shop, report(uuid, "printed", lan)) == {"unknown": [], "refused": [uuid]}
    assert tell(client, theirs, report(uuid, "printed", lan)) == {"unknown": []}
    assert tell(client, shop, report(uuid, "failed", shop.told())) == {"unknown": []}
    both = {job.account_id: job.status for job in jobs(session)}
    assert both == {theirs.server.account_id: "printed", shop.server.account_id: "failed"}


def test_a_job_of_another_box_of_the_store_stays_that_ones(
    client: FlaskClient, session: Session, make: Make, shop: Shop
) -> None:
    uuid, (other, token) = str(uuid4()), make.store_server(shop.server.store, "Biuro")
    tell(client, shop, report(uuid, "printed", shop.told()))
    shop.box = {"Authorization": f"Bearer {token}"}
    assert tell(client, shop, report(uuid, "failed", shop.told()))["refused"] == [uuid]
    assert tell(client, shop, report(uuid, "failed", None))["unknown"] == [uuid]
    assert [(job.status, job.store_server_id != other.id) for job in jobs(session)] == [("printed", True)]


def order(document: dict[str, Any] = SLIP, **changes: Any) -> dict[str, Any]:
    return {"role": "receipt_printer", "document": document} | changes


def test_one_id_at_the_office_and_at_the_box_is_one_job(
    client: FlaskClient, session: Session, shop: Shop
) -> None:
    first, path = str(uuid4()), "/api/v1/print-jobs/"
    assert client.put(path + first, json=order(), headers=shop.till.headers).status_code == 201
    tell(client, shop, report(first, "printed", shop.told(document=SLIP)))
    second = str(uuid4())
    tell(client, shop, report(second, "printed", shop.told(document=SLIP)))
    again = client.put(path + second, json=order(), headers=shop.till.headers)
    assert (again.status_code, again.json["status"]) == (200, "printed")  # type: ignore[index]
    for other in (order({"kind": "text", "text": ["other"]}), order(copies=2)):
        assert client.put(path + second, json=other, headers=shop.till.headers).status_code == 409
    assert [(job.uuid, job.status) for job in jobs(session)] == [(first, "printed"), (second, "printed")]
    leased = client.post("/api/v1/store-server/jobs/lease", json={}, headers=shop.box)
    assert leased.json == {"jobs": []}


@pytest.mark.parametrize("closed", ["cancelled", "expired"])
def test_what_the_office_gave_up_the_shop_may_have_printed(
    client: FlaskClient, session: Session, shop: Shop, closed: str
) -> None:
    uuid = str(uuid4())
    client.put(f"/api/v1/print-jobs/{uuid}", json=order(), headers=shop.till.headers)
    (job,) = jobs(session)
    job.status, job.reason = closed, "withdrawn"
    session.commit()
    tell(client, shop, report(uuid, "printed", None))
    assert jobs(session)[0].status == closed
    tell(client, shop, report(uuid, "printed", shop.told()))
    assert [(job.status, job.reason) for job in jobs(session)] == [("printed", None)]
    tell(client, shop, report(uuid, "failed", shop.told()))
    assert jobs(session)[0].status == "printed"


def test_openings_of_the_drawer_are_written_down_once(
    client: FlaskClient, session: Session, make: Make, shop: Shop
) -> None:
    drawer = make.printer(shop.server, "Szuflada", kind="cash_drawer", printer=shop.printer)
    make.assignment(shop.till.device, drawer, "cash_drawer")
    pull = shop.told(kind="drawer", role="cash_drawer", peripheral_id=drawer.public_id)
    sale = shop.told(kind="receipt", opens_drawer=True)
    results = [report(str(uuid4()), "printed", lan) for lan in (pull, sale, shop.told(kind="receipt"))]
    for _again in range(2):
        tell(client, shop, *results)
    query = select(Event).where(Event.verb == "peripheral.drawer_opened").order_by(Event.id)
    noted = [(event.facts["reason"], event.subject_name, event.at) for event in session.scalars(query)]
    assert noted == [("till", "Szuflada", NOON), ("receipt", "Szuflada", NOON)]


def test_a_box_that_was_alone_for_days_tells_all_in_order(
    client: FlaskClient, session: Session, shop: Shop
) -> None:
    """As many reports as one call takes, twice: each row once, the oldest first."""
    uuids = [str(uuid4()) for _ in range(250)]
    results = [
        report(uuid, status, shop.told(received_at=(NOON + timedelta(minutes=place)).isoformat()), place)
        for place, uuid in enumerate(uuids)
        for status in ("sending", "printed")
    ]
    for _again in range(2):
        assert tell(client, shop, *results) == {"unknown": []}
        assert [(job.uuid, job.status) for job in jobs(session)] == [(uuid, "printed") for uuid in uuids]


def test_a_row_of_the_shop_is_never_handed_out_again(
    client: FlaskClient, session: Session, shop: Shop
) -> None:
    tell(client, shop, report(str(uuid4()), "blocked", shop.told(), reason="paper_out"))
    (job,) = jobs(session)
    job.lease_until = now() - LEASE
    session.commit()
    leased = client.post("/api/v1/store-server/jobs/lease", json={}, headers=shop.box)
    assert leased.json == {"jobs": []}


def test_a_copy_made_at_the_box_belongs_to_its_original(
    client: FlaskClient, session: Session, shop: Shop
) -> None:
    first, copy, other = (str(uuid4()) for _ in range(3))
    tell(client, shop, report(first, "printed", shop.told()))
    of_a_till = shop.told(reprint_of=first)
    of_nobody = {name: value for name, value in of_a_till.items() if name != "device_id"}
    assert tell(client, shop, report(copy, "printed", of_a_till)) == {"unknown": []}
    assert tell(client, shop, report(other, "printed", of_nobody)) == {"unknown": []}
    original, *copies = jobs(session)
    assert [(job.reprint_of_id, job.requested_by, job.asked_by_till) for job in copies] == [
        (original.id, "Zaplecze", False)
    ] * 2
    alone = {name: value for name, value in shop.told().items() if name != "device_id"}
    uuid = str(uuid4())
    assert tell(client, shop, report(uuid, "printed", alone))["refused"] == [uuid]


def paper(data: bytes = b"Bar\n", **changes: Any) -> dict[str, Any]:
    packed = b64encode(zlib.compress(data)).decode()
    return {"medium": "roll", "dots": 384, "slots": {"CP852": 18}, "packed": packed} | changes


def papers(session: Session) -> list[tuple[str, int, dict[str, Any], bytes]]:
    session.expire_all()
    kept = session.scalars(select(SentPaper))
    return [(one.medium, one.dots, one.slots, zlib.decompress(one.packed)) for one in kept]


def test_the_paper_is_kept_byte_for_byte_and_the_last_one_only(
    client: FlaskClient, session: Session, shop: Shop
) -> None:
    uuid = str(uuid4())
    tell(client, shop, report(uuid, "uncertain", shop.told(), paper=paper()))
    assert papers(session) == [("roll", 384, {"CP852": 18}, b"Bar\n")]
    tell(client, shop, report(uuid, "printed", shop.told(), 1, paper=paper(b"\x1b@Bar\n")))
    assert papers(session) == [("roll", 384, {"CP852": 18}, b"\x1b@Bar\n")]
    forget_papers(session, now() + timedelta(seconds=1))
    assert papers(session) == []


@pytest.mark.parametrize(
    "packed",
    ["not base64", b64encode(b"not packed").decode(), b64encode(zlib.compress(b"Bar")[:-4]).decode()],
)
def test_a_damaged_paper_keeps_nobody_from_the_result(
    client: FlaskClient, session: Session, shop: Shop, packed: str
) -> None:
    tell(client, shop, report(str(uuid4()), "printed", shop.told(), paper=paper(packed=packed)))
    assert [job.status for job in jobs(session)] == ["printed"]
    assert papers(session) == []


def test_a_paper_that_unpacks_to_more_than_any_paper_is_not_kept(
    client: FlaskClient, session: Session, shop: Shop
) -> None:
    bomb = paper(b"\x00" * (MOST_BYTES + 1))
    tell(client, shop, report(str(uuid4()), "printed", shop.told(), paper=bomb))
    assert papers(session) == []
