"""Against the reference printer of the standard's own authors (ippeveprinter), where this machine has it."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from pypdf import PdfReader

from comptoir_store_server.connections import Connection
from comptoir_store_server.delivery.deliver import Confirm, Delivered, Watch
from comptoir_store_server.delivery.failures import Unavailable
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.page_printers.deliver import deliver_page
from comptoir_store_server.page_printers.pages import Page
from comptoir_store_server.page_printers.printer import IppPrinter, Refused
from comptoir_store_server.page_printers.stamp import stamp_apart
from comptoir_store_server.reasons import Reason
from strange_pdfs import Sheet, document

REFERENCE = shutil.which("ippeveprinter", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
BUS = """<busconfig><type>system</type><listen>unix:path={folder}/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_type="method_call"/>
<allow send_type="signal"/><allow send_requested_reply="true"/><allow receive_type="method_call"/>
<allow receive_type="method_return"/><allow receive_type="error"/><allow receive_type="signal"/>
</policy></busconfig>"""
AVAHI = "[server]\nallow-interfaces=lo\nuse-ipv6=no\n[publish]\npublish-workstation=no\n"
PDF = b"%PDF-1.4\n" + bytes(range(256)) * 40 + b"\n%%EOF\n"
OUT_OF_PAPER = "#!/bin/sh\necho 'STATE: +media-empty-error' >&2\nexit 1\n"

pytestmark = pytest.mark.skipif(
    REFERENCE is None, reason="ippeveprinter (Debian: cups-ipp-utils) is not installed"
)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path: sockets have no long names."""
    with tempfile.TemporaryDirectory(prefix="ipp") as made:
        yield Path(made)


@pytest.fixture
def environment(folder: Path) -> Iterator[dict[str, str]]:
    """The printer starts only where it can announce itself: a bus and an avahi of its own, on loopback."""
    needed = [shutil.which(each, path="/usr/bin:/usr/sbin:/bin") for each in ("dbus-daemon", "avahi-daemon")]
    if None in needed or os.geteuid() != 0 or Path("/run/avahi-daemon/pid").exists():
        pytest.skip("needs dbus-daemon and avahi-daemon, root, and no avahi that runs already")
    (folder / "bus.conf").write_text(BUS.format(folder=folder))
    (folder / "avahi.conf").write_text(AVAHI)
    own = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={folder}/bus"}
    with ExitStack() as stack:
        _start(stack, own, str(needed[0]), f"--config-file={folder}/bus.conf", "--nofork")
        _wait_for(lambda: (folder / "bus").exists(), "no bus")
        words = ("-f", f"{folder}/avahi.conf", "--no-drop-root", "--no-chroot", "--no-rlimits")
        _start(stack, own, str(needed[1]), *words)
        _wait_for(lambda: Path("/run/avahi-daemon/pid").exists(), "no avahi")
        yield own


def _start(stack: ExitStack, environment: dict[str, str], *words: str) -> None:
    process = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stack.callback(process.wait, 10)
    stack.callback(process.terminate)


def _wait_for(condition: object, what: str, seconds: float = 8.0) -> None:
    until = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        if time.monotonic() > until:
            pytest.skip(f"the reference printer does not start here: {what}")
        time.sleep(0.1)


def reference(stack: ExitStack, environment: dict[str, str], folder: Path, *words: str) -> IppPrinter:
    """A started reference printer."""
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = int(reserved.getsockname()[1])
    usual = ("-p", str(port), "-d", str(folder), "-k", "-f", "application/pdf", "-r", "off")
    _start(stack, environment, str(REFERENCE), *usual, *words, f"Test {port}")
    printer = IppPrinter(Connection(host="127.0.0.1", port=port, queue="ipp/print"), 1.0)

    def answers() -> bool:
        with suppress(Unavailable):
            return printer.look().condition.reason is None
        return False

    _wait_for(answers, "it does not answer")
    return printer


def print_on(printer: IppPrinter, pdf: bytes = PDF) -> Delivered:
    watch = Watch(lambda: None, lambda reason: None, lambda: False)
    return deliver_page(printer, Page("Pod Żubrem", pdf), 1, Patience(ask_again=0.2, stall=60), watch)


def test_it_prints_what_we_sent_byte_by_byte(environment: dict[str, str], folder: Path) -> None:
    with ExitStack() as stack:
        printer = reference(stack, environment, folder)
        assert "application/pdf" in printer.look().formats
        assert print_on(printer) == Delivered(Confirm.PROCESS_ID)
        assert [file.read_bytes() for file in folder.glob("*.pdf")] == [PDF]


def test_a_marked_copy_of_somebody_elses_file_is_printed(environment: dict[str, str], folder: Path) -> None:
    copy = stamp_apart(document(Sheet(), Sheet(more="/Rotate 90")), "ДУБЛИКАТ")
    with ExitStack() as stack:
        printer = reference(stack, environment, folder)
        assert print_on(printer, copy) == Delivered(Confirm.PROCESS_ID)
        (file,) = folder.glob("*.pdf")
        assert file.read_bytes() == copy
        pages = PdfReader(file).pages
        assert [page.extract_text().split() for page in pages] == [["Rechnung", "ДУБЛИКАТ"]] * 2


def test_it_gives_up_a_job_for_want_of_paper(environment: dict[str, str], folder: Path) -> None:
    command = folder / "out-of-paper"
    command.write_text(OUT_OF_PAPER)
    command.chmod(0o700)
    with ExitStack() as stack:
        printer = reference(stack, environment, folder, "-c", str(command))
        with pytest.raises(Refused) as refused:
            print_on(printer)
        assert refused.value.reason in (Reason.PAPER_OUT, Reason.PRINTER_ERROR)
        condition = printer.look().condition
        assert condition.paper_low or condition.reason == Reason.PAPER_OUT
