"""The owner trusts a publisher, uploads what it signed, rolls it out in stages, halts it and rolls it back."""

import shutil
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from blueprints.event_texts import TEXTS
from config import Settings
from models import Account, AppKey, AppRelease
from services.app_releases.app_files import SPARE
from tests.make import Make, Till
from tests.pages.browsing import error_at, find_token, open_page, post
from tests.pages.house_checks import check_page
from tests.releases.publisher import ASK, PLATFORM, Publisher, Releases

CONTENT = b"the program of the till" * 1000


@pytest.fixture
def publisher() -> Publisher:
    return Publisher()


@pytest.fixture
def releases(make: Make, session: Session, settings: Settings) -> Releases:
    return Releases(session, make.first_owner(), settings.data)


@pytest.fixture
def office(client: Any, make: Make) -> Any:
    """The owner's browser."""
    return make.sign_in(client, make.first_owner())


def text_of(page: Any) -> str:
    return " ".join("".join(page.itertext()).split())


def upload(client: Any, publisher: Publisher, content: bytes = CONTENT, **fields: Any) -> Any:
    form = {
        "csrf_token": find_token(client, "/app-releases"),
        "file": FileStorage(BytesIO(content), "till.apk"),
        "signature": publisher.sign(content),
        "version": "1.5.0",
        "platform": PLATFORM,
        "channel": "stable",
        "notes_en": "Faster",
        **fields,
    }
    return send(client, "/app-releases/new", form)


def send(client: Any, path: str, form: dict[str, Any]) -> Any:
    """As a browser sends it; the test client would leave a large one behind in a file of its own."""
    boundary, body = encode_multipart(form)
    return client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def files_in(settings: Settings) -> list[Path]:
    return [path for path in (settings.data / "releases").rglob("*") if path.is_file()]


def one_release(session: Session) -> AppRelease:
    session.expire_all()
    return session.scalars(select(AppRelease)).one()


def test_the_owner_trusts_a_publisher_and_uploads_what_it_signed(
    office: Any, publisher: Publisher, session: Session, settings: Settings
) -> None:
    assert (
        post(office, "/app-releases/keys/new", {"name": "Wydawca", "public_key": publisher.pem}).status_code
        == 302
    )
    assert session.scalars(select(AppKey.public_key)).one() == publisher.public_key

    answer = upload(office, publisher)

    assert answer.status_code == 302, answer.get_data(as_text=True)
    release = one_release(session)
    assert (release.status, release.size, release.notes) == ("draft", len(CONTENT), {"en": "Faster"})
    files = files_in(settings)
    assert [path.name for path in files] == [release.sha256]
    assert files[0].read_bytes() == CONTENT
    page = open_page(office, answer.headers["Location"])
    assert "No till is offered it yet" in text_of(page)


class Wrong(NamedTuple):
    """Something that is wrong with an upload, and the field at which the page says so."""

    fields: dict[str, Any]
    field: str
    says: str


WRONG = [
    Wrong(
        {"signature": Publisher().sign(CONTENT)},
        "signature",
        "None of your signing keys signed exactly this file",
    ),
    Wrong({"signature": "not base64"}, "signature", "no Ed25519 signature"),
    Wrong({"version": "newest"}, "version", "a version such as"),
    Wrong({"version": "1" * 30 + ".0"}, "version", "a version such as"),
    Wrong({"platform": "Android Phone!"}, "platform", "a platform such as"),
    Wrong({"channel": "nightly"}, "channel", "choose a channel"),
    Wrong({"notes_pl": "ż" * 5000}, "notes_pl", "4000"),
    Wrong({"file": FileStorage(BytesIO(b""), "")}, "file", "choose a file"),
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.field)
def test_what_is_wrong_with_an_upload_is_said_at_its_field_and_leaves_nothing(
    office: Any, releases: Releases, session: Session, settings: Settings, wrong: Wrong
) -> None:
    assert releases.key.name == "Wydawca"
    session.commit()
    answer = upload(office, releases.publisher, **wrong.fields)

    assert answer.status_code == 422
    page = check_page(answer.get_data(as_text=True), "en")
    assert wrong.says in (error_at(page, wrong.field) or "")
    assert session.scalars(select(AppRelease)).all() == []
    assert files_in(settings) == []


def test_one_changed_byte_is_noticed(
    office: Any, releases: Releases, session: Session, settings: Settings
) -> None:
    signature = releases.publisher.sign(CONTENT)
    assert releases.key.id
    session.commit()

    answer = upload(office, releases.publisher, CONTENT[:-1] + b"!", signature=signature)

    assert answer.status_code == 422
    assert files_in(settings) == []


def test_a_version_is_uploaded_once_however_it_is_written(office: Any, releases: Releases) -> None:
    releases.draft("1.5")

    answer = upload(office, releases.publisher, version="v1.5.0")

    assert answer.status_code == 422
    assert "already uploaded" in (error_at(check_page(answer.get_data(as_text=True), "en"), "version") or "")


def test_a_full_disk_is_said_and_leaves_nothing_half(
    office: Any, releases: Releases, session: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert releases.key.id
    session.commit()
    full = shutil.disk_usage(settings.data)._replace(free=SPARE)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: full)

    answer = upload(office, releases.publisher)

    assert answer.status_code == 422
    page = check_page(answer.get_data(as_text=True), "en")
    assert "too full" in (error_at(page, "file") or "")
    assert session.scalars(select(AppRelease)).all() == []
    assert files_in(settings) == []


def test_only_this_upload_may_be_larger_than_a_form_and_only_for_whoever_may_upload(
    office: Any, releases: Releases, make: Make
) -> None:
    assert releases.key.id
    releases.session.commit()
    large = b"x" * (7 * 1024 * 1024)
    assert upload(office, releases.publisher, large).status_code == 302

    token = find_token(office, "/catalogue/import")
    form = {"csrf_token": token, "file": FileStorage(BytesIO(large), "goods.csv")}
    assert send(office, "/catalogue/import", form).status_code == 413
    make.sign_in(office, make.user("viewer"))
    refused = upload(office, releases.publisher, large, version="2.0")
    assert refused.status_code == 413
    assert "larger than 6 MB. Split it" in text_of(check_page(refused.get_data(as_text=True), "en"))
    assert upload(office, releases.publisher, version="2.0").status_code == 403


def test_a_release_beyond_the_servers_limit_is_told_that_limit(
    app: Any, office: Any, releases: Releases, settings: Settings
) -> None:
    assert releases.key.id
    releases.session.commit()
    app.config["SETTINGS"] = replace(settings, largest_release=8)
    refused = upload(office, releases.publisher, b"x" * (9 * 1024 * 1024))
    assert refused.status_code == 413
    said = text_of(check_page(refused.get_data(as_text=True), "en"))
    assert "larger than 8 MB. Whoever runs this server can raise the limit" in said
    assert files_in(settings) == []


def test_a_private_key_is_not_taken(office: Any, session: Session) -> None:
    pasted = "-----BEGIN PRIVATE KEY-----\nMC4CAQ==\n-----END PRIVATE KEY-----"
    answer = post(office, "/app-releases/keys/new", {"name": "Wydawca", "public_key": pasted})

    assert answer.status_code == 422
    assert "private key" in (error_at(check_page(answer.get_data(as_text=True), "en"), "public_key") or "")
    assert session.scalars(select(AppKey)).all() == []


@pytest.mark.parametrize(
    "key", ["", "AAAA", "not a key", "-----BEGIN PUBLIC KEY-----\nxx\n-----END PUBLIC KEY-----"]
)
def test_what_is_no_public_key_is_refused(office: Any, key: str) -> None:
    assert post(office, "/app-releases/keys/new", {"name": "Wydawca", "public_key": key}).status_code == 422


@pytest.fixture
def till(make: Make) -> Till:
    return make.till()


def test_a_roll_out_from_start_over_halt_to_the_way_back(
    office: Any, releases: Releases, till: Till, session: Session
) -> None:
    releases.rolling("1.4.0")
    path = f"/app-releases/{releases.draft('1.5.0').public_id}"

    def offered(version: str) -> Any:
        return office.get(ASK + version, headers=till.headers)

    assert offered("1.4.0").status_code == 204

    assert post(office, f"{path}/roll-out", {"percentage": "100"}).status_code == 302
    assert offered("1.4.0").json["version"] == "1.5.0"
    assert "Rolling out" in text_of(open_page(office, path))
    assert post(office, f"{path}/halt", {}).status_code == 302
    assert offered("1.4.0").status_code == 204
    assert post(office, f"{path}/roll-out", {"percentage": "100"}).status_code == 302
    assert offered("1.4.0").status_code == 200
    assert "Tills that run it are offered version 1.4.0 again" in text_of(
        open_page(office, f"{path}/roll-back")
    )
    assert post(office, f"{path}/roll-back", {}).status_code == 302
    assert offered("1.5.0").json["version"] == "1.4.0"
    refused = post(office, f"{path}/roll-out", {"percentage": "100"})
    assert refused.status_code == 422
    assert "rolled back for good" in refused.get_data(as_text=True)


@pytest.mark.parametrize("percentage", ["", "0", "101", "-5", "ten", "9" * 40])
def test_a_share_that_is_none_is_refused(office: Any, releases: Releases, percentage: str) -> None:
    path = f"/app-releases/{releases.draft('1.5.0').public_id}"

    answer = post(office, f"{path}/roll-out", {"percentage": percentage})

    assert answer.status_code == 422
    assert error_at(check_page(answer.get_data(as_text=True), "en"), "percentage")


def test_stores_and_tills_of_another_account_cannot_be_reached(
    office: Any, releases: Releases, make: Make
) -> None:
    path = f"/app-releases/{releases.draft('1.5.0').public_id}"
    strange = make.store("Lwów", make.owner())

    answer = post(office, f"{path}/roll-out", {"percentage": "10", "stores": strange.public_id})

    assert answer.status_code == 422


def test_the_page_says_how_far_each_till_is(office: Any, releases: Releases, till: Till) -> None:
    release = releases.rolling("1.5.0")
    path = f"/app-releases/{release.public_id}"
    assert office.get(ASK + "1.4.0", headers=till.headers).status_code == 200
    assert "Its turn has come" in text_of(open_page(office, path))

    body = {"version": "1.5.0", "state": "failed", "detail": "no space left"}
    office.put("/api/v1/app/state", json=body, headers=till.headers)
    said = text_of(open_page(office, path))
    assert "1 till has trouble with this version" in said
    assert "no space left" in said
    office.put("/api/v1/app/state", json={"version": "1.5.0", "state": "installed"}, headers=till.headers)
    said = text_of(open_page(office, path))
    assert "Installed outside the day close" in said
    assert "1 of 1 till" in said


def test_a_draft_is_removed_with_its_file_and_nothing_else_is(
    office: Any, releases: Releases, settings: Settings
) -> None:
    kept = releases.rolling("1.4.0")
    draft = releases.draft("1.5.0")

    assert post(office, f"/app-releases/{draft.public_id}/remove", {}).status_code == 302
    assert post(office, f"/app-releases/{kept.public_id}/remove", {}).status_code == 422

    assert [path.name for path in files_in(settings)] == [kept.sha256]


def test_revoking_a_key_halts_what_it_signed(office: Any, releases: Releases, session: Session) -> None:
    releases.rolling("1.5.0")
    key = releases.key.public_id

    assert post(office, f"/app-releases/keys/{key}/revoke", {}).status_code == 302

    assert one_release(session).status == "halted"
    refused = post(office, f"/app-releases/{one_release(session).public_id}/roll-out", {"percentage": "10"})
    assert "was revoked" in refused.get_data(as_text=True)


def test_the_channel_decides_whether_beta_versions_come(
    office: Any, releases: Releases, till: Till, session: Session
) -> None:
    releases.rolling("1.5.0-beta.1", channel="beta")
    assert office.get(ASK + "1.4.0", headers=till.headers).status_code == 204

    assert post(office, "/app-releases/channel", {"channel": "beta"}).status_code == 302

    session.expire_all()
    assert session.scalars(select(Account.app_channel)).first() == "beta"
    assert office.get(ASK + "1.4.0", headers=till.headers).json["version"] == "1.5.0-beta.1"


def test_the_history_tells_it(office: Any, releases: Releases) -> None:
    releases.rolling("1.5.0", percentage=25)

    said = text_of(open_page(office, "/history"))

    assert "Roll-out started: 25% of the tills." in said


@pytest.mark.parametrize(
    ("stores", "tills", "at_stores", "at_tills", "told"),
    [
        (0, 0, "All stores get it.", "No single till is chosen.", "Roll-out started: 50% of the tills."),
        (1, 0, "Kraków", "No single till is chosen.", "of the tills. 1 store is chosen."),
        (2, 0, "Gdańsk, Kraków", "No single till is chosen.", "of the tills. 2 stores are chosen."),
        (
            0,
            1,
            "No whole store is chosen, only single tills.",
            "Kasa 1",
            "of the tills. 1 single till is chosen.",
        ),
        (2, 1, "Gdańsk, Kraków", "Kasa 1", "2 stores are chosen. 1 single till is chosen."),
    ],
)
def test_whom_a_version_reaches_is_said_in_whole_sentences(
    office: Any,
    releases: Releases,
    make: Make,
    stores: int,
    tills: int,
    at_stores: str,
    at_tills: str,
    told: str,
) -> None:
    till = make.till(make.device("Kasa 1", store=make.store("Kraków")))
    chosen = [till.device.store, make.store("Gdańsk")][:stores]
    release = releases.draft("1.5.0")
    fields: dict[str, Any] = {"percentage": "50", "stores": [store.public_id for store in chosen]}
    fields["devices"] = [till.device.public_id][:tills]
    assert post(office, f"/app-releases/{release.public_id}/roll-out", fields).status_code == 302
    page = open_page(office, f"/app-releases/{release.public_id}")
    said = {text_of(row[0]): text_of(row[1]) for row in page.findall(".//dl/div")}
    assert (said["Stores"], said["Tills"], said["Share of the tills"]) == (at_stores, at_tills, "50%")
    assert told in text_of(open_page(office, "/history"))


@pytest.mark.parametrize("language", ["pl", "ru"])
@pytest.mark.parametrize("count", [1, 2, 5])
def test_the_history_of_a_roll_out_has_a_plural_for_each_count(app: Any, count: int, language: str) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        text = TEXTS["app_release.widened"](percentage=10, stores=count, devices=count)
    assert text.count(str(count)) >= 2
    assert "(" not in text
