"""A till asks for a newer program, fetches it in parts, and says how far it is (PROTOCOL §6)."""

import hashlib
import os
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from config import Settings
from models import AppState
from models.scope import EVERY_ACCOUNT, enter_account
from services.app_releases.app_releases import Reach, halt, revoke_key, roll_back, roll_out
from services.app_releases.app_states import app_status_of
from services.synchronization.sync_orders import order_sync
from tests.make import Make, Till, now
from tests.releases.publisher import ASK, PLATFORM, Releases


@pytest.fixture
def till(make: Make) -> Till:
    """A till of the shop in Kraków, whose language is Polish."""
    return make.till()


@pytest.fixture
def releases(make: Make, session: Session, settings: Settings, till: Till) -> Releases:
    """The publisher whose key the shop trusts."""
    return Releases(session, make.first_owner(), settings.data)


def deed(releases: Releases, do: Callable[..., Any], *what: Any) -> None:
    enter_account(releases.session, releases.owner.account_id)
    do(releases.session, *what, now())
    releases.session.commit()
    enter_account(releases.session, EVERY_ACCOUNT)


def ask(client: Any, till: Till, version: str = "1.4.0") -> Any:
    return client.get(ASK + version, headers=till.headers)


def report(client: Any, till: Till, state: str, version: str = "1.5.0", **more: str) -> int:
    body = {"version": version, "state": state, **more}
    return client.put("/api/v1/app/state", json=body, headers=till.headers).status_code


def close_day(client: Any, till: Till, n: int = 1) -> None:
    body = {"number": n, "closed_at": "2026-11-21T20:00:00.000Z", "totals": {}, "receipts_count": 0}
    entry = {"id": str(uuid4()), "n": n, "kind": "day_report", "body": body}
    answer = client.post("/api/v1/sync/transactions", json={"entries": [entry]}, headers=till.headers)
    assert answer.json["results"][0]["status"] == "stored"


def poll(client: Any, till: Till) -> Any:
    return client.get("/api/v1/poll", headers=till.headers).json


def app_due(answer: Any) -> list[Any]:
    return [due for due in answer["due"] if due["stream"] == "app"]


def test_nothing_newer_is_204_and_nothing_else_happens(client: Any, till: Till, releases: Releases) -> None:
    releases.rolling("1.4.0")

    answer = ask(client, till)

    assert (answer.status_code, answer.data) == (204, b"")


def test_a_newer_version_is_offered_with_all_that_proves_it(
    client: Any, till: Till, releases: Releases
) -> None:
    release = releases.rolling("1.5.0", en="Faster", pl="Szybciej")

    answer = ask(client, till)

    assert answer.status_code == 200
    assert answer.json == {
        "version": "1.5.0",
        "size": release.size,
        "sha256": release.sha256,
        "signature": release.signature,
        "url": f"/api/v1/app/files/{release.sha256}",
        "notes": "Szybciej",
        "install": "day_close",
    }


def test_another_platform_channel_account_or_an_unreleased_draft_is_nothing_for_this_till(
    client: Any, till: Till, releases: Releases, make: Make, session: Session, settings: Settings
) -> None:
    releases.draft("2.0.0")
    releases.rolling("1.9.0", channel="beta")
    stranger = make.owner()
    Releases(session, stranger, settings.data).rolling("3.0.0")

    assert ask(client, till).status_code == 204
    elsewhere = ASK.replace(PLATFORM, "windows-x64")
    releases.rolling("1.5.0")
    assert client.get(elsewhere + "1.4.0", headers=till.headers).status_code == 204


def test_the_file_is_fetched_whole_or_in_parts_and_stays_the_same(
    client: Any, till: Till, releases: Releases
) -> None:
    content = bytes(range(256)) * 2000
    release = releases.rolling("1.5.0", content=content)  # type: ignore[arg-type]
    url = ask(client, till).json["url"]

    whole = client.get(url, headers=till.headers)
    assert (whole.status_code, whole.data) == (200, content)
    assert hashlib.sha256(whole.data).hexdigest() == release.sha256
    etag = whole.headers["ETag"]
    rest = client.get(url, headers=till.headers | {"Range": "bytes=500000-", "If-Range": etag})
    assert (rest.status_code, rest.data) == (206, content[500000:])
    assert rest.headers["Content-Range"] == f"bytes 500000-{len(content) - 1}/{len(content)}"
    middle = client.get(url, headers=till.headers | {"Range": "bytes=100-70099"})
    assert (middle.status_code, middle.data) == (206, content[100:70100])
    last = client.get(url, headers=till.headers | {"Range": "bytes=-7"})
    assert (last.status_code, last.data) == (206, content[-7:])
    other = client.get(url, headers=till.headers | {"Range": "bytes=10-", "If-Range": '"another"'})
    assert (other.status_code, other.data) == (200, content)
    assert client.get(url, headers=till.headers | {"If-None-Match": etag}).status_code == 304
    beyond = client.get(url, headers=till.headers | {"Range": f"bytes={len(content)}-"})
    assert (beyond.status_code, beyond.json["code"]) == (416, "range_not_satisfiable")
    several = client.get(url, headers=till.headers | {"Range": "bytes=0-1,5-6"})
    assert (several.status_code, len(several.data)) == (200, len(content))


def test_a_large_file_is_handed_over_in_bounded_pieces_that_make_the_whole(
    client: Any, till: Till, releases: Releases
) -> None:
    content = os.urandom(2_500_000)
    releases.rolling("1.5.0", content=content)  # type: ignore[arg-type]
    url, fetched = ask(client, till).json["url"], b""
    while len(fetched) < len(content):
        piece = client.get(url, headers=till.headers | {"Range": f"bytes={len(fetched)}-"})
        assert piece.status_code == 206
        assert 0 < len(piece.data) <= 1024 * 1024
        last = len(fetched) + len(piece.data) - 1
        assert piece.headers["Content-Range"] == f"bytes {len(fetched)}-{last}/{len(content)}"
        assert piece.content_length == len(piece.data)
        fetched += piece.data

    assert fetched == content


def test_one_at_a_time_takes_a_large_file_in_one_go_and_the_next_is_asked_to_take_it_in_parts(
    client: Any, till: Till, releases: Releases
) -> None:
    content = os.urandom(2_500_000)
    releases.rolling("1.5.0", content=content)  # type: ignore[arg-type]
    url = ask(client, till).json["url"]

    with client.get(url, headers=till.headers) as slow:
        refused = client.get(url, headers=till.headers)
        assert (refused.status_code, refused.json["code"]) == (503, "busy")
        assert refused.headers["Retry-After"] == "30"
        assert client.get(url, headers=till.headers | {"Range": "bytes=0-9"}).data == content[:10]
        assert next(slow.iter_encoded()) == content[: 64 * 1024]
    with client.get(url, headers=till.headers) as whole:
        assert whole.data == content


def test_a_file_is_for_tills_of_its_account_while_it_rolls_out(
    client: Any, till: Till, releases: Releases, make: Make
) -> None:
    release = releases.rolling("1.5.0")
    url = f"/api/v1/app/files/{release.sha256}"
    stranger = make.till(make.device("Kasa 9", make.store("Lwów", make.owner())))

    assert client.get(url).json["code"] == "token_missing"
    assert client.get(url, headers=stranger.headers).json["code"] == "no_such_path"
    assert client.get("/api/v1/app/files/..%2Fsecret_key", headers=till.headers).status_code == 404
    assert client.get(f"/api/v1/app/files/{'0' * 64}", headers=till.headers).status_code == 404
    deed(releases, halt, release)
    assert client.get(url, headers=till.headers).status_code == 404


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("", ["platform", "version"]),
        ("?platform=android-arm64", ["version"]),
        ("?platform=android-arm64&version=newest", ["version"]),
        ("?platform=a%20b&version=1.0", ["platform"]),
        ("?platform=x&version=" + "9" * 50, ["version"]),
    ],
)
def test_a_till_that_does_not_say_what_it_runs_is_told_so(
    client: Any, till: Till, query: str, fields: list[str]
) -> None:
    answer = client.get(f"/api/v1/app/update{query}", headers=till.headers)

    assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    assert [error["field"] for error in answer.json["errors"]] == fields


def test_halting_ends_the_offer_and_resuming_brings_it_back(
    client: Any, till: Till, releases: Releases
) -> None:
    release = releases.rolling("1.5.0")
    assert ask(client, till).status_code == 200

    deed(releases, halt, release)
    assert ask(client, till).status_code == 204

    deed(releases, roll_out, release, Reach(100))
    assert ask(client, till).status_code == 200


def test_rolling_back_leads_tills_that_run_it_to_the_earlier_version_and_nobody_else(
    client: Any, till: Till, releases: Releases
) -> None:
    releases.rolling("1.4.0")
    bad = releases.rolling("1.5.0")

    deed(releases, roll_back, bad)

    answer = ask(client, till, "1.5.0")
    assert (answer.json["version"], answer.json["rolls_back"]) == ("1.4.0", "1.5.0")
    assert ask(client, till, "1.4.0").status_code == 204
    assert ask(client, till, "1.4.9").status_code == 204


def test_what_a_revoked_key_signed_is_offered_no_more(client: Any, till: Till, releases: Releases) -> None:
    release = releases.rolling("1.5.0")

    deed(releases, revoke_key, releases.key)

    assert ask(client, till).status_code == 204
    releases.session.refresh(release)
    assert release.status == "halted"


def test_a_roll_out_reaches_named_stores_and_named_tills(
    client: Any, till: Till, releases: Releases, make: Make
) -> None:
    elsewhere = make.till(make.device("Kasa 2", make.store("Gdańsk")))
    releases.rolling("1.5.0", stores=(elsewhere.device.store.public_id,))
    assert ask(client, till).status_code == 204
    assert ask(client, elsewhere).json["version"] == "1.5.0"

    releases.rolling("1.6.0", percentage=1, devices=(till.device.public_id,))
    assert ask(client, till).json["version"] == "1.6.0"
    assert ask(client, elsewhere).json["version"] == "1.5.0"


def test_the_poll_names_the_version_once_the_platform_is_known(
    client: Any, till: Till, releases: Releases
) -> None:
    assert poll(client, till)["app"] is None
    release = releases.rolling("1.5.0")

    first = poll(client, till)
    assert (first["app"], app_due(first)) == (None, [{"stream": "app", "reason": "rule"}])
    ask(client, till)

    second = poll(client, till)
    assert second["app"] == {"version": "1.5.0", "url": f"/api/v1/app/files/{release.sha256}"}
    assert app_due(second) == [{"stream": "app", "reason": "rule"}]
    report(client, till, "staged")
    third = poll(client, till)
    assert (third["app"]["version"], app_due(third)) == ("1.5.0", [])
    close_day(client, till)
    report(client, till, "installed")
    assert poll(client, till)["app"] is None


def test_the_etag_of_the_poll_covers_the_program(client: Any, till: Till, releases: Releases) -> None:
    ask(client, till)
    etag = client.get("/api/v1/poll", headers=till.headers).headers["ETag"]
    same = till.headers | {"If-None-Match": etag}
    assert client.get("/api/v1/poll", headers=same).status_code == 304
    assert client.get("/api/v1/poll", headers=same).status_code == 304

    release = releases.rolling("1.5.0")
    changed = client.get("/api/v1/poll", headers=same)
    assert changed.status_code == 200
    deed(releases, halt, release)
    assert (
        client.get("/api/v1/poll", headers=till.headers | {"If-None-Match": changed.headers["ETag"]}).json[
            "app"
        ]
        is None
    )


def state_of(session: Session, till: Till) -> AppState:
    session.expire_all()
    return session.get_one(AppState, till.generation.id)


def test_e9_installed_at_day_close_is_as_it_should_be(
    client: Any, till: Till, releases: Releases, session: Session
) -> None:
    for state in ("offered", "downloading", "verified", "staged"):
        assert report(client, till, state) == 204
    close_day(client, till)
    assert report(client, till, "installed") == 204

    kept = state_of(session, till)
    assert (kept.state, kept.outside_day_close) == ("installed", False)
    words = [word["state"] for word in kept.course]
    assert words == ["offered", "downloading", "verified", "staged", "installed"]


def test_e9_installed_without_a_day_report_since_staged_is_kept_and_flagged(
    client: Any, till: Till, releases: Releases, session: Session
) -> None:
    close_day(client, till)
    report(client, till, "staged")

    assert report(client, till, "installed") == 204

    assert state_of(session, till).outside_day_close is True
    session.commit()
    assert app_status_of(session, [till.device.id])[till.device.id].outside_day_close is True


def test_saying_the_same_again_changes_nothing(
    client: Any, till: Till, releases: Releases, session: Session
) -> None:
    report(client, till, "staged")
    before = state_of(session, till).at
    session.commit()

    assert report(client, till, "staged") == 204

    kept = state_of(session, till)
    assert (kept.at, len(kept.course)) == (before, 1)


def test_a_version_that_a_till_gave_back_is_offered_again_only_when_ordered(
    client: Any, till: Till, releases: Releases, session: Session
) -> None:
    releases.rolling("1.5.0")
    report(client, till, "rolled_back", detail="did not start")
    assert ask(client, till).status_code == 204

    enter_account(session, till.device.account_id)
    order_sync(session, till.device, ["app"], now())  # type: ignore[list-item]
    session.commit()
    assert ask(client, till).json["version"] == "1.5.0"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"version": "1.5.0", "state": "exploded"}, "state"),
        ({"state": "staged"}, "version"),
        ({"version": "", "state": "staged"}, "version"),
        ({"version": "1" * 41, "state": "staged"}, "version"),
        ({"version": "1.5.0", "state": "failed", "detail": "x" * 401}, "detail"),
    ],
)
def test_a_state_that_is_none_is_refused(client: Any, till: Till, body: dict[str, str], field: str) -> None:
    answer = client.put("/api/v1/app/state", json=body, headers=till.headers)

    assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    assert answer.json["errors"][0]["field"] == field


def test_status_of_many_tills_tells_who_is_behind(
    client: Any, till: Till, releases: Releases, make: Make, session: Session
) -> None:
    other = make.till(make.device("Kasa 2", till.device.store))
    releases.rolling("1.5.0")
    ask(client, till)
    ask(client, other, "1.5.0")

    found = app_status_of(session, [till.device.id, other.device.id])

    assert [found[one.device.id].is_behind for one in (till, other)] == [True, False]
    assert found[till.device.id].running == "1.4.0"
    assert found[till.device.id].offered == "1.5.0"
