"""The commands that a person at the box types."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from comptoir_store_server import __version__
from comptoir_store_server.folder import VARIABLE, DataFolder, default_folder
from comptoir_store_server.log import start_log

#: Whoever draws a long picture lets a till's request have its turn after so many seconds; Python's own turns
#: are ten times as long, and a request takes about ten of them.
TURN = 0.0005
EPILOG = f"Everything is kept in one folder: {VARIABLE}, or --data."


def build_parser(words: Sequence[str] = ()) -> argparse.ArgumentParser:
    """The commands and what each takes; payments and the virtual printer are loaded only when asked for."""
    parser = argparse.ArgumentParser(
        prog="comptoir-store-server", description="The store server of Comptoir.", epilog=EPILOG
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--data", type=Path, help="folder for everything that is written")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    _add_pair(commands.add_parser("pair", help="make this box the store server of a store"))
    _add_run(commands.add_parser("run", help="print for the store until stopped"))
    _add_status(commands.add_parser("status", help="how this box stands"))
    _add_test_print(commands.add_parser("test-print", help="print a test and say what became of it"))
    _add_probe(commands.add_parser("probe", help="what is plugged in here and announced in the network"))
    pay = commands.add_parser("pay", help="try a payment terminal with a real payment by card")
    if "pay" in words:
        _add_pay(pay)
    payments = commands.add_parser("payments", help="payments by card, and what nobody knows of them")
    if "payments" in words:
        _add_payments(payments)
    virtual = commands.add_parser("virtual-printer", help="a printer on the screen, to try everything")
    if "virtual-printer" in words:
        _add_virtual_printer(virtual)
    return parser


def _add_pair(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--office", required=True, metavar="URL", help="like https://office.example.com")
    parser.add_argument("--code", required=True, help="shown in the office under Store servers")
    parser.add_argument("--name", help="how this box is called there; else its host name")
    parser.add_argument(
        "--forget",
        action="store_true",
        help="leave a former shop although its office has not heard of everything",
    )
    parser.set_defaults(deed=_pair)


def _add_run(parser: argparse.ArgumentParser) -> None:
    level = os.environ.get("COMPTOIR_STORE_LOG", "info")
    parser.add_argument("--log-level", default=level, choices=["debug", "info", "warning", "error"])
    parser.set_defaults(deed=_run)


def _add_status(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one object for scripts")
    parser.set_defaults(deed=_status)


def _add_test_print(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("printer", nargs="?", help="its name or number, where there are several")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long to wait for it (default 60)")
    parser.set_defaults(deed=_test_print)


def _add_probe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=float, default=4.0, help="how long to listen to the network")
    parser.add_argument("--json", action="store_true", help="one object for scripts")
    parser.set_defaults(deed=_probe)


def _add_pay(parser: argparse.ArgumentParser) -> None:
    from comptoir_store_server.terminals.payments.command import add_pay_arguments

    add_pay_arguments(parser)
    parser.set_defaults(deed=_pay)


def _add_payments(parser: argparse.ArgumentParser) -> None:
    from comptoir_store_server.terminals.payments.command import add_payments_arguments

    add_payments_arguments(parser)
    parser.set_defaults(deed=_payments)


def _add_virtual_printer(parser: argparse.ArgumentParser) -> None:
    from comptoir_store_server.virtual_printer.command import add_arguments

    add_arguments(parser)
    parser.set_defaults(deed=_run_virtual_printer)


def say(text: str) -> None:
    """An answer to the person."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """What went wrong, to the person."""
    sys.stderr.write(text + "\n")


def _pair(arguments: argparse.Namespace, folder: DataFolder) -> int:
    from comptoir_store_server.installation import start_command
    from comptoir_store_server.pairing import PairingFailed, pair

    _warn_about_plain_http(arguments.office)
    try:
        paired = pair(folder, arguments.office, arguments.code, arguments.name, forget=arguments.forget)
    except PairingFailed as problem:
        complain(str(problem))
        return 1
    except OSError as problem:
        complain(f"Cannot write in {folder.root}: {problem.strerror}.")
        return 1
    identity = paired.identity
    store = identity.store.get("name", "the store")
    say(f"Paired: this box is {identity.name}, the store server of {store}.")
    if paired.set_aside is not None:
        say(
            f"What the shop before left here (jobs, papers, payments, configuration) is in {paired.set_aside}"
        )
    say(f"Start it with: {start_command()}")
    return 0


def _warn_about_plain_http(office: str) -> None:
    parts = urlsplit(office)
    if parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        complain("Note: http:// is readable by anybody on the way. Use https:// outside a trial.")


def _run(arguments: argparse.Namespace, folder: DataFolder) -> int:
    from comptoir_store_server.identity import find_identity
    from comptoir_store_server.lan.settings import InvalidSetting, read_settings
    from comptoir_store_server.server import StoreServer

    if find_identity(folder) is None:
        complain("This box is not paired. First: comptoir-store-server pair --office URL --code CODE")
        return 2
    try:
        lan = read_settings()
    except InvalidSetting as problem:
        complain(str(problem))
        return 2
    with folder.hold() as alone:
        if not alone:
            complain(f"A store server already runs on {folder.root}.")
            return 3
        start_log(arguments.log_level)
        sys.setswitchinterval(TURN)
        server = StoreServer(folder, lan=lan)
        server.stop_on_signals()
        server.run()
    return 0


def _status(arguments: argparse.Namespace, folder: DataFolder) -> int:
    from comptoir_store_server.status import describe_status, read_status

    status = read_status(folder)
    say(json.dumps(status, ensure_ascii=False) if arguments.json else describe_status(status))
    return 0


def _test_print(arguments: argparse.Namespace, folder: DataFolder) -> int:
    from comptoir_store_server.trial_print import Manner, ask_at_terminal, print_test

    manner = Manner(say, complain, ask_at_terminal())
    return print_test(folder, arguments.printer, arguments.seconds, manner)


def _probe(arguments: argparse.Namespace, folder: DataFolder) -> int:
    from comptoir_store_server.discovery.command import describe_found, look_around

    found = look_around(min(max(arguments.seconds, 0.0), 60.0))
    body = {"found": [each.body() for each in found]}
    say(json.dumps(body, ensure_ascii=False) if arguments.json else describe_found(found))
    return 0


def _pay(arguments: argparse.Namespace, folder: DataFolder) -> int:
    from comptoir_store_server.terminals.payments.command import run_pay

    return run_pay(arguments, folder, say, complain)


def _payments(arguments: argparse.Namespace, folder: DataFolder) -> int:
    from comptoir_store_server.terminals.payments.command import run_payments

    return run_payments(arguments, folder, say, complain)


def _run_virtual_printer(arguments: argparse.Namespace, folder: DataFolder) -> int:
    from comptoir_store_server.virtual_printer.command import run

    return run(arguments)


def main(words: Sequence[str] | None = None) -> int:
    """Do what was typed; returns the exit status."""
    words = list(sys.argv[1:] if words is None else words)
    arguments = build_parser(words).parse_args(words)
    folder = DataFolder(arguments.data or default_folder())
    deed: Callable[[argparse.Namespace, DataFolder], int] = arguments.deed
    try:
        return deed(arguments, folder)
    except PermissionError as problem:
        complain(f"This user may not open {problem.filename or folder.root}. Type the command with sudo.")
        return 1
    except KeyboardInterrupt:
        return 130
