"""A box pairs, pulls its configuration, leases jobs and reports what became of them (PROTOCOL §8)."""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.codes import show_code
from models import Account, OneTimeCode, PrintJob, Store, StoreServer
from services.activation.codes import issue_code, reveal_code, revoke_codes
from services.store_servers.store_servers import unpair_store_server
from tests.make import Make, now

SECRET = "a secret that only tests know"
TOKEN = "box secret"


def pairing(code: str, **changes: Any) -> dict[str, Any]:
    body = {
        "code": code,
        "install_id": "box-1",
        "token_sha256": hashlib.sha256(TOKEN.encode()).hexdigest(),
        "name": "raspberry",
        "version": "1.0",
        "platform": "linux",
    }
    return body | changes


@pytest.fixture
def server(session: Session, make: Make) -> StoreServer:
    server, _token = make.store_server()
    server.status, server.token_sha256 = "not_paired", None
    session.commit()
    return server


def fresh_code(session: Session, server: StoreServer) -> str:
    code = issue_code(session, server, now(), SECRET)
    session.commit()
    return reveal_code(code, SECRET)


def test_a_box_pairs_and_may_repeat_itself(
    client: FlaskClient, session: Session, server: StoreServer
) -> None:
    code = show_code(fresh_code(session, server)).lower().replace("-", " ")
    first = client.post("/api/v1/store-servers/pairings", json=pairing(code))
    again = client.post("/api/v1/store-servers/pairings", json=pairing(code))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json is not None
    assert first.json["store_server"] == {"id": server.public_id, "name": "Zaplecze"}
    assert first.json["store"]["currency"] == "PLN"
    poll = client.get("/api/v1/store-server/poll", headers={"Authorization": f"Bearer {TOKEN}"})
    assert poll.status_code == 200


@pytest.mark.parametrize(
    ("spoil", "status", "code"),
    [
        ("unknown", 404, "code_unknown"),
        ("expired", 410, "code_expired"),
        ("revoked", 404, "code_unknown"),
        ("used", 409, "code_used"),
        ("resting", 409, "store_inactive"),
    ],
)
def test_a_code_that_does_not_work_says_why(
    client: FlaskClient, session: Session, server: StoreServer, spoil: str, status: int, code: str
) -> None:
    shown = fresh_code(session, server)
    if spoil == "unknown":
        shown = "AAAA-AAAA"
    if spoil == "expired":
        session.scalars(select(OneTimeCode)).one().expires_at = now() - timedelta(seconds=1)
    if spoil == "revoked":
        revoke_codes(session, server, now())
    if spoil == "resting":
        server.store.status = "inactive"
    session.commit()
    if spoil == "used":
        client.post("/api/v1/store-servers/pairings", json=pairing(shown))
    answer = client.post("/api/v1/store-servers/pairings", json=pairing(shown, install_id="box-2"))
    assert (answer.status_code, answer.json["code"]) == (status, code)  # type: ignore[index]


def test_two_boxes_never_share_a_secret(
    client: FlaskClient, session: Session, server: StoreServer, make: Make
) -> None:
    client.post("/api/v1/store-servers/pairings", json=pairing(fresh_code(session, server)))
    other, _token = make.store_server(name="Bar")
    other.status, other.token_sha256 = "not_paired", None
    code = fresh_code(session, other)
    answer = client.post("/api/v1/store-servers/pairings", json=pairing(code, install_id="box-2"))
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "token_sha256"  # type: ignore[index]
    own = pairing(code, install_id="box-2", token_sha256="ab" * 32)
    assert client.post("/api/v1/store-servers/pairings", json=own).status_code == 201


def test_five_wrong_codes_make_the_address_wait(
    client: FlaskClient, session: Session, server: StoreServer
) -> None:
    for _ in range(5):
        assert client.post("/api/v1/store-servers/pairings", json=pairing("AAAA-AAAA")).status_code == 404
    answer = client.post("/api/v1/store-servers/pairings", json=pairing("AAAA-AAAA"))
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 60


@pytest.mark.parametrize(
    ("changes", "field"), [({"token_sha256": "short"}, "token_sha256"), ({"install_id": ""}, "install_id")]
)
def test_a_field_that_is_wrong_is_named(client: FlaskClient, changes: dict[str, str], field: str) -> None:
    answer = client.post("/api/v1/store-servers/pairings", json=pairing("AAAA-AAAA", **changes))
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == field  # type: ignore[index]


@pytest.fixture
def shop(make: Make) -> dict[str, Any]:
    """A till whose receipts go to a printer of a paired box."""
    server, token = make.store_server()
    printer = make.printer(server)
    till = make.till(make.device(store=server.store))
    make.assignment(till.device, printer)
    return {"till": till, "box": {"Authorization": f"Bearer {token}"}, "printer": printer, "server": server}


def job(**changes: Any) -> dict[str, Any]:
    return {"role": "receipt_printer", "document": {"kind": "text", "text": ["Zażółć"]}} | changes


def test_a_job_travels_to_paper(client: FlaskClient, shop: dict[str, Any]) -> None:
    till, box, uuid = shop["till"].headers, shop["box"], str(uuid4())
    assert client.put(f"/api/v1/print-jobs/{uuid}", json=job(), headers=till).status_code == 201
    assert client.put(f"/api/v1/print-jobs/{uuid}", json=job(), headers=till).status_code == 200
    assert {"stream": "jobs", "reason": "forced"} in client.get(
        "/api/v1/store-server/poll", headers=box
    ).json["due"]  # type: ignore[index]
    leased = client.post("/api/v1/store-server/jobs/lease", json={"max": 10}, headers=box).json["jobs"]  # type: ignore[index]
    assert [one["id"] for one in leased] == [uuid]
    assert leased[0]["peripheral_id"] == shop["printer"].public_id
    assert leased[0]["document"]["text"] == ["Zażółć"]
    assert client.post("/api/v1/store-server/jobs/lease", json={}, headers=box).json == {"jobs": []}
    for status in ("sending", "printed", "sending"):
        report = {"results": [{"id": uuid, "status": status, "at": "2026-11-20T09:30:00.000Z"}]}
        assert client.post("/api/v1/store-server/jobs/results", json=report, headers=box).status_code == 200
    state = client.get(f"/api/v1/print-jobs/{uuid}", headers=till).json
    assert state is not None
    assert (state["status"], state["printer"]) == ("printed", "Epson")


def test_a_lapsed_lease_returns_unless_sending_was_said(
    client: FlaskClient, session: Session, shop: dict[str, Any]
) -> None:
    silent, said = str(uuid4()), str(uuid4())
    for uuid in (silent, said):
        client.put(f"/api/v1/print-jobs/{uuid}", json=job(), headers=shop["till"].headers)
    client.post("/api/v1/store-server/jobs/lease", json={}, headers=shop["box"])
    report = {"results": [{"id": said, "status": "sending"}]}
    client.post("/api/v1/store-server/jobs/results", json=report, headers=shop["box"])
    for one in session.scalars(select(PrintJob)):
        one.lease_until = now() - timedelta(seconds=1)
    session.commit()
    leased = client.post("/api/v1/store-server/jobs/lease", json={}, headers=shop["box"]).json["jobs"]  # type: ignore[index]
    assert [one["id"] for one in leased] == [silent]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"document": {"kind": "text", "text": ["other"]}}, 409, "job_differs"),
        ({"role": "page_printer"}, 409, "job_differs"),
        ({"copies": 0}, 422, "invalid"),
        ({"document": {"kind": "poem"}}, 422, "invalid"),
        ({"document": {"text": ["no kind"]}}, 422, "invalid"),
        ({"document": {"kind": "text", "text": 5}}, 422, "invalid"),
        ({"document": {"kind": "receipt", "receipt": "none"}}, 422, "invalid"),
        ({"role": "poet"}, 422, "invalid"),
    ],
)
def test_a_job_that_cannot_be_is_refused(
    client: FlaskClient, shop: dict[str, Any], change: dict[str, Any], status: int, code: str
) -> None:
    uuid, till = str(uuid4()), shop["till"].headers
    client.put(f"/api/v1/print-jobs/{uuid}", json=job(), headers=till)
    answer = client.put(f"/api/v1/print-jobs/{uuid}", json=job(**change), headers=till)
    assert (answer.status_code, answer.json["code"]) == (status, code)  # type: ignore[index]


def test_a_role_without_printer_is_said(client: FlaskClient, make: Make) -> None:
    answer = client.put(f"/api/v1/print-jobs/{uuid4()}", json=job(), headers=make.till().headers)
    assert (answer.status_code, answer.json["code"]) == (409, "role_unassigned")  # type: ignore[index]


def test_a_printer_that_no_store_server_drives_is_named_with_the_reason(
    client: FlaskClient, session: Session, shop: dict[str, Any], make: Make
) -> None:
    """The till works its own printer itself: a job would wait in the office for ever."""
    printer, till = shop["printer"], shop["till"]
    drawer = make.printer(shop["server"], "Szuflada", kind="cash_drawer", printer=printer)
    make.assignment(till.device, drawer, "cash_drawer")
    for reason, host in (("hangs_on_device", till.device), ("not_driven", None)):
        for thing in (printer, drawer):
            thing.store_server = None
        printer.host_device = host
        session.commit()
        for role, name in (("receipt_printer", "Epson"), ("cash_drawer", "Szuflada")):
            answer = client.put(
                f"/api/v1/print-jobs/{uuid4()}", json=job(role=role), headers=shop["till"].headers
            )
            body: Any = answer.json
            assert (answer.status_code, body["code"]) == (409, "role_unassigned")
            assert (body["role"], body["printer"], body["reason"]) == (role, name, reason)
            assert body.get("device") == (host.name if host else None)
    assert session.scalars(select(PrintJob)).all() == []


def test_each_kind_of_caller_has_its_own_routes(client: FlaskClient, shop: dict[str, Any]) -> None:
    wrong = client.get("/api/v1/store-server/poll", headers=shop["till"].headers)
    assert (wrong.status_code, wrong.json["code"]) == (403, "wrong_principal")  # type: ignore[index]
    wrong = client.put(f"/api/v1/print-jobs/{uuid4()}", json=job(), headers=shop["box"])
    assert (wrong.status_code, wrong.json["code"]) == (403, "wrong_principal")  # type: ignore[index]
    missing = client.get("/api/v1/store-server/poll")
    assert (missing.status_code, missing.json["code"]) == (401, "token_missing")  # type: ignore[index]


def test_health_reaches_the_printer(client: FlaskClient, session: Session, shop: dict[str, Any]) -> None:
    peripheral = {"id": shop["printer"].public_id, "state": "paper_out", "since": "2026-11-20T09:30:00.000Z"}
    body = {"version": "1.2", "uptime_s": 5, "queue": {}, "peripherals": [peripheral], "config_revision": "x"}
    assert client.put("/api/v1/store-server/health", json=body, headers=shop["box"]).status_code == 204
    session.refresh(shop["printer"])
    assert shop["printer"].state == "paper_out"
    assert shop["printer"].state_since.hour == 9


def test_the_configuration_is_served_until_known(client: FlaskClient, shop: dict[str, Any]) -> None:
    first = client.get("/api/v1/store-server/configuration", headers=shop["box"])
    assert first.json is not None
    assert first.json["peripherals"][0]["connection"] == {
        "type": "network",
        "host": "127.0.0.1",
        "port": 9100,
    }
    assert first.json["routes"][0]["role"] == "receipt_printer"
    known = client.get(
        "/api/v1/store-server/configuration", headers=shop["box"] | {"If-None-Match": first.headers["ETag"]}
    )
    assert known.status_code == 304
    body = {"config_revision": first.json["revision"]}
    client.put("/api/v1/store-server/health", json=body, headers=shop["box"])
    poll = client.get("/api/v1/store-server/poll", headers=shop["box"])
    assert poll.json["due"] == []  # type: ignore[index]
    again = client.get(
        "/api/v1/store-server/poll", headers=shop["box"] | {"If-None-Match": poll.headers["ETag"]}
    )
    assert again.status_code == 304
    assert again.headers["Poll-After"]


@pytest.mark.parametrize(
    ("data", "content_type", "status", "code"),
    [
        (b"{", "application/json", 400, "not_json"),
        (b"\xff\xfe", "application/json", 400, "not_json"),
        (b"{}", "text/plain", 415, "unsupported_media_type"),
        (b'"' + b"x" * (5 * 1024 * 1024) + b'"', "application/json", 413, "too_large"),
        (b"[" * 100_000, "application/json", 400, "not_json"),
    ],
)
def test_a_body_that_is_none_gets_a_problem(
    client: FlaskClient, data: bytes, content_type: str, status: int, code: str
) -> None:
    answer = client.post("/api/v1/store-servers/pairings", data=data, content_type=content_type)
    assert (answer.status_code, answer.json["code"]) == (status, code)  # type: ignore[index]
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-11-20T09:30:00", "soon"]
)
def test_a_time_that_is_none_is_named(client: FlaskClient, shop: dict[str, Any], moment: str) -> None:
    printer = {"id": shop["printer"].public_id, "state": "online"}
    calls: list[tuple[str, dict[str, Any], dict[str, str]]] = [
        ("store-server/health", {"peripherals": [printer | {"since": moment}]}, shop["box"]),
        ("store-server/health", {"peripherals": [printer | {"last_success_at": moment}]}, shop["box"]),
        (f"print-jobs/{uuid4()}", job() | {"expires_at": moment}, shop["till"].headers),
    ]
    for path, body, who in calls:
        answer = client.put(f"/api/v1/{path}", json=body, headers=who)
        assert (answer.status_code, answer.json["code"]) == (422, "invalid"), path  # type: ignore[index]


def test_a_box_that_was_unpaired_since_is_not_paired_by_repeating_itself(
    client: FlaskClient, session: Session, server: StoreServer
) -> None:
    code = fresh_code(session, server)
    assert client.post("/api/v1/store-servers/pairings", json=pairing(code)).status_code == 201
    unpair_store_server(session, session.get_one(StoreServer, server.id), now())
    again = client.post("/api/v1/store-servers/pairings", json=pairing(code))
    assert (again.status_code, again.json["code"]) == (409, "code_used")  # type: ignore[index]


@pytest.mark.parametrize(
    ("thing", "change", "value"),
    [
        ("account", "country", "RU"),
        ("account", "currency", "RUB"),
        ("store", "language", "ru"),
        ("store", "timezone", "Europe/Moscow"),
        ("store", "receipt_header", "Witamy!"),
        ("store", "receipt_footer", "Do zobaczenia!"),
    ],
)
def test_what_stands_on_papers_is_told_and_a_change_of_it_is_due_at_once(
    client: FlaskClient, session: Session, shop: dict[str, Any], thing: str, change: str, value: str
) -> None:
    address = "/api/v1/store-server/configuration"
    before = client.get(address, headers=shop["box"])
    assert (before.json or {})["store"] | {"country": "PL", "currency": "PLN"} == (before.json or {})["store"]
    body = {"config_revision": (before.json or {})["revision"]}
    client.put("/api/v1/store-server/health", json=body, headers=shop["box"])
    store = session.scalars(select(Store)).one()
    setattr(store if thing == "store" else session.get_one(Account, store.account_id), change, value)
    session.commit()
    poll = client.get("/api/v1/store-server/poll", headers=shop["box"])
    assert {"stream": "configuration", "reason": "rule"} in (poll.json or {})["due"]
    after = client.get(address, headers=shop["box"] | {"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, (after.json or {})["store"][change]) == (200, value)
