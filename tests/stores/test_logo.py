"""A store's logo in the back office: upload, look, switch off, remove; and how the store server gets it."""

from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from models import Event, Store, StoreLogo
from tests.make import Make
from tests.pages.browsing import error_at, find_token, open_page
from tests.pages.house_checks import check_page, text_of
from tests.stores.pictures import png_that_claims, ring, saved

Box = dict[str, str]


@pytest.fixture
def store(make: Make) -> Store:
    return make.store(owner=make.first_owner())


@pytest.fixture
def box(make: Make, store: Store) -> Box:
    return {"Authorization": f"Bearer {make.store_server(store)[1]}"}


def page_of(store: Store) -> str:
    return f"/stores/{store.public_id}/logo"


def upload(office: FlaskClient, store: Store, data: bytes | None) -> TestResponse:
    fields: dict[str, Any] = {"csrf_token": find_token(office, page_of(store))}
    if data is not None:
        fields["picture"] = FileStorage(BytesIO(data), "logo.png")
    boundary, body = encode_multipart(fields)
    kind = f"multipart/form-data; boundary={boundary}"
    return office.post(page_of(store), data=body, content_type=kind)


def look(office: FlaskClient, store: Store, **fields: str) -> TestResponse:
    token = find_token(office, page_of(store))
    return office.post(f"{page_of(store)}/look", data={"csrf_token": token} | fields)


def verbs(session: Session) -> list[str]:
    return [verb for verb in session.scalars(select(Event.verb).order_by(Event.id)) if "logo" in verb]


def configuration(client: FlaskClient, box: Box, etag: str = "") -> TestResponse:
    headers = box | ({"If-None-Match": etag} if etag else {})
    return client.get("/api/v1/store-server/configuration", headers=headers)


def told(client: FlaskClient, box: Box) -> list[dict[str, Any]]:
    return list((configuration(client, box).json or {})["store"]["logo"])


def test_an_uploaded_logo_is_shown_as_it_prints_on_both_papers_in_both_ways(
    office: FlaskClient, store: Store, session: Session
) -> None:
    assert upload(office, store, saved(ring())).headers["Location"] == page_of(store)
    page = open_page(office, page_of(store))
    pictures = [image.get("src") or "" for image in page.findall(".//figure//img")]
    assert len(pictures) == 4
    for address in pictures:
        answer = office.get(address)
        assert answer.mimetype == "image/png"
        assert Image.open(BytesIO(answer.data)).mode == "1"
    assert verbs(session) == ["store.logo_uploaded"]
    assert "A logo was uploaded." in text_of(open_page(office, f"/stores/{store.public_id}"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "choose a picture"),
        (b"", "choose a picture"),
        (b"MZ\x90\0 no picture", "no PNG, JPEG or WebP"),
        (png_that_claims(50_000, 50_000), "too many dots"),
        (b"\0" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
        (saved(Image.new("RGB", (99, 99), "white")), "Nothing of this picture"),
    ],
)
def test_what_is_no_logo_is_explained_at_the_field_and_the_one_before_stays(
    office: FlaskClient, make: Make, store: Store, session: Session, data: bytes | None, words: str
) -> None:
    before = make.logo(store).wide_sha256
    answer = upload(office, store, data)
    assert answer.status_code == 422
    assert words in (error_at(check_page(answer.text, "en"), "picture") or "")
    session.expire_all()
    assert session.scalars(select(StoreLogo)).one().wide_sha256 == before


def test_how_it_is_printed_and_whether_is_chosen(
    office: FlaskClient, make: Make, store: Store, session: Session
) -> None:
    sharp = make.logo(store).wide_sha256
    assert look(office, store, method="shades").status_code == 303
    session.expire_all()
    logo = session.scalars(select(StoreLogo)).one()
    assert (logo.method, logo.is_printed) == ("shades", False)
    assert logo.wide_sha256 != sharp
    assert "switched off" in text_of(open_page(office, page_of(store)))
    look(office, store, method="sharp", is_printed="y")
    session.expire_all()
    logo = session.scalars(select(StoreLogo)).one()
    assert (logo.method, logo.is_printed, logo.wide_sha256) == ("sharp", True, sharp)
    assert verbs(session)[1:] == [
        "store.logo_redrawn",
        "store.logo_switched_off",
        "store.logo_redrawn",
        "store.logo_switched_on",
    ]


def test_a_way_that_nobody_offers_is_refused_at_the_field(
    office: FlaskClient, make: Make, store: Store, session: Session
) -> None:
    make.logo(store)
    answer = look(office, store, method="engraved", is_printed="y")
    assert answer.status_code == 422
    session.expire_all()
    assert session.scalars(select(StoreLogo)).one().method == "sharp"


def test_it_is_removed_after_a_question(
    office: FlaskClient, make: Make, store: Store, session: Session
) -> None:
    make.logo(store)
    open_page(office, f"{page_of(store)}/remove")
    token = find_token(office, page_of(store))
    for _twice in range(2):
        done = office.post(f"{page_of(store)}/remove", data={"csrf_token": token})
        assert done.headers["Location"] == page_of(store)
    assert session.scalars(select(StoreLogo)).all() == []
    assert verbs(session)[-1:] == ["store.logo_removed"]
    assert verbs(session).count("store.logo_removed") == 1
    answer = office.post(
        f"{page_of(store)}/look", data={"csrf_token": token, "method": "sharp", "is_printed": "y"}
    )
    assert answer.status_code == 422


@pytest.mark.parametrize("address", ["logo/57.png", "logo/58.png?method=engraved", "logo/80.png"])
def test_there_is_no_picture_of_anything_else(
    office: FlaskClient, make: Make, store: Store, address: str
) -> None:
    if address != "logo/80.png":
        make.logo(store)
    assert office.get(f"/stores/{store.public_id}/{address}").status_code == 404


def test_the_store_server_is_told_and_fetches_each_picture_once(
    client: FlaskClient, make: Make, store: Store, box: Box
) -> None:
    before = configuration(client, box)
    assert (before.json or {})["store"]["logo"] == []
    logo = make.logo(store)
    after = configuration(client, box, before.headers["ETag"])
    assert after.status_code == 200
    assert told(client, box) == [
        {"paper_width": 58, "sha256": logo.narrow_sha256},
        {"paper_width": 80, "sha256": logo.wide_sha256},
    ]
    assert configuration(client, box, after.headers["ETag"]).status_code == 304
    assert len(after.data) < 1000, "the picture itself travels apart"
    for one in told(client, box):
        address = f"/api/v1/store-server/logos/{one['sha256']}"
        first = client.get(address, headers=box)
        assert (first.status_code, first.mimetype) == (200, "image/png")
        assert Image.open(BytesIO(first.data)).mode == "1"
        again = client.get(address, headers=box | {"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304


def test_a_logo_that_is_switched_off_is_not_told_and_not_handed_out(
    office: FlaskClient, client: FlaskClient, make: Make, store: Store, box: Box
) -> None:
    sha256 = make.logo(store).wide_sha256
    look(office, store, method="sharp")
    assert told(client, box) == []
    assert client.get(f"/api/v1/store-server/logos/{sha256}", headers=box).status_code == 404


def test_each_store_server_gets_the_logo_of_its_own_store_only(client: FlaskClient, make: Make) -> None:
    here, there = make.store("Kraków"), make.store("Gdańsk")
    foreign = make.store("Łódź", owner=make.owner())
    sha256 = make.logo(there).wide_sha256
    make.logo(foreign)
    box = {"Authorization": f"Bearer {make.store_server(here)[1]}"}
    assert told(client, box) == []
    assert client.get(f"/api/v1/store-server/logos/{sha256}", headers=box).status_code == 404


def test_who_may_only_look_sees_the_picture_and_changes_nothing(
    onlooker: FlaskClient, make: Make, store: Store
) -> None:
    make.logo(store)
    assert onlooker.get(f"{page_of(store)}/58.png").status_code == 200
    assert onlooker.get(page_of(store)).status_code == 403
