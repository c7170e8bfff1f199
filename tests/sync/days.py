"""Days of two tills that sell: nothing arrives in order, answers get lost, tablets are replaced, clocks jump."""

import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import func, select

from app import create_app
from config import Settings
from domain.adoption import Way
from domain.names import DeviceStatus, Stream
from domain.sync_rules import Mode
from extensions import db
from models import JournalEntry, LocalProduct, Product, Receipt
from models.engine import WRITING
from models.scope import EVERY_ACCOUNT, OfficeSession, enter_account
from services.local_products.adoption import Choice, adopt_local_products
from services.local_products.local_products_list import foresee
from services.publication.goods import project_catalogue
from services.sync_rules import sync_rules
from services.sync_rules.sync_scopes import device_scope, read_scope
from services.synchronization.sync_orders import order_sync
from tests.make import Make, Till, now
from tests.sync.histories import empty_shop
from tests.sync.reader import Reader, reader_of
from tests.sync.selling import receipt

WHICH = st.integers(0, 1)
MODES = st.sampled_from([Mode.NEVER, Mode.DAY_REPORT, Mode.EVERY])
JUMPS = st.sampled_from([timedelta(0), timedelta(days=-3650), timedelta(days=3650), timedelta(hours=-1)])


@dataclass
class Tablet:
    """One generation of a POS: its journal, what of it the office said it has, its goods."""

    till: Till
    reader: Reader
    entries: list[dict[str, Any]] = field(default_factory=list)
    confirmed: set[str] = field(default_factory=set)
    #: what exists only here, by the till's own id
    goods: dict[str, str] = field(default_factory=dict)

    @property
    def waiting(self) -> list[dict[str, Any]]:
        """What the office has not confirmed."""
        return [entry for entry in self.entries if entry["id"] not in self.confirmed]


class Days(RuleBasedStateMachine):
    """One store, two POS devices, and every tablet that ever was one of them."""

    @initialize()
    def open_shop(self) -> None:
        """A fresh office, two tills at work."""
        self.folder = Path(tempfile.mkdtemp(prefix="comptoir-"))
        (self.folder / "shop.sqlite3").write_bytes(empty_shop())
        url = f"sqlite:///{self.folder / 'shop.sqlite3'}"
        self.app = create_app(Settings(self.folder, url, "a secret", log_level="error"))
        with self.app.app_context():
            self.engine = db.engine
        self.session = OfficeSession(self.engine.execution_options(**WRITING), expire_on_commit=False)
        enter_account(self.session, EVERY_ACCOUNT)
        self.make = Make(self.session)
        store = self.make.store()
        self.account_id = store.account_id
        self.api = self.app.extensions["api"].test_client()
        self.devices = [self.make.device(name, store) for name in ("1", "2")]
        self.tablets = [self._tablet(index) for index in (0, 1)]
        self.retired: list[Tablet] = []
        self.day_reports = 0

    @rule(which=WHICH, count=st.integers(1, 4), jump=JUMPS)
    def sell(self, which: int, count: int, jump: timedelta) -> None:
        """Receipts of a till whose clock may be anywhere."""
        for _ in range(count):
            self._write(which, "receipt", jump)

    @rule(which=WHICH)
    def close_the_day(self, which: int) -> None:
        """A day report goes into the journal."""
        self._write(which, "day_report", timedelta(0))

    @rule(which=WHICH, chance=st.randoms(use_true_random=False), lost=st.booleans(), twice=st.booleans())
    def upload(self, which: int, chance: Any, lost: bool, twice: bool) -> None:
        """Any part of what waits, in any order, with things that were sent before; the answer may be lost."""
        tablet = self.tablets[which]
        batch = [entry for entry in tablet.entries if chance.random() < 0.6]
        chance.shuffle(batch)
        self._deposit(tablet, batch + batch[:2] if twice else batch, lost=lost)

    @rule(which=WHICH)
    def spoil_one(self, which: int) -> None:
        """One entry that nobody can read, and one whose number is taken, block no other."""
        tablet = self.tablets[which]
        if not tablet.entries:
            return
        other = receipt(tablet.entries[0]["n"])
        self._deposit(tablet, [tablet.entries[0]], lost=False)
        results = self._deposit(tablet, [{"id": 7}, other, *tablet.entries], lost=False)
        assert [one["status"] for one in results[:2]] == ["quarantined", "quarantined"]
        assert tablet.waiting == []

    @rule(which=WHICH)
    def replace_tablet(self, which: int) -> None:
        """The tablet breaks; its successor begins at 1, and the old one may hand in later what it holds."""
        old = self.tablets[which]
        self.devices[which].status = DeviceStatus.INACTIVE
        old.till.generation.ended_at = now()
        self.session.commit()
        self.retired.append(old)
        self.tablets[which] = self._tablet(which)

    @rule(which=WHICH, name=st.sampled_from(["Kompot", "🧾 שלום", "Żurek"]), forget=st.booleans())
    def make_goods(self, which: int, name: str, forget: bool) -> None:
        """Somebody adds one on the till, or deletes all; the till says what it has, twice."""
        tablet = self.tablets[which]
        tablet.goods = {} if forget else tablet.goods | {str(uuid4()): name}
        for _ in range(2):
            self._tell_goods(tablet)

    @rule(which=WHICH, every=st.booleans())
    def adopt(self, which: int, every: bool) -> None:
        """The owner adopts what exists only on a till, or on all; twice."""
        choice = Choice(None if every else self.devices[which])
        self._as_owner()
        for _ in range(2):
            adopt_local_products(self.session, choice, Way.LINK, now())
        self._let_go()

    @rule(which=WHICH, mode=MODES)
    def change_rule(self, which: int, mode: Mode) -> None:
        """Products by another rule on this till."""
        self._as_owner()
        choice = sync_rules.Choice(mode, 15 if mode == Mode.EVERY else None)
        scope = device_scope(self.session, self.devices[which])
        sync_rules.set_rule(self.session, scope, Stream.PRODUCTS, choice, now())
        self._let_go()

    @rule(which=WHICH)
    def order(self, which: int) -> None:
        """Somebody presses *Update now*."""
        self._as_owner()
        order_sync(self.session, self.devices[which], [Stream.PRODUCTS], now())
        self._let_go()

    @rule(which=WHICH)
    def do_what_is_due(self, which: int) -> None:
        """The till polls and fetches products if it is to; its own goods go, and only those that the page named."""
        tablet = self.tablets[which]
        due = self.api.get("/api/v1/poll", headers=tablet.till.headers).json["due"]
        products = [one for one in due if one["stream"] == "products"]
        self._as_owner()
        forecast = foresee(self.session, self.devices[which], now())
        rules = read_scope(self.session, device_scope(self.session, self.devices[which])).in_force
        self._let_go()
        assert not products or rules[Stream.PRODUCTS].rule.mode != Mode.NEVER, (
            "never is never, ordered or not"
        )
        if not products:
            return
        assert forecast.will_fetch, "goods would go that the page said would stay"
        tablet.reader.pull()
        self._as_owner()
        assert tablet.reader.content == project_catalogue(self.session.connection(), self.account_id).shared
        self._let_go()
        adopted = {key for text in tablet.reader.content.values() for key in tablet.goods if key in text}
        assert len(tablet.goods.keys() - adopted) == forecast.only_there
        assert tablet.reader.ack(order_id=products[0].get("order_id")) == 204
        tablet.goods = {}
        self._tell_goods(tablet)
        after = self.api.get("/api/v1/poll", headers=tablet.till.headers).json["due"]
        assert "products" not in [one["stream"] for one in after]

    @invariant()
    def nothing_confirmed_is_missing_and_nothing_is_there_twice(self) -> None:
        """Every sale that the office confirmed is there, once, in the journal and as a receipt."""
        for tablet in [*self.tablets, *self.retired]:
            key = tablet.till.generation.id
            kept = self.session.scalars(
                select(JournalEntry.entry_id).where(JournalEntry.generation_id == key)
            ).all()
            assert not [entry for entry, count in Counter(kept).items() if count > 1]
            assert tablet.confirmed <= set(kept) <= {entry["id"] for entry in tablet.entries}
        self.session.rollback()

    @invariant()
    def the_office_knows_each_tills_own_goods(self) -> None:
        """As each till last said; what it became is a product once."""
        for tablet in self.tablets:
            mine = select(LocalProduct.local_id).where(
                LocalProduct.generation_id == tablet.till.generation.id, LocalProduct.gone_at.is_(None)
            )
            assert set(self.session.scalars(mine)) == set(tablet.goods)
        adopted = self.session.scalars(select(Product.adopted_from)).all()
        assert len(adopted) == len(set(adopted))
        self.session.rollback()

    def teardown(self) -> None:
        """Every tablet, also a replaced one, hands in the rest; then each sale stands in the books once."""
        try:
            for tablet in [*self.tablets, *self.retired]:
                self._deposit(tablet, tablet.waiting, lost=False)
                assert tablet.waiting == []
            sold = [one for tablet in [*self.tablets, *self.retired] for one in tablet.entries]
            receipts = sum(one["kind"] == "receipt" for one in sold)
            assert self.session.scalar(select(func.count()).select_from(Receipt)) == receipts
            assert self.session.scalar(select(func.count()).select_from(JournalEntry)) == len(sold)
        finally:
            self.session.close()
            self.app.extensions["contacts"].close()
            self.engine.dispose()
            shutil.rmtree(self.folder)

    def _tablet(self, index: int) -> Tablet:
        """A till says what it has before it first pulls: that ends what the office knew of its predecessor."""
        till = self.make.till(self.devices[index])
        tablet = Tablet(till, reader_of(self.app, till))
        self._tell_goods(tablet)
        return tablet

    def _write(self, which: int, kind: str, jump: timedelta) -> None:
        tablet = self.tablets[which]
        entry = receipt(len(tablet.entries) + 1)
        if kind == "receipt":
            moment = now() + jump
            entry["body"]["closed_at"] = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
            entry["body"]["number"] = f"{which + 1}-{tablet.till.generation.number}-{entry['n']}"
        else:
            self.day_reports += 1
            body = {"number": self.day_reports, "closed_at": "2026-11-20T21:00:00.000Z", "totals": {}}
            entry |= {"kind": kind, "body": body | {"receipts_count": 0}}
        tablet.entries.append(entry)

    def _deposit(self, tablet: Tablet, batch: list[Any], *, lost: bool) -> list[dict[str, Any]]:
        answer = self.api.post(
            "/api/v1/sync/transactions", headers=tablet.till.headers, json={"entries": batch}
        )
        assert answer.status_code == 200, answer.get_data(as_text=True)
        results: list[dict[str, Any]] = answer.json["results"]
        good = {one["id"] for one in results if one["status"] in ("stored", "duplicate")}
        numbers = sorted(entry["n"] for entry in tablet.entries if entry["id"] in tablet.confirmed | good)
        complete = next((at for at, n in enumerate(numbers, 1) if n != at), len(numbers) + 1) - 1
        assert answer.json["ack_through"] >= complete
        if not lost:
            tablet.confirmed |= good
        return results

    def _tell_goods(self, tablet: Tablet) -> None:
        goods = [{"local_id": key, "name": name, "price": 700} for key, name in tablet.goods.items()]
        answer = self.api.put("/api/v1/local-products", headers=tablet.till.headers, json={"products": goods})
        assert answer.status_code == 204

    def _as_owner(self) -> None:
        enter_account(self.session, self.account_id)

    def _let_go(self) -> None:
        self.session.commit()
        enter_account(self.session, EVERY_ACCOUNT)
