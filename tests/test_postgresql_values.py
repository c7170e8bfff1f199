"""On PostgreSQL, where a text holds no NUL and writers do not queue: every caller is answered, one wins."""

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from domain.names import StoreServerStatus
from models import DeviceReport, Product, Receipt, StoreServer
from models.scope import enter_account
from services.activation.codes import issue_code, reveal_code
from services.catalogue.product_import import keep_upload
from tests.make import Make, now
from tests.pages.browsing import find_token, post
from tests.postgresql_server import find_reason_to_skip, running_postgresql


@pytest.fixture
def settings(settings: Settings) -> Iterator[Settings]:
    """Settings with an empty PostgreSQL."""
    with running_postgresql() as url:
        if url is None:
            pytest.skip(find_reason_to_skip() or "no PostgreSQL")
        yield replace(settings, database_url=url)


def test_a_character_that_the_database_cannot_keep_stops_nobody(
    client: FlaskClient, session: Session, make: Make
) -> None:
    till, (server, token) = make.till(), make.store_server()
    calls: list[tuple[str, str, dict[str, Any], str, int]] = [
        ("PUT", "/state", {"app_version": "1\x002", "open_shift_id": "\x00"}, till.token, 204),
        ("POST", "/sync/transactions/ack", {"order_id": "\x00", "applied_at": WHEN}, till.token, 204),
        ("POST", "/logins", {"email": "a\x00@b.example", "password": "x", "install_id": "i"}, "", 401),
        ("PUT", "/store-server/health", {"version": "1\x002"}, token, 204),
        ("POST", "/store-server/jobs/results", {"results": [{"id": "\x00", "status": "failed"}]}, token, 200),
        (
            "POST",
            "/sync/transactions",
            {"entries": [sale(closed_at="9999-12-31T23:59:59Z")]},
            till.token,
            200,
        ),
    ]
    for method, path, body, secret, status in calls:
        headers = {"Authorization": f"Bearer {secret}"}
        answer = client.open(f"/api/v1{path}", method=method, json=body, headers=headers)
        assert answer.status_code == status, (path, answer.get_data(as_text=True))
    assert session.scalars(select(DeviceReport)).one().app_version == "12"
    assert session.get_one(StoreServer, server.id).version == "12"
    assert session.scalars(select(Receipt)).one().number == "1-1-1"


def test_nor_does_it_break_a_form(client: FlaskClient, make: Make) -> None:
    store = make.store()
    make.sign_in(client, make.first_owner())
    answer = post(client, "/devices/new", {"name": "Kasa 1", "store": "\x00" + store.public_id})
    assert answer.status_code == 303
    assert client.get("/receipts?q=%00&device=%00").status_code == 200


def test_of_two_boxes_with_one_code_only_one_pairs(
    app: Flask, session: Session, settings: Settings, make: Make
) -> None:
    for _ in range(4):
        server, _token = make.store_server()
        server.status, server.token_sha256 = StoreServerStatus.NOT_PAIRED, None
        code = reveal_code(issue_code(session, server, now(), settings.secret_key), settings.secret_key)
        session.commit()
        boxes = [
            {"code": code, "install_id": f"box-{box}", "token_sha256": secrets.token_hex(32)} for box in "abc"
        ]
        with ThreadPoolExecutor(len(boxes)) as pool:
            answers = pool.map(
                lambda box: app.test_client().post("/api/v1/store-servers/pairings", json=box).status_code,
                boxes,
            )
        assert sorted(answers) == [201, 409, 409]


def test_a_file_whose_button_is_pressed_twice_is_imported_once(
    app: Flask, session: Session, make: Make
) -> None:
    owner = make.first_owner()
    enter_account(session, owner.account_id)
    upload = keep_upload(session, "goods.csv", "name,price\nBarszcz,12.50\nŻurek,18.50\n".encode(), now())
    session.commit()
    browsers = [make.sign_in(app.test_client(), owner) for _ in range(3)]
    path = f"/catalogue/import/{upload.public_id}"
    forms = [(browser, {"csrf_token": find_token(browser, path)}) for browser in browsers]
    with ThreadPoolExecutor(len(forms)) as pool:
        answers = list(pool.map(lambda form: form[0].post(path, data=form[1]).status_code, forms))
    assert answers == [302, 302, 302]
    assert sorted(session.scalars(select(Product.name))) == ["Barszcz", "Żurek"]


def test_the_same_print_job_sent_several_times_at_once_is_one(
    app: Flask, session: Session, make: Make
) -> None:
    till = make.till()
    make.assignment(till.device, make.printer(make.store_server(till.device.store)[0]))
    session.commit()
    for _ in range(5):
        path = f"/api/v1/print-jobs/{uuid4()}"
        job = {"role": "receipt_printer", "document": {"kind": "text", "text": ["Dzień dobry"]}}
        with ThreadPoolExecutor(4) as pool:
            answers = list(
                pool.map(
                    lambda _, path=path, job=job: (
                        app.test_client().put(path, json=job, headers=till.headers).status_code
                    ),
                    range(4),
                )
            )
        assert answers.count(201) == 1
        assert set(answers) <= {200, 201, 503}
        assert app.test_client().put(path, json=job, headers=till.headers).status_code == 200


WHEN = "2026-11-20T09:30:00Z"


def sale(**changes: Any) -> dict[str, Any]:
    """The first entry of a till's journal."""
    body = {"number": "1-1-1", "kind": "sale", "currency": "PLN", "lines": [], "payments": [], "total": 0}
    return {"id": str(uuid4()), "n": 1, "kind": "receipt", "body": body | changes}
