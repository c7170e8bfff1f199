"""A till below the minimum version gets no new data; it sells, sends and updates all the same (PROTOCOL §0)."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config import Settings
from domain.names import DOWN_STREAMS, Stream
from models.scope import EVERY_ACCOUNT, enter_account
from services.app_releases.app_minimum import set_minimum
from services.synchronization.sync_orders import order_sync
from tests.api.test_poll import catch_up, due, poll
from tests.api.test_pull_shortcut import both, head_of, is_quick
from tests.api.test_sync import get
from tests.api.test_transactions import entry, send, verdicts
from tests.make import Make, Till, now
from tests.releases.publisher import ASK, PLATFORM, Releases

OLD, LEAST = "1.4.0", "1.5.0"


@pytest.fixture
def till(make: Make, session: Session) -> Till:
    """A till that runs an old version on Android, as it said when it was activated and asked for updates."""
    till = make.till()
    till.generation.app = {"name": "Kasa", "version": OLD, "platform": PLATFORM}
    session.commit()
    return till


def hold_to(session: Session, till: Till, version: str, platform: str = "") -> None:
    """The owner sets the minimum, or lifts it."""
    enter_account(session, till.device.account_id)
    set_minimum(session, platform, version, now())
    session.commit()
    enter_account(session, EVERY_ACCOUNT)


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json["code"]


@pytest.mark.parametrize("stream", DOWN_STREAMS)
@pytest.mark.parametrize("platform", ["", PLATFORM])
def test_what_comes_down_is_refused_with_both_versions_named(
    app: Flask, make: Make, session: Session, till: Till, stream: str, platform: str
) -> None:
    make.product("Żurek")
    cursor = head_of(app, till, stream)
    hold_to(session, till, LEAST, platform)
    for path in (stream, f"{stream}?cursor={cursor}", f"{stream}/snapshot", f"{stream}?limit=many"):
        answer = get(app, till, path)
        assert refused(answer) == (426, "app_too_old")
        assert answer.content_type == "application/problem+json"
        assert (answer.json["minimum"], answer.json["version"]) == (LEAST, OLD)


def test_no_such_stream_stays_no_such_stream_and_another_platform_goes_on(
    app: Flask, session: Session, till: Till
) -> None:
    hold_to(session, till, LEAST, "windows-x64")
    assert get(app, till, "products").status_code == 200
    hold_to(session, till, LEAST)
    assert refused(get(app, till, "transactions")) == (404, "no_such_stream")


def test_sales_go_up_and_are_never_refused(app: Flask, session: Session, till: Till) -> None:
    hold_to(session, till, LEAST)
    assert verdicts(send(app, till, [entry(1), entry(2)])) == ["stored", "stored"]
    report = {"number": 1, "closed_at": "2026-11-21T20:00:00.000Z", "totals": {}, "receipts_count": 2}
    answer = send(app, till, [entry(3, report, "day_report")])
    assert verdicts(answer) == ["stored"]
    assert answer.json["due"] == []
    assert poll(app, till).json["transactions"] == {"ack_through": 3, "missing": []}


def test_everything_else_goes_on_and_the_update_lets_the_data_through(
    app: Flask, make: Make, session: Session, settings: Settings, till: Till
) -> None:
    content = b"the new program"
    releases = Releases(session, make.first_owner(), settings.data)
    release = releases.rolling(LEAST, content=content)  # type: ignore[arg-type]
    catch_up(app, till)
    cursor = head_of(app, till)
    hold_to(session, till, LEAST)
    client, headers = app.extensions["api"].test_client(), till.headers

    assert client.put("/api/v1/local-products", json={"products": []}, headers=headers).status_code == 204
    assert client.get("/api/v1/sync-settings", headers=headers).status_code == 200
    ack = {"cursor": cursor, "applied_at": "2026-11-21T09:00:00.000Z", "applied": 0}
    assert client.post("/api/v1/sync/products/ack", json=ack, headers=headers).status_code == 204
    offer = client.get(ASK + OLD, headers=headers).json
    assert client.get(offer["url"], headers=headers).data == content
    assert offer["sha256"] == release.sha256
    staged = {"version": LEAST, "state": "staged"}
    assert client.put("/api/v1/app/state", json=staged, headers=headers).status_code == 204
    assert refused(get(app, till, "products")) == (426, "app_too_old")
    installed = staged | {"state": "installed"}
    assert client.put("/api/v1/app/state", json=installed, headers=headers).status_code == 204
    assert get(app, till, "products").status_code == 200
    assert poll(app, till).json["notices"] == []


def test_a_poll_says_so_and_sends_nobody_for_what_would_be_refused(
    app: Flask, session: Session, make: Make, settings: Settings, till: Till
) -> None:
    Releases(session, make.first_owner(), settings.data).rolling(LEAST)
    order_sync(session, till.device, [*Stream], now())
    session.commit()
    assert {stream for stream, _ in due(poll(app, till))} == set(Stream)

    hold_to(session, till, LEAST)
    answer = poll(app, till)

    assert due(answer) == [("transactions", "forced"), ("app", "forced")]
    assert answer.json["notices"] == [{"code": "app_too_old", "params": {"minimum": LEAST, "version": OLD}}]
    assert answer.json["app"]["version"] == LEAST
    assert set(answer.json["heads"]) == set(DOWN_STREAMS)


def test_what_a_till_says_of_itself_counts_at_once(app: Flask, session: Session, till: Till) -> None:
    hold_to(session, till, LEAST)
    client = app.extensions["api"].test_client()
    for version, status in (("1.5.1", 200), ("1.4.9", 426), ("nightly", 200), (OLD, 426)):
        state = {"app_version": version}
        assert client.put("/api/v1/state", json=state, headers=till.headers).status_code == 204
        assert get(app, till, "products").status_code == status


@pytest.mark.parametrize(
    ("platform", "least"),
    [("", "1.4.0"), ("", "1.4.1"), (PLATFORM, "1.5.0-beta.1"), ("windows-x64", "9.0"), ("", "1.10")],
)
@pytest.mark.parametrize("said", [None, "1.4.0", "1.5.0", "nightly"])
def test_the_quick_pull_answers_as_the_usual_one(
    app: Flask, make: Make, session: Session, till: Till, platform: str, least: str, said: str | None
) -> None:
    make.product("Żurek")
    cursors = {stream: head_of(app, till, stream) for stream in DOWN_STREAMS}
    hold_to(session, till, least, platform)
    state = {"app_version": said}
    client = app.extensions["api"].test_client()
    assert client.put("/api/v1/state", json=state, headers=till.headers).status_code == 204
    for stream, cursor in cursors.items():
        answer = both(app, till, stream, cursor)
        assert is_quick(app, till, f"{stream}?cursor={cursor}") == (answer.status_code == 200)


def test_the_poll_from_memory_ends_with_the_minimum_and_begins_again_with_the_notice(
    app: Flask, session: Session, till: Till
) -> None:
    catch_up(app, till)
    before = poll(app, till).headers["ETag"]
    assert poll(app, till, before).status_code == 304
    hold_to(session, till, LEAST)
    answer = poll(app, till, before)
    assert (answer.status_code, len(answer.json["notices"])) == (200, 1)
    assert poll(app, till, answer.headers["ETag"]).status_code == 304
    hold_to(session, till, "")
    again = poll(app, till, answer.headers["ETag"])
    assert (again.status_code, again.headers["ETag"]) == (200, before)


def test_another_business_is_not_concerned(app: Flask, make: Make, session: Session, till: Till) -> None:
    stranger = make.till(make.device("Kasa", make.store("Lyon", make.owner())))
    stranger.generation.app = {"version": "0.1", "platform": PLATFORM}
    session.commit()
    hold_to(session, till, LEAST)
    assert get(app, stranger, "products").status_code == 200
    assert poll(app, stranger).json["notices"] == []
