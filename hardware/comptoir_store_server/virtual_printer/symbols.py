"""Bar codes and QR codes that the printer draws by itself."""

from collections.abc import Mapping

import segno
from barcode import get_barcode_class
from barcode.charsets import code128
from barcode.errors import BarcodeError

from .events import Barcode, FaultCode, QrCode
from .machine import Machine

SYMBOLOGIES: Mapping[int, str] = {
    0: "upca",
    1: "upce",
    2: "ean13",
    3: "ean8",
    4: "code39",
    5: "itf",
    6: "codabar",
    7: "code93",
    8: "code128",
}
CAPTIONS = {0: "none", 1: "above", 2: "below", 3: "both"}
LEVELS = {48: "L", 49: "M", 50: "Q", 51: "H"}


def expect_barcode(machine: Machine, args: bytes) -> None:
    """GS k, both forms: data up to a zero byte, or data of a told length."""
    kind = args[0]
    if kind <= 6:
        machine.framing.expect_until(0, lambda data: _print_barcode(machine, SYMBOLOGIES[kind], data))
    elif 65 <= kind <= 79:
        name = SYMBOLOGIES.get(kind - 65, f"symbology {kind}")
        machine.framing.expect(
            1,
            lambda count: machine.framing.expect(count[0], lambda data: _print_barcode(machine, name, data)),
        )
    else:
        machine.fault(FaultCode.BAD_ARGUMENT, f"GS k {kind}")


def _print_barcode(machine: Machine, symbology: str, data: bytes) -> None:
    if not machine.at_line_start("GS k"):
        return
    try:
        text, bars = _bars(symbology, data)
    except (BarcodeError, ValueError, KeyError) as error:
        machine.fault(FaultCode.BAD_SYMBOL, f"{symbology} {data!r}: {error}")
        return
    settings, place = machine.symbols, machine.head.place
    if len(bars) * settings.module > place.width:
        # A real printer prints nothing at all here, and says nothing either.
        machine.fault(
            FaultCode.DOES_NOT_FIT, f"{symbology} of {len(bars) * settings.module} dots in {place.width}"
        )
        return
    captions = CAPTIONS[settings.captions]
    machine.print_item(Barcode(symbology, text, bars, settings.module, settings.bar_height, captions, place))


def _bars(symbology: str, data: bytes) -> tuple[str, str]:
    if symbology == "code128":
        return code128_bars(data)
    if symbology not in ("upca", "ean13", "ean8", "code39", "itf", "codabar"):
        raise ValueError("this printer does not draw it")
    text = data.decode("ascii")
    return _drawn_by_library(symbology, text)


def _drawn_by_library(symbology: str, text: str) -> tuple[str, str]:
    check_digits = {"upca": (11, 12), "ean13": (12, 13), "ean8": (7, 8)}.get(symbology)
    if check_digits and (len(text) not in check_digits or not text.isdigit()):
        raise ValueError(f"{len(text)} signs instead of {check_digits[0]} or {check_digits[1]} digits")
    options = {"add_checksum": False} if symbology == "code39" else {}
    drawn = get_barcode_class(symbology)(text.strip("*") if symbology == "code39" else text, **options)
    full = drawn.get_fullcode()
    if check_digits and not full.startswith(text):
        raise ValueError(f"the check digit should be {full[-1]}")
    return full, drawn.build()[0].replace("G", "1")


def code128_bars(data: bytes) -> tuple[str, str]:
    """Bars of a Code 128 whose data names its code sets: {A, {B, {C, {{ for a brace."""
    starts = {ord("A"): 103, ord("B"): 104, ord("C"): 105}
    if len(data) < 2 or data[:1] != b"{" or data[1] not in starts:
        raise ValueError("the data does not begin with {A, {B or {C")
    subset = chr(data[1])
    values, text, position = [starts[data[1]]], "", 2
    while position < len(data):
        if (data[position : position + 1] == b"{" and subset != "C") or data[position] == 0x7B:
            value, shown, new_subset, used = _code128_special(data[position + 1 : position + 2], subset)
        else:
            value, shown, new_subset, used = *_code128_plain(data[position], subset), subset, 1
        values.append(value)
        text, subset, position = text + shown, new_subset, position + used
    check = (values[0] + sum(place * value for place, value in enumerate(values))) % 103
    return text, "".join(code128.CODES[value] for value in [*values, check]) + code128.STOP + "11"


def _code128_special(sign: bytes, subset: str) -> tuple[int, str, str, int]:
    if sign == b"{" and subset == "B":
        return ord("{") - 32, "{", subset, 2
    switches = {b"A": 101, b"B": 100, b"C": 99}
    if sign in switches and sign.decode() != subset:
        return switches[sign], "", sign.decode(), 2
    functions = {b"1": 102, b"2": 97, b"3": 96}
    if sign in functions:
        return functions[sign], "", subset, 2
    raise ValueError(f"{{{sign.decode('latin-1')} in code set {subset}")


def _code128_plain(byte: int, subset: str) -> tuple[int, str]:
    if subset == "C" and byte < 100:
        return byte, f"{byte:02d}"
    if subset == "B" and 32 <= byte < 128:
        return byte - 32, chr(byte)
    if subset == "A" and byte < 96:
        return (byte - 32, chr(byte)) if byte >= 32 else (byte + 64, "")
    raise ValueError(f"{byte:02X} is not in code set {subset}")


def two_dimensional(machine: Machine, args: bytes) -> None:
    """GS ( k: the QR code's model, size, error level, data, print."""
    if len(args) < 3:
        machine.fault(FaultCode.BAD_ARGUMENT, f"GS ( k {args.hex(' ').upper()}")
    elif args[0] != 49:
        machine.fault(FaultCode.UNSUPPORTED, f"GS ( k symbol {args[0]}")
    else:
        _qr_function(machine, args[1], args[2:])


def _qr_function(machine: Machine, function: int, args: bytes) -> None:
    settings = machine.symbols
    if function == 65 and args[0] in (49, 50):
        return  # both models look alike to a customer
    if function == 67 and 1 <= args[0] <= 16:
        settings.qr_size = args[0]
    elif function == 69 and args[0] in LEVELS:
        settings.qr_level = args[0]
    elif function == 80:
        settings.qr_data = args[1:]
    elif function == 81:
        _print_qr(machine)
    elif function != 82:
        machine.fault(FaultCode.BAD_ARGUMENT, f"GS ( k QR function {function} {args[:8].hex(' ').upper()}")


def _print_qr(machine: Machine) -> None:
    settings, place = machine.symbols, machine.head.place
    if not machine.at_line_start("GS ( k"):
        return
    if not settings.qr_data:
        machine.fault(FaultCode.BAD_SYMBOL, "QR code without data")
        return
    code = QrCode(
        _read(settings.qr_data), settings.qr_data, settings.qr_size, LEVELS[settings.qr_level], place
    )
    try:
        dots = draw_qr(code).symbol_size(scale=code.size, border=0)[0]
    except segno.DataOverflowError:
        machine.fault(FaultCode.BAD_SYMBOL, f"{len(settings.qr_data)} bytes are too many for a QR code")
        return
    if dots > place.width:
        machine.fault(FaultCode.DOES_NOT_FIT, f"QR code of {dots} dots in {place.width}")
        return
    machine.print_item(code)


def draw_qr(code: QrCode) -> segno.QRCode:
    """The QR code's modules; the level is kept as asked, as a printer does."""
    return segno.make_qr(code.raw, error=code.level, boost_error=False)


def _read(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def set_bar_height(machine: Machine, args: bytes) -> None:
    """GS h."""
    if args[0]:
        machine.symbols.bar_height = args[0]
    else:
        machine.fault(FaultCode.BAD_ARGUMENT, "GS h 0")


def set_module(machine: Machine, args: bytes) -> None:
    """GS w."""
    if 1 <= args[0] <= 6:
        machine.symbols.module = args[0]
    else:
        machine.fault(FaultCode.BAD_ARGUMENT, f"GS w {args[0]}")


def set_captions(machine: Machine, args: bytes) -> None:
    """GS H."""
    captions = args[0] - 48 if args[0] >= 48 else args[0]
    if captions in CAPTIONS:
        machine.symbols.captions = captions
    else:
        machine.fault(FaultCode.BAD_ARGUMENT, f"GS H {args[0]}")
