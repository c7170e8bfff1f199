"""The examples of the API page are true: played in order against the real office, they answer as printed."""

import hashlib
import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from blueprints.wire_examples import EXCHANGES, Exchange, world
from models import User
from models.scope import EVERY_ACCOUNT, enter_account
from services.activation.codes import issue_code, reveal_code
from services.app_releases.app_minimum import set_minimum
from services.catalogue.products import ProductFields, create_product, list_taxes
from services.employees.employees import new_verifier
from services.store_servers.store_servers import add_store_server
from tests.make import Make, now

#: values that are made anew each time; the page's value stands for ours from its first appearance on
LEARNED = {"id", "account", "ticket", "cursor", "configuration", "users", "products", "digest", "revision"}
LEARNED |= {"key", "key_sha256"}
LEARNED_ENDS = ("_id",)
#: values that nobody refers to again
VOLATILE = {
    "server_time", "asked_at", "expires_at", "updated_at", "lease_until", "poll_after_s", "salt", "hash"
}  # fmt: skip
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


class Walk:
    """Plays calls and remembers which of our values stands where the page prints another."""

    def __init__(self, client: FlaskClient, known: dict[str, str]) -> None:
        self.client = client
        self.known = known

    def play(self, exchange: Exchange) -> None:
        """One call; its answer must look as the page says."""
        answer = self.client.open(
            "/api/v1" + self.ours(exchange.path),
            method=exchange.method,
            data=None if exchange.body is None else json.dumps(self.ours(exchange.body)),
            headers=self.ours(exchange.all_headers),
        )
        assert answer.status_code == exchange.status, f"{exchange.name}: {answer.get_data(as_text=True)}"
        self.compare(exchange.answer, answer.get_json(silent=True, force=True) if answer.data else None, "")
        self.compare_headers(exchange, answer)

    def ours(self, value: Any) -> Any:
        """What the page prints, with our values in it."""
        if isinstance(value, dict):
            return {key: self.ours(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self.ours(one) for one in value]
        if not isinstance(value, str):
            return value
        for printed in sorted(self.known, key=len, reverse=True):
            value = value.replace(printed, self.known[printed])
        return value

    def compare(self, printed: Any, real: Any, place: str) -> None:
        """The same members in the same order, the same types, the same values where they are not ours."""
        key = re.sub(r"\[\d+\]$", "", place).rpartition(".")[2]
        assert type(printed) is type(real), f"{place}: {printed!r} is not like {real!r}"
        if isinstance(printed, dict):
            assert list(printed) == list(real), f"{place}: {list(printed)} are not {list(real)}"
            for name, value in printed.items():
                self.compare(value, real[name], f"{place}.{name}")
        elif isinstance(printed, list):
            assert len(printed) == len(real), f"{place}: {printed!r} is not like {real!r}"
            for index, value in enumerate(printed):
                self.compare(value, real[index], f"{place}[{index}]")
        elif key in VOLATILE:
            assert not isinstance(real, str) or bool(TIME.fullmatch(real)) == bool(TIME.fullmatch(printed))
        elif isinstance(printed, str) and (key in LEARNED or key.endswith(LEARNED_ENDS)):
            assert self.known.setdefault(printed, real) == real, (
                f"{place}: {printed} stood for something else"
            )
        else:
            assert self.ours(printed) == real, f"{place}: {printed!r} is not {real!r}"

    def compare_headers(self, exchange: Exchange, answer: TestResponse) -> None:
        """Every header that the page prints is there; fingerprints are learned."""
        for name, printed in exchange.answer_headers.items():
            real = answer.headers[name]
            if name == "ETag":
                assert self.known.setdefault(printed.strip('"'), real.strip('"')) == real.strip('"')
            else:
                assert int(real) > 0


def hold_back_old_ones(session: Session, owner: User) -> None:
    """The owner wants no till to run a version of before 1.2.0."""
    enter_account(session, owner.account_id)
    set_minimum(session, "", "1.2.0", now())
    session.commit()
    enter_account(session, EVERY_ACCOUNT)


@pytest.fixture
def walk(app: Flask, make: Make, session: Session) -> Walk:
    """The shop of the examples, before anything is activated in it."""
    owner = make.owner(email=world.EMAIL, language="pl")
    store = make.store("Kraków", owner)
    first, second = make.device("Kasa 1", store), make.device("Kasa 2", store)
    enter_account(session, owner.account_id)
    box = add_store_server(session, name="Zaplecze", store=store, now=now())
    session.flush()
    eight = next(tax for tax in list_taxes(session) if tax.rate == 8)
    for name, price, barcode in (
        ("Żurek z jajkiem", "18,50", "5901234123457"),
        ("Jajko po wiedeńsku", "9", ""),
    ):
        fields = ProductFields(name, price, category="Zupy", barcodes=barcode, tax_id=eight.public_id)
        create_product(session, fields, now())
        session.commit()  # one after the other, so that they come down in this order
    secret = app.config["SECRET_KEY"]
    known = {
        world.TILL_CODE: reveal_code(issue_code(session, first, now(), secret), secret),
        world.BOX_CODE: reveal_code(issue_code(session, box, now(), secret), secret),
        world.OTHER_DEVICE: second.public_id,
    }
    session.commit()
    enter_account(session, EVERY_ACCOUNT)
    hold_back_old_ones(session, owner)
    employee = make.employee(store)
    employee.pin = new_verifier("4711")
    session.commit()
    make.assignment(first, make.printer(box))
    return Walk(app.test_client(), known)


def test_a_till_lives_through_all_examples(walk: Walk) -> None:
    for exchange in EXCHANGES:
        walk.play(exchange)
    key, known = walk.known[world.OTHER_LAN_KEY], walk.known[world.sha256(world.OTHER_LAN_KEY)]
    assert known == hashlib.sha256(key.encode()).hexdigest()


def test_no_two_examples_have_one_name() -> None:
    names = [exchange.name for exchange in EXCHANGES]

    assert len(names) == len(set(names))


def test_the_printed_digests_are_those_of_the_printed_objects() -> None:
    pulls = {one.name: one.answer for one in EXCHANGES if one.name.startswith("pull_") and one.status == 200}
    pages = {
        "pull_configuration": pulls["pull_configuration"]["changes"],
        "pull_users": pulls["pull_users"]["changes"],
        "pull_store_server": pulls["pull_store_server"]["changes"],
        "pull_products_on": pulls["pull_products"]["changes"] + pulls["pull_products_on"]["changes"],
    }
    for name, changes in pages.items():
        assert pulls[name]["digest"] == digest_of(changes), name


def digest_of(changes: list[Any]) -> str:
    """As a till computes it from PROTOCOL §3."""
    total = 0
    for one in changes:
        data = json.dumps(one["data"], ensure_ascii=False, separators=(",", ":"))
        said = hashlib.sha256(f"{one['type']}\0{one['id']}\0{data}".encode()).digest()
        total += int.from_bytes(said[:8], "big")
    return f"{total % 2**64:016x}"
