"""A till left alone in the demo shop: it polls, sells, prints, and sometimes loses its network."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cli.simulated_till.activations import SELLS
from cli.simulated_till.backoff import Lane
from cli.simulated_till.printing import ENDED
from cli.simulated_till.problems import OfficeUnreachable, Refused, TillProblem, TillStopped
from cli.simulated_till.receipts import Product, Receipt
from cli.simulated_till.till import SimulatedTill

Tell = Callable[..., None]
STATE_AT_LEAST_EVERY = 900.0
#: after "we do not know you" a till asks rarely, people have to act first
AFTER_REFUSAL = 900.0
JOB_EVERY = 2.0


@dataclass
class Plan:
    """What the till is to do by itself; seconds."""

    sell_every: float | None = None
    print_receipts: bool = False
    run_for: float | None = None
    offline_chance: float = 0.05
    refund_chance: float = 0.05
    offline_for: tuple[float, float] = (20.0, 90.0)


@dataclass
class DemoDay:
    """One till's day, until `stop` or the end of the plan."""

    till: SimulatedTill
    plan: Plan
    tell: Tell
    chance: random.Random
    stopped: bool = False
    sleep: Callable[[float], None] = time.sleep
    _due: dict[str, float] = field(default_factory=dict)
    _jobs: dict[str, str] = field(default_factory=dict)
    _told_state: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._lane = Lane(self.chance, time.monotonic)
        self._deeds: dict[str, Callable[[], float]] = {
            "return": self._come_back,
            "contact": self._contact,
            "state": self._state,
        }
        if self.plan.sell_every:
            self._deeds["sale"] = self._sale
        if self.plan.print_receipts:
            self._deeds["paper"] = self._paper

    def run(self) -> None:
        """Do each deed when it is its turn."""
        end = time.monotonic() + self.plan.run_for if self.plan.run_for is not None else None
        while not self.stopped and (end is None or time.monotonic() < end):
            for name, deed in self._deeds.items():
                if time.monotonic() >= self._due.get(name, 0.0) and not self.stopped:
                    self._due[name] = time.monotonic() + self._attempt(deed)
            self.sleep(0.2)
        self._close_up()

    def stop(self) -> None:
        """Finish what is under way, then end."""
        self.stopped = True

    def _attempt(self, deed: Callable[[], float]) -> float:
        """Do a deed; seconds until its next turn."""
        try:
            return deed()
        except OfficeUnreachable as problem:
            wait = max(self._lane.fail(), float(problem.facts.get("retry_after", 0)), 1.0)
            self.tell("unreachable", f"no office ({problem}); next try in {wait:.0f} s", code=problem.code)
            return wait
        except TillStopped as problem:
            self.tell("stopped", str(problem), code=problem.code)
            return AFTER_REFUSAL
        except Refused as problem:
            self.tell("refused", self.till.stop_reason(problem), code=problem.code)
            return AFTER_REFUSAL if problem.status == 401 else 30.0
        except TillProblem as problem:
            self.tell("problem", str(problem), code=problem.code)
            return 30.0

    def _contact(self) -> float:
        """Deposit, poll, pull what is due; the office says when to come again."""
        before = self.till.standing
        unsent = len(self.till.unsent())
        pulled = self.till.synchronize()
        self._lane.succeed()
        if unsent:
            self.tell("uploaded", f"{unsent} journal lines deposited", entries=unsent)
        for applied in pulled:
            what = "everything" if applied.snapshot else "changes"
            self.tell("pulled", f"{applied.stream}: {what}, {applied.count} objects", stream=applied.stream)
        if self.till.standing != before:
            self._change_standing()
        return float(self.till.last_poll_after_s)

    def _change_standing(self) -> None:
        self.tell("standing", f"this POS is now {self.till.standing}", standing=self.till.standing)
        self._due["sale"] = 0.0

    def _state(self) -> float:
        """Report the till's state when it changed, and at least every quarter of an hour."""
        state = self.till.describe_state()
        moving = {key: state[key] for key in ("unsent", "open_shift_id", "last_sequence")}
        last = self._told_state
        if moving == last.get("moving") and time.monotonic() < last["at"] + STATE_AT_LEAST_EVERY:
            return 5.0
        self.till.report_state()
        self._told_state = {"moving": moving, "at": time.monotonic()}
        return 5.0

    def _sale(self) -> float:
        assert self.plan.sell_every is not None
        wait = self.chance.uniform(0.5, 1.5) * self.plan.sell_every
        products = self.till.products()
        if not products or self.till.standing not in SELLS:
            return min(wait, 5.0)
        self._open_shift_if_required()
        receipt = self._sell_or_refund(products)
        self._tell_receipt(receipt)
        self._lose_network_now_and_then()
        if not self.till.is_offline:
            self._send(receipt)
        return wait

    def _open_shift_if_required(self) -> None:
        if self.till.configuration().get("shifts_required") and not self.till.open_shift_id:
            self.till.open_shift(self._employee(), opening_cash=10_000)
            self.tell("shift", "shift opened")

    def _sell_or_refund(self, products: list[Product]) -> Receipt:
        past = [receipt for receipt in self.till.receipts() if receipt.kind == "sale"]
        refunded = {r.body["refund_of"] for r in self.till.receipts() if r.kind == "refund"}
        past = [receipt for receipt in past if receipt.number not in refunded]
        if past and self.chance.random() < self.plan.refund_chance:
            return self.till.refund(self.chance.choice(past))
        chosen = self.chance.sample(products, min(len(products), self.chance.randint(1, 4)))
        items = [(product, self._quantity(product)) for product in chosen]
        return self.till.sell(items, self.chance.choice(["cash", "card", "card"]), self._employee())

    def _quantity(self, product: Product) -> str:
        if product.sold_by_weight:
            return f"{self.chance.uniform(0.1, 1.8):.3f}"
        return str(self.chance.choice([1, 1, 1, 2, 3]))

    def _employee(self) -> str | None:
        employees = [str(employee["id"]) for employee in self.till.employees()]
        return self.chance.choice(employees) if employees else None

    def _tell_receipt(self, receipt: Receipt) -> None:
        names = ", ".join(f"{line['quantity']} × {line['name']}" for line in receipt.body["lines"])
        amount = f"{receipt.total / 100:.2f} {receipt.currency}"
        self.tell(
            receipt.kind, f"{receipt.number} {amount}: {names}", number=receipt.number, total=receipt.total
        )

    def _lose_network_now_and_then(self) -> None:
        if not self.till.is_offline and self.chance.random() < self.plan.offline_chance:
            pause = self.chance.uniform(*self.plan.offline_for)
            self.till.go_offline()
            self.tell("offline", f"the network is gone for {pause:.0f} s; selling goes on", seconds=pause)
            self._due["return"] = time.monotonic() + pause
            # Nothing to try while the cable is out.
            for name in ("contact", "state", "paper"):
                self._due[name] = self._due["return"]

    def _come_back(self) -> float:
        if self.till.is_offline:
            self.till.come_back()
            self.tell("online", f"the network is back; {len(self.till.unsent())} lines to deposit")
            for name in ("contact", "state", "paper"):
                self._due[name] = 0.0
        return AFTER_REFUSAL

    def _send(self, receipt: Receipt) -> None:
        deposit = self.till.upload()
        self.tell("uploaded", f"{deposit.settled} journal lines deposited", entries=deposit.settled)
        if self.plan.print_receipts and receipt.kind == "sale":
            self._follow(self.till.print_receipt(receipt), receipt)
            if self.till.has_assembly_printer():
                self._follow(self.till.print_assembly_slip(receipt), receipt)

    def _follow(self, job: str, receipt: Receipt) -> None:
        self._jobs[job] = receipt.number
        self.tell("print", f"{receipt.number} sent to the printer", job=job)

    def _paper(self) -> float:
        """Follow print jobs to their end."""
        for job, number in list(self._jobs.items()):
            status = self.till.job_status(job)
            if status["status"] in ENDED:
                del self._jobs[job]
                reason = f" ({status['reason']})" if status.get("reason") else ""
                self.tell("paper", f"{number} {status['status']}{reason}", job=job, status=status["status"])
        return JOB_EVERY

    def _close_up(self) -> None:
        """Go home in order: the network back in, the shift closed, everything deposited."""
        self.till.come_back()
        if self.till.open_shift_id:
            self.till.close_shift()
            self.tell("shift", "shift closed")
        self._attempt(self._contact)
        self._told_state = {}
        self._attempt(self._state)
