"""The simulated till as a whole: one folder, one office, and the deeds of a shop's day."""

import random
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from cli.simulated_till.activations import Activation, find_activation, get_activation, get_install_id
from cli.simulated_till.catalogue import Catalogue
from cli.simulated_till.counter import Counter, Item
from cli.simulated_till.deposit import Deposit, Depositor
from cli.simulated_till.entrance import APP, Choice, Entrance
from cli.simulated_till.faults import BreakableTransport
from cli.simulated_till.journal import Entry, Journal
from cli.simulated_till.line import OfficeLine
from cli.simulated_till.memory import Memory
from cli.simulated_till.own_goods import make_good, own_goods_of, replace_own_goods
from cli.simulated_till.post import LaneMaker, Post
from cli.simulated_till.printing import Printing
from cli.simulated_till.problems import Refused
from cli.simulated_till.receipts import Receipt, summarize
from cli.simulated_till.replica import Applied, Replica
from cli.simulated_till.scanning import Scanning
from cli.simulated_till.session import sign_in, signed_in
from cli.simulated_till.settings import Settings
from cli.simulated_till.synchronization import DOWN, Poll, Synchronization
from cli.simulated_till.times import Clock, system_clock, write_time
from cli.simulated_till.updates import Updates


class SimulatedTill:
    """One till. Opening the same folder again is the same till after a power cut."""

    def __init__(
        self,
        office_url: str,
        folder: Path,
        *,
        name: str = "till",
        clock: Clock = system_clock,
        transport: httpx.BaseTransport | None = None,
        timeout_s: float = 10.0,
        patience_s: float = 20.0,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        chance: random.Random | None = None,
    ) -> None:
        self.folder = Path(folder)
        self._clock = clock
        self._memory = Memory(self.folder)
        self.network = BreakableTransport(transport or httpx.HTTPTransport(), sleep)
        self.network.is_offline = bool(self._memory.fact("offline", False))
        agent = {"User-Agent": f"{APP['name']}/{APP['version']} ({name.encode('ascii', 'replace').decode()})"}
        self._client = httpx.Client(
            base_url=office_url.rstrip("/") + "/api/v1",
            transport=self.network,
            timeout=timeout_s,
            headers=agent,
            follow_redirects=False,
            trust_env=False,
        )
        self._line = OfficeLine(self._client, clock, patience_s, sleep)
        # Chance only spreads retries; nothing secret depends on it.
        lanes = LaneMaker(chance or random.Random(), monotonic)  # noqa: S311
        self._furnish(Post(self._line, self._memory, lanes), name)

    def _furnish(self, post: Post, name: str) -> None:
        self._replica = Replica(self._memory)
        self._catalogue = Catalogue(self._replica)
        self._entrance = Entrance(self._memory, post, self._clock, name)
        self._sync = Synchronization(self._memory, post, self._replica, self._clock)
        self._depositor = Depositor(self._memory, post, self._clock, self._sync.add_due)
        self._counter = Counter(self._memory, self._catalogue, self._clock, lambda: self._line.drift_ms)
        self._printing = Printing(self._memory, post, self._catalogue)
        self._post = post
        self.updates = Updates(self._memory, post, self.folder)
        self.settings = Settings(post)
        self.scanning = Scanning(self._catalogue)
        # The entrance.
        self.activate = self._entrance.activate
        self.log_in: Callable[[str, str], list[Choice]] = self._entrance.log_in
        self.choose = self._entrance.choose
        self.rotate_secret = self._entrance.rotate_secret
        # What came down.
        self.products = self._catalogue.products
        self.find_product = self._catalogue.find_product
        self.employees = self._catalogue.employees
        self.configuration = self._catalogue.configuration
        # The counter.
        self.receipts = self._counter.receipts
        self.find_receipt = self._counter.find_receipt
        self.open_shift = self._counter.open_shift
        self.move_cash = self._counter.move_cash
        self.close_shift = self._counter.close_shift
        self.day_report = self._counter.day_report
        # Paper and faults.
        self.print_receipt = self._printing.print_receipt
        self.print_assembly_slip = self._printing.print_assembly_slip
        self.print_day_report = self._printing.print_day_report
        self.has_assembly_printer = self._printing.has_assembly_printer
        self.job_status = self._printing.job_status
        self.lose_next_answer = self.network.lose_next_answer
        self.cut_next_request = self.network.cut_next_request
        self.cut_next_answer = self.network.cut_next_answer
        self.delay_next_answer = self.network.delay_next_answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Switch off."""
        self._client.close()
        self._memory.close()

    @property
    def install_id(self) -> str:
        """The name of this installation."""
        return get_install_id(self._memory)

    @property
    def activation(self) -> Activation | None:
        """Which POS this till is, or None."""
        return find_activation(self._memory)

    @property
    def standing(self) -> str:
        """`not_activated`, `active`, `draining`, `inactive`, `deleted` or `unknown_token`."""
        activation = find_activation(self._memory)
        return activation.standing if activation else "not_activated"

    @property
    def drift_ms(self) -> int | None:
        """The till's clock minus the office's."""
        return self._line.drift_ms

    @property
    def is_offline(self) -> bool:
        """Whether the cable is out."""
        return self.network.is_offline

    @property
    def open_shift_id(self) -> str | None:
        """The shift that sales belong to now."""
        shift_id: str | None = self._memory.fact("open_shift")
        return shift_id

    @property
    def last_poll_after_s(self) -> int:
        """In how many seconds the office wants the next poll."""
        return self._sync.poll_after_s

    @property
    def page_limit(self) -> int:
        """How many objects one page of a pull may hold."""
        return self._sync.page_limit

    @page_limit.setter
    def page_limit(self, limit: int) -> None:
        self._sync.page_limit = limit

    def cursor(self, stream: str) -> str | None:
        """The cursor of what this till has applied."""
        return self._replica.cursor(stream)

    def journal(self) -> list[Entry]:
        """All journal lines of this generation."""
        return Journal(self._memory, get_activation(self._memory).id).entries()

    def unsent(self) -> list[Entry]:
        """The journal lines of this generation that the office does not have yet."""
        return Journal(self._memory, get_activation(self._memory).id).waiting()

    def poll(self) -> Poll:
        """Ask whether anything is new."""
        return self._sync.poll()

    def pull(self, stream: str) -> Applied:
        """Bring one stream up to date, due or not."""
        applied = self._sync.pull(stream)
        if stream == "products":
            replace_own_goods(self._memory, self._post)
        return applied

    @property
    def own_goods(self) -> list[dict[str, Any]]:
        """Goods that exist only on this till; a pull of products replaces them."""
        return own_goods_of(self._memory)

    def make_good(
        self, name: str, price: int, barcodes: Sequence[str] = (), group: str = ""
    ) -> dict[str, Any]:
        """Somebody makes one on the till itself; the office is told."""
        return make_good(self._memory, self._post, name, price, barcodes, group)

    def upload(self) -> Deposit:
        """Send all that waits, older generations too."""
        return self._depositor.upload()

    def synchronize(self) -> list[Applied]:
        """Deposit what waits, poll, and do everything that is due; what was pulled."""
        self.upload()
        self._sync.send_acknowledgements()
        self.poll()
        pulled: list[Applied] = []
        for due in self._sync.due():
            if due["stream"] in DOWN:
                pulled += self._pull_if_new_enough(due["stream"])
            elif due["stream"] == "transactions":
                self.upload()
                self._sync.finish_order("transactions")
            elif due["stream"] == "app":
                self.updates.fetch()
                self._sync.finish_order("app")
        if self.unsent() and self.standing != "unknown_token":
            self.upload()  # the poll may have said that the office lost something
        return pulled

    def _pull_if_new_enough(self, stream: str) -> list[Applied]:
        """A program that is too old works on with what it has and looks for a newer one; sales go up as ever."""
        try:
            return [self.pull(stream)]
        except Refused as refusal:
            if refusal.code != "app_too_old":
                raise
            self._sync.put_off(stream)
            self.updates.fetch()
            return []

    def hand_over(self, employee: str) -> dict[str, Any]:
        """The owner, or whoever works, hands the till to an employee (name or id); the office is told."""
        sign_in(self._memory, self._catalogue.employee_id(employee) or employee)
        return self.report_state()

    @property
    def notices(self) -> list[str]:
        """What the office wants said to whoever stands at the till, in words; of the last poll."""
        said = self._memory.fact("poll", {}).get("notices", [])
        return [NOTICES[n["code"]].format(**n["params"]) for n in said if n["code"] in NOTICES]

    def sell(
        self,
        items: Sequence[Item],
        payment: str = "cash",
        employee: str | None = None,
        store: str | None = None,
    ) -> Receipt:
        """Sell `[(product or its name or barcode, quantity)]`; works without network.

        `store`: another store that this till serves, by name or id.
        """
        return self._counter.sell(items, payment, employee, store)

    def refund(self, receipt: Receipt) -> Receipt:
        """Give the money of a whole receipt back."""
        return self._counter.refund(receipt)

    def report_state(self) -> dict[str, Any]:
        """Tell the office what it shows of this till; what was told."""
        state = self.describe_state()
        self._post.send("PUT", "/state", state)
        return state

    def describe_state(self) -> dict[str, Any]:
        """What the office is to show of this till."""
        activation = get_activation(self._memory)
        journal = Journal(self._memory, activation.id)
        waiting = journal.waiting()
        receipts = [entry.body for entry in waiting if entry.kind == "receipt"]
        return {
            "unsent": {
                "entries": len(waiting),
                "receipts": len(receipts),
                "amount": summarize(receipts)["net"],
                "currency": activation.store["currency"],
                "oldest_at": waiting[0].made_at if waiting else None,
            },
            "open_tickets": 0,
            "open_shift_id": self._memory.fact("open_shift"),
            "local_products": len(self.own_goods),
            "last_sequence": journal.last_n(),
            "app_version": self.updates.version,
            "clock": write_time(self._clock()),
            "storage_free": shutil.disk_usage(self.folder).free,
            "peripherals": {},
            "employee_id": signed_in(self._memory),
        }

    def go_offline(self) -> None:
        """Pull the cable out; it stays out, also after a restart."""
        self._plug(offline=True)

    def come_back(self) -> None:
        """Put the cable back in."""
        self._plug(offline=False)

    def _plug(self, *, offline: bool) -> None:
        self.network.is_offline = offline
        self._memory.remember("offline", offline)

    def sign_off(self, discard: bool = False) -> None:
        """Stop being this POS, after a last try to deposit what waits; `discard` gives it up instead."""
        if not discard:
            self.upload()
        self._entrance.sign_off(discard)

    def stop_reason(self, refusal: Refused) -> str:
        """A refusal in the words that a cashier reads on the screen."""
        said = STOP_REASONS.get(refusal.code, f"The office refused: {refusal.code}.")
        return said.format(**refusal.facts) if refusal.code == "app_too_old" else said


STOP_REASONS = {
    "device_inactive": "This POS was deactivated in the back office. Receipts are still sent.",
    "device_draining": "This POS is being deactivated. Receipts are still sent; nothing more is sold.",
    "device_deleted": "This POS was deleted in the back office. Receipts are still sent.",
    "app_too_old": "This program is too old for new data: version {minimum} is needed. Selling and sending go on.",
    "token_unknown": "The office does not know this till any more. Sales are kept; activate it again.",
}
#: what the till shows while the office says so; a code that it does not know is passed over
NOTICES = {
    "store_inactive": "The store {store} is inactive in the back office. Selling and sending go on; nothing is lost.",
    "app_too_old": "This program ({version}) is too old for new data: {minimum} is needed. Selling and sending go on.",
}
