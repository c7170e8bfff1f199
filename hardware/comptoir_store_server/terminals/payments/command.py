"""What the commands `pay` and `payments` do: a technician tries a terminal, and settles what nobody knows."""

import argparse
import json
import re
import signal
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from types import FrameType

from comptoir_store_server.configuration import Peripheral, load_configuration
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.terminals.payments.book import PaymentBook
from comptoir_store_server.terminals.payments.payment import CURRENCIES, Payment, Refusal, Refused, State
from comptoir_store_server.terminals.payments.sentences import REFUSALS, describe_last, describe_payment
from comptoir_store_server.terminals.payments.service import KIND, Payments

#: Exit statuses beside 0: nothing was taken, not meant so, nobody knows.
NOTHING, NOT_MEANT, UNKNOWN = 1, 2, 4
REAL = (
    "This is no rehearsal: whoever holds a card to the terminal pays, and this program cannot give it back.\n"
    "Take a small amount, and cancel it at the terminal afterwards. If that is what you want, add --yes."
)
#: Between thousands: a space, also one that does not break.
GAP = "[ \u00a0\u202f]"
#: One comma or point at most, before cents: 1,234 may be two amounts, and 1e3 is none that anybody means.
AMOUNT = re.compile(
    rf"(?P<whole>[0-9]{{1,9}}|[0-9]{{1,3}}(?:{GAP}[0-9]{{3}}){{1,2}})(?:[.,](?P<part>[0-9]{{1,2}}))?",
    re.ASCII,
)
Say = Callable[[str], None]


def add_pay_arguments(parser: argparse.ArgumentParser) -> None:
    """What `pay` takes."""
    parser.add_argument("amount", help="like 0.50")
    parser.add_argument("currency", choices=sorted(CURRENCIES), help="like EUR")
    parser.add_argument("--terminal", required=True, help="its id or name in the office")
    parser.add_argument(
        "--receipt", metavar="NUMBER", help="what is paid, for whoever may have to look it up"
    )
    parser.add_argument("--id", dest="payment_id", help="the same id never pays twice; else a new one")
    parser.add_argument("--yes", action="store_true", help="yes, charge the card")


def add_payments_arguments(parser: argparse.ArgumentParser) -> None:
    """What `payments` takes."""
    parser.add_argument("--resolve", metavar="ID", help="ask the terminal what came of this payment")
    word = parser.add_mutually_exclusive_group()
    word.add_argument("--taken", action="store_true", help="with --resolve: you saw that the money was taken")
    word.add_argument("--not-taken", action="store_true", help="with --resolve: you saw that it was not")
    parser.add_argument("--by", metavar="NAME", help="who looked")
    parser.add_argument("--json", action="store_true", help="one object for scripts")


def run_pay(arguments: argparse.Namespace, folder: DataFolder, say: Say, complain: Say) -> int:
    """Charge a card, once, and say what came of it."""
    amount = read_amount(arguments.amount)
    terminal = find_terminal(folder, arguments.terminal)
    if amount is None:
        complain(
            "Say the amount like 0.50: figures, at most one point or comma, at most two figures after it."
        )
        return NOTHING
    if terminal is None:
        complain(f"The office knows no payment terminal {arguments.terminal} at this box.")
        return NOTHING
    if not arguments.yes:
        complain(REAL)
        return NOT_MEANT
    payment_id = arguments.payment_id or str(uuid.uuid4())
    say(f"Payment {payment_id} at {terminal.name}. Ctrl-C asks the terminal to stop.")
    with _open(folder) as (payments, _), _stopping(payments, payment_id, complain):
        try:
            payment = payments.pay(
                payment_id, terminal.id, amount, arguments.currency, say, arguments.receipt
            )
        except Refused as refused:
            complain(REFUSALS[refused.refusal])
            return NOTHING
    say(describe_payment(payment))
    return _status(payment)


def run_payments(arguments: argparse.Namespace, folder: DataFolder, say: Say, complain: Say) -> int:
    """List the payments, or settle one."""
    has_word = arguments.taken or arguments.not_taken
    if has_word and not (arguments.resolve and arguments.by):
        complain("Say which payment and who looked: payments --resolve ID --taken --by NAME")
        return NOT_MEANT
    with _open(folder) as (payments, book):
        if not arguments.resolve:
            return _list(book.newest(), arguments.json, say)
        try:
            if has_word:
                payment = payments.settle(arguments.resolve, was_taken=arguments.taken, by=arguments.by)
            else:
                payment = payments.resolve(arguments.resolve)
        except Refused as refused:
            complain(REFUSALS[refused.refusal])
            if refused.refusal == Refusal.NOT_UNKNOWN:
                complain(describe_payment(book.get(arguments.resolve)))
            if refused.refusal != Refusal.CANNOT_TELL:
                return NOTHING
            complain(describe_last(refused.last))
            return UNKNOWN
    say(json.dumps(payment.body(), ensure_ascii=False) if arguments.json else describe_payment(payment))
    return _status(payment)


def read_amount(text: str) -> int | None:
    """Cents of an amount as people write it, 12, 0.50 or 1 234,50; nothing if it is none, or may be two."""
    found = AMOUNT.fullmatch(text.strip())
    if found is None:
        return None
    whole, part = re.sub(GAP, "", found["whole"]), found["part"] or ""
    return int(whole + part.ljust(2, "0")) or None


def find_terminal(folder: DataFolder, name: str) -> Peripheral | None:
    """By its id, or by its name where only one has it."""
    known = [each for each in load_configuration(folder).peripherals.values() if each.kind == KIND]
    called = [each for each in known if each.id == name] or [each for each in known if each.name == name]
    return called[0] if len(called) == 1 else None


@contextmanager
def _open(folder: DataFolder) -> Iterator[tuple[Payments, PaymentBook]]:
    folder.create()
    terminals = load_configuration(folder).peripherals
    with closing(PaymentBook(folder.payments)) as book:
        yield Payments(book, terminals.get), book


@contextmanager
def _stopping(payments: Payments, payment_id: str, complain: Say) -> Iterator[None]:
    """Ctrl-C is a wish: the terminal has the last word, so we go on listening to it."""

    def wish(signum: int, frame: FrameType | None) -> None:
        with suppress(Refused):
            payments.abort(payment_id)
            complain("Asked to stop. The terminal says how it ends.")
            return
        complain("This cannot be stopped from here: press the red key of the terminal.")

    before = signal.signal(signal.SIGINT, wish)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _list(payments: list[Payment], as_json: bool, say: Say) -> int:
    if as_json:
        say(json.dumps({"payments": [each.body() for each in payments]}, ensure_ascii=False))
    else:
        say("\n".join(describe_payment(each) for each in payments) or "No payments yet.")
    return UNKNOWN if any(each.is_unknown for each in payments) else 0


def _status(payment: Payment) -> int:
    return {State.APPROVED: 0, State.UNKNOWN: UNKNOWN}.get(payment.answer.state, NOTHING)
