"""The simulated till from the command line: single deeds for scripts, and a whole day for the demo."""

import argparse
import json
import math
import random
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cli.simulated_till.demo_day import DemoDay, Plan
from cli.simulated_till.problems import Refused, TillProblem
from cli.simulated_till.receipts import to_quantity
from cli.simulated_till.scanning import WAIT_S
from cli.simulated_till.settings import tell_consequence, tell_rule
from cli.simulated_till.till import SimulatedTill

DEEDS = """deeds:
  run                  (default) poll, sell, print until stopped
  activate             become the POS of --code, or of --email, --password and --device
  sync                 deposit, poll and pull what is due
  sell NAME×QTY …      sell by name or barcode (also NAME*QTY; QTY 1 when left out); deposit, --print
  hand-over EMPLOYEE   sign an employee in (name or id); the office is told
  refund NUMBER        give the money of a receipt back
  scan                 say what its scanner reads at the store server, until --run-for is over
  update               fetch a newer version of this program; the next day-close installs it
  settings [STREAM=RULE …]  when it synchronizes; RULE is never, day_report or every:MINUTES; --confirm
  status               what this till is and has
  offline, online      pull the network cable out, or put it back
  day-close            close the shift if one is open, write the day report, deposit
  sign-off             stop being this POS
"""
QUANTITY = re.compile(r"^(?P<name>.+?)\s*[×*]\s*(?P<quantity>\d+(?:[.,]\d+)?)$")


def main(arguments: list[str] | None = None) -> int:
    """Do one deed; 0 when done, 1 when it was refused or the office is out of reach."""
    options = read_arguments(arguments)
    tell = Teller(options.name, as_json=options.json)
    with SimulatedTill(
        options.office, options.folder, name=options.name, patience_s=options.patience
    ) as till:
        try:
            DEED[options.deed](till, options, tell)
        except Refused as problem:
            tell("refused", till.stop_reason(problem), code=problem.code, facts=problem.facts)
            return 1
        except TillProblem as problem:
            tell("problem", str(problem), code=problem.code)
            return 1
    return 0


class Teller:
    """One line per deed, for people or, with --json, for programs."""

    def __init__(self, name: str, *, as_json: bool) -> None:
        self._name = name
        self._as_json = as_json

    def __call__(self, event: str, text: str, **facts: Any) -> None:
        """Say what was done."""
        if self._as_json:
            line = json.dumps({"till": self._name, "event": event, "text": text, **facts}, ensure_ascii=False)
        else:
            line = f"[{self._name}] {event}: {text}"
        print(line, flush=True)


def read_arguments(arguments: list[str] | None) -> argparse.Namespace:
    """What is to be done, from the words on the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m cli.simulated_till",
        description=__doc__,
        epilog=DEEDS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("deed", nargs="?", default="run", choices=sorted(DEED), metavar="DEED")
    parser.add_argument("items", nargs="*", metavar="ITEM", help="what the deed is about")
    parser.add_argument("--office", required=True, metavar="URL")
    parser.add_argument("--folder", required=True, type=Path, metavar="DIR", help="the till's own memory")
    parser.add_argument("--name", default="till", help="how this till is called in the output")
    parser.add_argument("--patience", type=float, default=20.0, metavar="SECONDS", help="how long to retry")
    parser.add_argument("--json", action="store_true", help="one JSON object per line")
    _add_entrance(parser)
    _add_plan(parser)
    return parser.parse_intermixed_args(arguments)


def _add_entrance(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("becoming a POS")
    group.add_argument("--code", help="activation code; left alone when the till is active already")
    group.add_argument("--email")
    group.add_argument("--password")
    group.add_argument("--device", metavar="NAME", help="name or id of the POS to choose after login")


def _add_plan(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("selling")
    group.add_argument("--sell-every", type=float, metavar="SECONDS")
    group.add_argument("--run-for", type=float, metavar="SECONDS")
    group.add_argument("--offline-chance", type=float, default=0.05, metavar="0..1", help="after each sale")
    group.add_argument(
        "--print", action="store_true", help="print receipts and assembly slips through the back office"
    )
    group.add_argument("--payment", default="cash")
    group.add_argument("--employee", help="name or id of who sells")
    group.add_argument("--store", help="name or id of another store that this till serves")
    group.add_argument("--vendor-key", help="update: the public key built into this program, base64")
    group.add_argument("--confirm", action="store_true", help="settings: you have read what it means")
    group.add_argument("--discard", action="store_true", help="sign-off: give up what is unsent")


def activate(till: SimulatedTill, options: argparse.Namespace, tell: Teller) -> None:
    """Become a POS by code or by login."""
    if options.code:
        activation = till.activate(options.code)
    elif options.email and options.password and options.device:
        activation = till.choose(_find_device(till, options))
    else:
        raise TillProblem("no_code", "give --code, or --email, --password and --device")
    device, store = activation.device, activation.store
    text = f"this till is now {device['name']} in {store['name']} (generation {device['generation']})"
    tell("activated", text, id=device["id"], device=device, store=store)


def _find_device(till: SimulatedTill, options: argparse.Namespace) -> str:
    for choice in till.log_in(options.email, options.password):
        if options.device in (choice.id, choice.name):
            return choice.id
    raise TillProblem("no_such_device", options.device)


def synchronize(till: SimulatedTill, options: argparse.Namespace, tell: Teller) -> None:
    """Deposit, poll, and pull what is due."""
    pulled = till.synchronize()
    till.report_state()
    for notice in till.notices:
        tell("notice", notice)
    counts = {applied.stream: applied.count for applied in pulled}
    text = ", ".join(f"{stream} {count}" for stream, count in counts.items()) or "nothing was due"
    tell("synchronized", text, pulled=counts, products=len(till.products()), standing=till.standing)


def sell(till: SimulatedTill, options: argparse.Namespace, tell: Teller) -> None:
    """Sell, deposit when there is a network, print when asked to."""
    receipt = till.sell(
        [read_item(item) for item in options.items], options.payment, options.employee, options.store
    )
    amount = f"{receipt.total / 100:.2f} {receipt.currency}"
    tell("sale", f"{receipt.number} {amount}", id=receipt.id, number=receipt.number, total=receipt.total)
    _deposit(till, tell)
    if options.print and not till.is_offline:
        tell("print", f"{receipt.number} sent to the printer", id=till.print_receipt(receipt))
        if till.has_assembly_printer():
            tell("print", f"{receipt.number} sent to be made", id=till.print_assembly_slip(receipt))


def hand_over(till: SimulatedTill, options: argparse.Namespace, tell: Teller) -> None:
    """Sign an employee in."""
    if not options.items:
        raise TillProblem("no_employee", "name who works at the till now")
    employee = " ".join(options.items)
    till.hand_over(employee)
    tell("handed_over", f"{employee} works at this till now")


def refund(till: SimulatedTill, options: argparse.Namespace, tell: Teller) -> None:
    """Give the money of a receipt back."""
    sale = till.find_receipt(options.items[0]) if options.items else None
    if sale is None:
        raise TillProblem("no_such_receipt", " ".join(options.items))
    receipt = till.refund(sale)
    tell("refund", f"{receipt.number} for {sale.number}", id=receipt.id, number=receipt.number)
    _deposit(till, tell)


def _deposit(till: SimulatedTill, tell: Teller) -> None:
    if till.is_offline:
        waiting = len(till.unsent())
        tell("kept", f"offline; {waiting} journal lines wait", unsent=waiting)
        return
    deposit = till.upload()
    tell("uploaded", f"{deposit.settled} journal lines deposited", entries=deposit.settled)


def read_item(text: str) -> tuple[str, str]:
    """`Żurek×2`, `Ser*0,485`, `5901234123457`: what, and how much of it."""
    found = QUANTITY.match(text)
    if found is None:
        return text, "1"
    return found["name"], str(to_quantity(found["quantity"]))


def status(till: SimulatedTill, options: argparse.Namespace, tell: Teller) -> None:
    """What this till is and has; asks nobody."""
    activation = till.activation
    if activation is None:
        tell("status", "not activated", standing=till.standing, install_id=till.install_id)
        return
    products, waiting = len(till.products()), len(till.unsent())
    network = "offline" if till.is_offline else "online"
    text = (
        f"{activation.device['name']} {till.standing}, {network}, {products} products, {waiting} lines unsent"
    )
    tell(
        "status",
        text,
        id=activation.device["id"],
        standing=till.standing,
        install_id=till.install_id,
        offline=till.is_offline,
        products=products,
        unsent=waiting,
        receipts=len(till.receipts()),
    )


def go_offline(till: SimulatedTill, options: argparse.Namespace, tell: Teller) -> None:
    """Pull the cable out."""
    till.go_offline()
    tell("offline", "the network cable is out")


def come_back(till: SimulatedTill, options: argparse.Namespace, tell: Teller) -> None:
    """Put the cable back in and deposit what waited."""
    till.come_back()
    tell("online", "the network cable is back in")
    _deposit(till, tell)


def close_day(till: SimulatedTill, options: argparse.Namespace, tell: Teller) -> None:
    """Close the shift and the day."""
    if till.open_shift_id:
        till.close_shift(options.employee)
    entry = till.day_report()
    tell("day_report", f"number {entry.body['number']}", id=entry.id, totals=entry.body["totals"])
    _deposit(till, tell)
    if not till.is_offline and not till.unsent() and (version := till.updates.install()):
        tell("app", f"version {version} runs now", running=version)


def update(till: SimulatedTill, options: argparse.Namespace, tell: Teller) -> None:
    """Fetch a newer version, check it and lay it ready."""
    if options.vendor_key:
        till.updates.trust(options.vendor_key)
    version = till.updates.fetch()
    if version is None:
        tell("app", f"{till.updates.version} is the newest version", running=till.updates.version)
    elif till.updates.staged is None:
        tell("app", f"version {version} is offered; give --vendor-key to fetch it", offered=version)
    else:
        tell("app", f"version {version} is ready for the day close", staged=version)


def scan(till: SimulatedTill, options: argparse.Namespace, tell: Teller) -> None:
    """Say which goods are scanned."""
    end = time.monotonic() + options.run_for if options.run_for is not None else math.inf
    while (left := end - time.monotonic()) > 0:
        for scan in till.scanning.listen(min(left, WAIT_S)):
            found = till.find_product(scan.code)
            text = f"{scan.code} {found.name if found else 'is no product on this till'}"
            tell("scan", text, id=scan.id, code=scan.code, product=found.name if found else None)


def settings(till: SimulatedTill, options: argparse.Namespace, tell: Teller) -> None:
    """Read when this till synchronizes, or choose it; what becomes of its own goods is said first."""
    try:
        rules = dict(item.split("=", 1) for item in options.items)
        found = till.settings.change(rules, confirmed=options.confirm) if rules else till.settings.read()
    except ValueError:
        raise TillProblem("not_understood", "say for example products=every:15 users=never") from None
    except Refused as refusal:
        if refusal.code != "confirmation_required":
            raise
        raise TillProblem(refusal.code, tell_consequence(refusal.facts), **refusal.facts) from refusal
    kinds = ("products", "users", "configuration", "transactions")
    tell("settings", ", ".join(f"{kind} {tell_rule(found[kind])}" for kind in kinds), settings=found)


def sign_off(till: SimulatedTill, options: argparse.Namespace, tell: Teller) -> None:
    """Stop being this POS."""
    till.sign_off(options.discard)
    tell("signed_off", "this till belongs to no POS any more")


def run(till: SimulatedTill, options: argparse.Namespace, tell: Teller) -> None:
    """A whole day, until SIGINT, SIGTERM or --run-for."""
    if till.standing != "active" and (options.code or options.email):
        activate(till, options, tell)
    plan = Plan(options.sell_every, options.print, options.run_for, options.offline_chance)
    # Chance chooses goods and pauses; nothing secret depends on it.
    day = DemoDay(till, plan, tell, random.Random())  # noqa: S311
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: day.stop())
    day.run()
    tell("ended", f"{len(till.receipts())} receipts, {len(till.unsent())} lines unsent")


DEED: dict[str, Callable[[SimulatedTill, argparse.Namespace, Teller], None]] = {
    "run": run,
    "activate": activate,
    "sync": synchronize,
    "sell": sell,
    "hand-over": hand_over,
    "refund": refund,
    "status": status,
    "offline": go_offline,
    "online": come_back,
    "day-close": close_day,
    "scan": scan,
    "update": update,
    "settings": settings,
    "sign-off": sign_off,
}
