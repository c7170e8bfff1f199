"""Page printers on a USB cable: PDF for those that read it, and honest about what nobody can know."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cable import SerialEnd
from comptoir_store_server.connections import Connection, Way
from comptoir_store_server.delivery.deliver import Confirm, Delivered, Watch
from comptoir_store_server.delivery.failures import Unavailable
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.page_printers.printer import Refused
from comptoir_store_server.page_printers.usb import deliver_by_usb, look_by_usb, read_device_id, reads_pdf
from comptoir_store_server.reasons import Reason

PDF = b"%PDF-1.7\n" + b"x" * 100_000 + b"\n%%EOF\n"
PATIENCE = Patience(connect=0.5, stall=0.5, completion=1.0)


@pytest.fixture
def cable() -> Iterator[SerialEnd]:
    """The printer's end of a cable."""
    end = SerialEnd()
    yield end
    end.close()


def system_with(tmp_path: Path, told: str) -> Path:
    device = tmp_path / "class" / "usbmisc" / "lp0" / "device"
    device.mkdir(parents=True)
    (device / "ieee1284_id").write_text(told)
    return tmp_path


@pytest.mark.parametrize(
    ("told", "is_reader"),
    [
        ("MFG:Brother;CMD:PJL,PCL,PDF;MDL:HL-L2370DN;CLS:PRINTER;", True),
        ("MANUFACTURER:HP;COMMAND SET:PCL3GUI,PJL,PDF 1.7;MODEL:X;", True),
        ("MFG:EPSON;CMD:ESC/P;MDL:TM-T20III;", False),
        ("MFG:Acme;MDL:None;", False),
        ("", False),
    ],
)
def test_which_printers_read_pdf(tmp_path: Path, told: str, is_reader: bool) -> None:
    assert reads_pdf("/dev/usb/lp0", system_with(tmp_path, told)) is is_reader


def test_who_made_it(tmp_path: Path) -> None:
    told = read_device_id("/dev/usb/lp0", system_with(tmp_path, "MANUFACTURER:HP;MODEL:Laser 107;SN:CN123;"))
    assert told == {"MFG": "HP", "MDL": "Laser 107", "SN": "CN123"}


def test_nothing_is_known_of_it(tmp_path: Path) -> None:
    assert read_device_id("/dev/usb/lp7", tmp_path) == {}


def send(path: str, *, blind: bool, knows_pdf: bool = True) -> tuple[Delivered, int]:
    started: list[int] = []
    outcome = deliver_by_usb(
        Connection(Way.USB, path=path),
        PDF,
        PATIENCE,
        Watch(lambda: started.append(1), lambda reason: None, lambda: False),
        is_blind_allowed=blind,
        knows_pdf=lambda _: knows_pdf,
    )
    return outcome, len(started)


def read_all(cable: SerialEnd, heard: list[bytes]) -> None:
    while sum(map(len, heard)) < len(PDF):
        heard.append(cable.hear(2.0))
        if not heard[-1]:
            return


@pytest.mark.parametrize("blind", [True, False])
def test_every_byte_arrives_and_nobody_pretends(cable: SerialEnd, blind: bool) -> None:
    heard: list[bytes] = []
    reader = threading.Thread(target=read_all, args=(cable, heard))
    reader.start()
    outcome, started = send(cable.path, blind=blind)
    reader.join(5)
    assert outcome == (Delivered(Confirm.BLIND) if blind else Delivered(None, Reason.NO_CONFIRMATION))
    assert b"".join(heard) == PDF
    assert started == 1


def test_a_printer_that_reads_no_pdf_gets_nothing(cable: SerialEnd) -> None:
    with pytest.raises(Refused) as refused:
        send(cable.path, blind=True, knows_pdf=False)
    assert refused.value.reason == Reason.UNSUPPORTED_DOCUMENT
    assert cable.hear(0.1) == b""


def test_a_printer_that_takes_no_more(cable: SerialEnd) -> None:
    assert send(cable.path, blind=True)[0] == Delivered(None, Reason.NO_CONFIRMATION)


def test_an_unplugged_printer() -> None:
    with pytest.raises(Unavailable) as refused:
        look_by_usb(Connection(Way.USB, path="/dev/usb/lp99"), 0.5)
    assert refused.value.reason == Reason.PATH_MISSING
