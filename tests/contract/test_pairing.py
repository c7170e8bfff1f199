"""A box pairs with the office: the program as people type it, against the office as it runs."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from domain.names import StoreServerStatus
from models import OneTimeCode, StoreServer
from services.activation.codes import revoke_codes
from services.store_servers.store_servers import unpair_store_server
from tests.contract.box import Box
from tests.contract.conftest import Shop
from tests.make import now

WRONG = ("2222-2222", "3333-3333", "4444-4444", "6666-6666", "7777-7777")


def find_server(shop: Shop) -> StoreServer:
    with shop.office.session() as session:
        return session.get_one(StoreServer, shop.server.id)


def test_a_box_pairs_with_the_code_as_people_type_it(shop: Shop, box: Box) -> None:
    code = shop.office.code_for(shop.server)
    done = box.pair(shop.office, code.lower().replace("-", " "))
    assert done.returncode == 0, done.stderr
    assert "Zaplecze" in done.stdout
    assert "Kraków" in done.stdout
    server = find_server(shop)
    assert server.status == StoreServerStatus.PAIRED
    assert server.reported_name
    assert server.version
    line = box.line()
    assert line.get("/store-server/poll").status == 200
    line.close()


def test_the_same_box_may_type_the_same_code_again(shop: Shop, box: Box) -> None:
    code = shop.office.code_for(shop.server)
    box.folder.create()
    # The answer got lost: the box kept what it had sent, and nothing else.
    assert box.pair(shop.office, code).returncode == 0
    secret = box.folder.read_json(box.folder.identity)
    assert secret is not None
    box.folder.identity.unlink()
    kept = {"office": shop.office.url, "code": code.replace("-", ""), "secret": secret["secret"]}
    box.folder.write_json(box.folder.pending_pairing, kept)
    again = box.pair(shop.office, code)
    assert again.returncode == 0, again.stderr
    assert box.folder.read_json(box.folder.identity) == secret


def test_an_unknown_code_is_said_so(shop: Shop, box: Box) -> None:
    done = box.pair(shop.office, "2222-2222")
    assert done.returncode == 1
    assert "does not know this code" in done.stderr
    assert find_server(shop).status == StoreServerStatus.NOT_PAIRED


def test_an_expired_code_is_said_so(shop: Shop, box: Box) -> None:
    code = shop.office.code_for(shop.server)
    with shop.office.session() as session:
        mine = update(OneTimeCode).where(OneTimeCode.store_server_id == shop.server.id)
        session.execute(mine.values(expires_at=now() - timedelta(seconds=1)))
        session.commit()
    done = box.pair(shop.office, code)
    assert done.returncode == 1
    assert "expired" in done.stderr


def test_a_used_code_is_said_so(
    shop: Shop, paired_box: Box, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with shop.office.session() as session:
        session.execute(
            update(StoreServer).where(StoreServer.id == shop.server.id).values(status="not_paired")
        )
        session.commit()
    code = shop.office.code_for(shop.server)
    assert paired_box.pair(shop.office, code).returncode == 0
    another = Box(tmp_path_factory.mktemp("another"))
    done = another.pair(shop.office, code)
    assert done.returncode == 1
    assert "already been used" in done.stderr


def test_a_revoked_code_is_not_known_any_more(shop: Shop, box: Box) -> None:
    code = shop.office.code_for(shop.server)
    with shop.office.session() as session:
        revoke_codes(session, session.get_one(StoreServer, shop.server.id), now())
        session.commit()
    done = box.pair(shop.office, code)
    assert done.returncode == 1
    assert "does not know this code" in done.stderr


def test_five_wrong_codes_make_the_sixth_wait_even_a_right_one(shop: Shop, box: Box) -> None:
    code = shop.office.code_for(shop.server)
    for wrong in WRONG:
        assert "does not know this code" in box.pair(shop.office, wrong).stderr
    refused = box.pair(shop.office, code)
    assert refused.returncode == 1
    assert "Too many wrong codes" in refused.stderr
    shop.office.forget_tries()  # as when ten minutes have passed
    assert box.pair(shop.office, code).returncode == 0


def test_a_paired_store_server_takes_no_second_box(
    shop: Shop, paired_box: Box, tmp_path_factory: pytest.TempPathFactory
) -> None:
    another = Box(tmp_path_factory.mktemp("another"))
    done = another.pair(shop.office, shop.office.code_for(shop.server))
    assert done.returncode == 1
    assert "already paired with another box" in done.stderr


def test_an_ended_pairing_ends_the_talk(shop: Shop, paired_box: Box) -> None:
    line = paired_box.line()
    assert line.get("/store-server/poll").is_success
    with shop.office.session() as session:
        unpair_store_server(session, session.get_one(StoreServer, shop.server.id), now())
        session.commit()
    refused = line.get("/store-server/poll")
    assert (refused.status, refused.code) == (401, "token_unknown")
    line.close()
