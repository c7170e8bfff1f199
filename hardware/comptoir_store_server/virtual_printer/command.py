"""The command that runs a virtual printer until it is stopped."""

import argparse
import signal
import sys
import threading
from pathlib import Path

from .code_pages import PAGE_TABLES
from .printer import WIDTHS, VirtualPrinter


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `virtual-printer`."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument(
        "--port", type=int, default=9100, help="port to print to (default 9100, 0 takes a free one)"
    )
    parser.add_argument(
        "--pty",
        type=Path,
        metavar="LINK",
        help="hang on a cable instead: LINK becomes a device file like /dev/usb/lp0 (or a serial port)",
    )
    parser.add_argument(
        "--web-port", type=int, default=9180, help="port of the page that shows the paper (default 9180)"
    )
    parser.add_argument("--folder", type=Path, help="folder to save every paper in, as PNG and JSON")
    parser.add_argument(
        "--paper-width", type=int, choices=sorted(WIDTHS), default=80, help="in millimetres (default 80)"
    )
    parser.add_argument(
        "--profile-pages", choices=sorted(PAGE_TABLES), default="epson", help="code page table"
    )
    parser.add_argument(
        "--chinese", action="store_true", help="start in double-byte mode, as many cheap printers do"
    )
    parser.add_argument(
        "--lines-per-second", type=float, default=0, help="printing speed (default 0: at once)"
    )
    parser.add_argument("--no-process-id", action="store_true", help="do not answer GS ( H, as older models")


def run(args: argparse.Namespace) -> int:
    """Print until Ctrl+C or SIGTERM."""
    try:
        printer = _printer(args)
    except OSError as error:
        sys.stderr.write(f"cannot listen on {args.pty or args.host}: {error}\n")
        return 1
    stop = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stop.set())
    with printer:
        place = args.pty.absolute() if args.pty else f"{args.host}:{printer.port}"
        sys.stdout.write(f"printer {place}\npaper   http://{args.host}:{printer.web_port}/\n")
        sys.stdout.flush()
        stop.wait()
    return 0


def _printer(args: argparse.Namespace) -> VirtualPrinter:
    return VirtualPrinter(
        args.host,
        args.port,
        args.web_port,
        args.folder,
        cable=args.pty.absolute() if args.pty else None,
        paper_width=args.paper_width,
        profile_pages=args.profile_pages,
        starts_in_kanji=args.chinese,
        lines_per_second=args.lines_per_second,
        answers_process_id=not args.no_process_id,
    )
