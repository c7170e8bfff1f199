"""`GET /sync/{stream}`: what the contract says of cursors, limits and refusals."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from domain.names import DeviceStatus
from tests.make import Make, Till
from tests.sync.reader import reader_of


def get(app: Flask, till: Till, path: str) -> Any:
    return app.extensions["api"].test_client().get(f"/api/v1/sync/{path}", headers=till.headers)


def test_a_page_says_whether_more_follows(app: Flask, make: Make) -> None:
    till = make.till()
    make.product("Żurek")
    page = get(app, till, "products?limit=1").json
    assert (page["stream"], page["snapshot"], page["more"], len(page["changes"])) == (
        "products",
        True,
        True,
        1,
    )
    assert "digest" not in page
    last = get(app, till, f"products?cursor={page['cursor']}").json
    assert (last["snapshot"], last["more"]) == (True, False)
    assert last["count"] == len(last["changes"]) + 1
    assert len(last["digest"]) == 16


def test_the_configuration_is_one_object(app: Flask, make: Make) -> None:
    device = make.device("Kasa 1", make.store("Kraków", receipt_header="Witamy"))
    make.assignment(device, make.printer(make.store_server(device.store)[0]))
    page = get(app, make.till(device), "configuration").json
    (change,) = page["changes"]
    data = change["data"]
    assert (change["type"], change["id"], data["device"]["number_prefix"]) == (
        "configuration",
        device.public_id,
        "1-1-",
    )
    assert (data["store"]["receipt_header"], data["account"]["currency"]) == ("Witamy", "PLN")
    assert data["usage_mode"]["receipt_printer"]["peripheral"]["name"] == "Epson"
    assert data["usage_mode"]["checkout_scale"] is None
    assert [server["name"] for server in data["store_servers"]] == ["Zaplecze"]
    assert data["sync"]["products"] == {"mode": "every", "period_minutes": 15}
    assert data["sync"]["transactions"] == {"mode": "immediately"}


@pytest.mark.parametrize("limit", ["0", "-1", "5001", "many", "1.5", "", "9" * 30, "٣"])
def test_a_limit_that_is_none_is_refused(app: Flask, make: Make, limit: str) -> None:
    answer = get(app, make.till(), f"products?limit={limit}")
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "limit")


@pytest.mark.parametrize(
    "cursor", ["x", "1.2.3", "a.b", "12345678.-1", "12345678.1.0", "٣" * 9 + ".1", "%00"]
)
def test_a_cursor_that_was_never_made_here_is_invalid(app: Flask, make: Make, cursor: str) -> None:
    answer = get(app, make.till(), f"products?cursor={cursor}")
    assert (answer.status_code, answer.json["code"]) == (400, "cursor_invalid")


def test_a_cursor_of_elsewhere_or_of_the_future_has_expired(app: Flask, make: Make) -> None:
    till, elsewhere = make.till(), make.till(make.device(store=make.store("Gdańsk")))
    reader, other = reader_of(app, till), reader_of(app, elsewhere)
    reader.pull()
    other.pull()
    epoch, seq = (reader.cursor or "").split(".")
    for cursor in (other.cursor, f"{epoch}.{int(seq) + 1}", f"{epoch}.{int(seq) + 1}.0.0", f"{epoch}.1.9.99"):
        answer = get(app, till, f"products?cursor={cursor}")
        assert (answer.status_code, answer.json["code"]) == (410, "cursor_expired"), cursor


@pytest.mark.parametrize("stream", ["transactions", "app", "recipes"])
def test_other_streams_cannot_be_fetched(app: Flask, make: Make, stream: str) -> None:
    answer = get(app, make.till(), stream)
    assert (answer.status_code, answer.json["code"]) in [(404, "no_such_stream"), (405, "method_not_allowed")]


@pytest.mark.parametrize(
    ("status", "code"),
    [(DeviceStatus.DRAINING, 403), (DeviceStatus.INACTIVE, 403), (DeviceStatus.DELETED, 410)],
)
def test_only_a_till_at_work_fetches(
    app: Flask, make: Make, session: Session, status: str, code: int
) -> None:
    till = make.till()
    till.device.status = status
    session.commit()
    answer = get(app, till, "products")
    assert (answer.status_code, answer.json["code"]) == (code, f"device_{status}")
    assert get(app, till, "products/snapshot").status_code == code
