"""What is plugged into the box is told with its maker, its number and a key that stays."""

from collections.abc import Callable
from pathlib import Path

import pytest

from comptoir_store_server.discovery.found import Found, guess_kind
from comptoir_store_server.discovery.plugs import Tree, find_plugged

Plug = Callable[..., None]
BY_ID = "input/by-id/"
BARE = {"bInterfaceClass": "07", "bInterfaceSubClass": "01"}


def test_a_box_with_nothing_plugged_in(tree: Tree) -> None:
    assert find_plugged(tree) == []


def test_a_receipt_printer(tree: Tree, plug: Plug) -> None:
    told = "MFG:EPSON;CMD:ESC/P;MDL:TM-T20III;CLS:PRINTER;"
    plug(
        "lp0", "usbmisc", "usb/lp0", ieee1284_id=told, manufacturer="EPSON", product="TM-T20III", serial="X7"
    )
    assert [each.body() for each in find_plugged(tree)] == [
        {
            "key": "usb:04b8:0e28:X7",
            "kind_guess": "receipt_printer",
            "connection": {"type": "usb", "path": "/dev/usb/lp0"},
            "make": "EPSON",
            "model": "TM-T20III",
            "serial": "X7",
        }
    ]


def test_a_page_printer_by_its_languages(tree: Tree, plug: Plug) -> None:
    plug("lp1", "usbmisc", "usb/lp1", ieee1284_id="MFG:Brother;CMD:PJL,PCL,PDF;MDL:HL-L2370DN;SN:E7;")
    (found,) = find_plugged(tree)
    assert (found.kind_guess, found.make, found.model, found.serial) == (
        "page_printer",
        "Brother",
        "HL-L2370DN",
        "E7",
    )


def test_a_printer_keeps_its_key_at_another_plug(tree: Tree, plug: Plug) -> None:
    plug("lp0", "usbmisc", "usb/lp0", serial="J1")
    plug("lp1", "usbmisc", "usb/lp1", serial="J1")
    first, second = find_plugged(tree)
    assert first.key == second.key
    assert first.connection != second.connection


def test_two_nameless_printers_are_two(tree: Tree, plug: Plug) -> None:
    plug("lp0", "usbmisc", "usb/lp0")
    plug("lp1", "usbmisc", "usb/lp1")
    assert [each.key for each in find_plugged(tree)] == ["usb:lp0", "usb:lp1"]


def plug_bare(tree: Tree, number: int, interface: dict[str, str], **facts: str) -> Path:
    """A USB thing as the kernel shows it before any driver takes it; its interface's folder."""
    device = tree.system / "devices" / "usb1" / f"1-{number}"
    folder = device / f"1-{number}:1.0"
    folder.mkdir(parents=True)
    known = {"idVendor": "0416", "idProduct": "5011", "busnum": "1", "devnum": str(number), **facts}
    for name, value in known.items():
        (device / name).write_text(value + "\n")
    for name, value in interface.items():
        (folder / name).write_text(value + "\n")
    listed = tree.system / "bus" / "usb" / "devices"
    listed.mkdir(parents=True, exist_ok=True)
    (listed / folder.name).symlink_to(folder)
    file = tree.dev / "bus" / "usb" / "001" / f"{number:03}"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()
    return folder


def path_of(found: Found) -> object:
    return dict(found.connection)["path"]


def test_a_printer_that_no_driver_serves(tree: Tree) -> None:
    plug_bare(tree, 4, BARE, manufacturer="POS", product="58 Printer", serial="X9")
    (tree.dev / "comptoir").mkdir()
    (tree.dev / "comptoir" / "usb-X9").symlink_to(tree.dev / "bus" / "usb" / "001" / "004")
    plug_bare(tree, 12, BARE)
    assert [(each.key, each.kind_guess, path_of(each)) for each in find_plugged(tree)] == [
        ("usb:1-12", "receipt_printer", "/dev/bus/usb/001/012"),
        ("usb:0416:5011:X9", "receipt_printer", "/dev/comptoir/usb-X9"),
    ]


def test_one_that_a_driver_serves_is_found_once(tree: Tree, plug: Plug) -> None:
    plug("lp0", "usbmisc", "usb/lp0", serial="X9", idVendor="0416", idProduct="5011")
    (plug_bare(tree, 4, BARE, serial="X9") / "driver").mkdir()
    assert [path_of(each) for each in find_plugged(tree)] == ["/dev/usb/lp0"]


@pytest.mark.parametrize(
    "interface", [{"bInterfaceClass": "03", "bInterfaceSubClass": "01"}, {"bInterfaceClass": "07"}, {}]
)
def test_what_is_no_printer_is_not_offered(tree: Tree, interface: dict[str, str]) -> None:
    plug_bare(tree, 4, interface)
    assert find_plugged(tree) == []


def test_a_bare_printer_that_was_pulled_out_meanwhile(tree: Tree) -> None:
    folder = plug_bare(tree, 4, BARE)
    (folder.parent / "devnum").unlink()
    assert find_plugged(tree) == []


@pytest.mark.parametrize(
    ("by_id", "facts", "kind"),
    [
        ("usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0", {"manufacturer": "FTDI"}, "unknown"),
        ("usb-Mettler-Toledo_Ariva-S_0001-if00", {}, "scale"),
        ("usb-Honeywell_1450g_17-if00", {"manufacturer": "Honeywell Imaging"}, "barcode_scanner"),
        ("usb-INGENICO_MOVE3500_11-if00", {"product": "INGENICO MOVE/3500"}, "payment_terminal"),
    ],
)
def test_serial_lines_by_their_lasting_names(
    tree: Tree, plug: Plug, by_id: str, facts: dict[str, str], kind: str
) -> None:
    plug("ttyUSB0", "tty", "ttyUSB0", f"serial/by-id/{by_id}", serial="A50285BI", **facts)
    (found,) = find_plugged(tree)
    assert found.kind_guess == kind
    assert found.serial == "A50285BI"
    assert dict(found.connection) == {"type": "serial", "path": f"/dev/serial/by-id/{by_id}", "baud": 9600}


@pytest.mark.parametrize(
    ("name", "is_scanner"),
    [
        ("usb-WIT_Electron_Company_WIT_122-UFS_V2.03-event-kbd", True),
        ("usb-USBKey_Chip_USBKey_Module_202730041341-event-kbd", True),
        ("usb-Symbol_Technologies_Bar_Code_Scanner_keyboard-event-kbd", True),
        ("usb-Logitech_USB_Receiver-event-kbd", False),
        ("usb-Cherry_Keyboard-event-kbd", False),
        ("usb-Logitech_USB_Mouse-event-mouse", False),
    ],
)
def test_scanners_that_type(tree: Tree, plug: Plug, name: str, is_scanner: bool) -> None:
    plug("event3", "input", "input/event3", BY_ID + name)
    found = find_plugged(tree)
    assert [each.kind_guess for each in found] == (["barcode_scanner"] if is_scanner else [])
    if is_scanner:
        assert dict(found[0].connection) == {"type": "usb", "path": f"/dev/{BY_ID}{name}"}


def test_a_thing_that_was_pulled_out_between_two_looks(tree: Tree, plug: Plug) -> None:
    plug("lp0", "usbmisc", "usb/lp0", serial="J1")
    gone = Path(tree.dev / "serial" / "by-id" / "usb-gone")
    gone.parent.mkdir(parents=True)
    gone.symlink_to("nowhere")
    assert {each.key for each in find_plugged(tree)} == {"usb:04b8:0e28:J1", "serial:usb-gone"}


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (("EPSON", "TM-m30III"), "receipt_printer"),
        (("Star", "TSP143IV"), "receipt_printer"),
        (("HP", "LaserJet Pro M404"), None),
        (("CAS", "PD-II"), "scale"),
        (("Cascade", "Box"), None),
        (("Verifone", "P400"), "payment_terminal"),
        (("Zebra", "DS2208"), "barcode_scanner"),
    ],
)
def test_what_a_name_tells(names: tuple[str, ...], kind: str | None) -> None:
    assert guess_kind(*names) == kind
