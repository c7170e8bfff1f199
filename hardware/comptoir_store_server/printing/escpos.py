"""Lines to ESC/POS bytes with python-escpos, around the traps it has."""

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from PIL import Image

from comptoir_store_server.printing.encoder import LanguageEncoder
from comptoir_store_server.printing.lines import PaperLine
from comptoir_store_server.printing.raster import BAND, draw_lines
from comptoir_store_server.profiles import Profile

if TYPE_CHECKING:
    Dummy = Any
else:
    from escpos.printer import Dummy

#: Reset, leave the double-byte mode of clones, and take back what a switch for a country changed.
PROLOGUE = b"\x1b@" + b"\x1c." + b"\x1bR\x00"
#: Drawer on pin 2: 50 ms on, 500 ms off.
PULSE = b"\x1bp\x00\x19\xfa"


def write_letters(lines: list[PaperLine], profile: Profile, encoder: LanguageEncoder) -> bytes:
    """Each line in the printer's own letters, switching code pages as the language wants."""
    printer = _new_printer(profile, {"encoder": encoder})
    style = (False, False)
    for line in lines:
        if (line.bold, line.big) != style:
            style = (line.bold, line.big)
            printer._raw(_style(line))
        printer.text(line.text + "\n")
    if style != (False, False):
        printer._raw(_style(PaperLine("")))
    return _finish(printer)


def write_picture(lines: list[PaperLine], profile: Profile) -> bytes:
    """All lines as one picture, in bands."""
    printer = _new_printer(profile, {})
    picture: Image.Image = draw_lines(lines, profile)
    printer.image(picture, impl="bitImageRaster", fragment_height=BAND)
    return _finish(printer)


def _new_printer(profile: Profile, magic: dict[str, Any]) -> Any:
    """A new one per job: it believes in no code page, as the printer does after the reset."""
    printer = Dummy(profile=profile.name, magic_encode_args=magic)
    data = deepcopy(printer.profile.profile_data)
    data.setdefault("media", {}).setdefault("width", {})["pixels"] = profile.dots
    printer.profile.profile_data = data
    printer._raw(PROLOGUE)
    return printer


def _style(line: PaperLine) -> bytes:
    return b"\x1bE" + bytes([line.bold]) + b"\x1d!" + bytes([0x11 if line.big else 0])


def _finish(printer: Any) -> bytes:
    """Feed past the knife and cut, where the model has one."""
    printer.cut()
    return bytes(printer.output)
