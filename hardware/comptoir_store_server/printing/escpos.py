"""Lines to ESC/POS bytes: our own letters, python-escpos' knowledge of models, pictures and knives."""

from copy import deepcopy
from functools import cache, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from PIL import Image

from comptoir_store_server.printing.codes import draw_qr, write_qr
from comptoir_store_server.printing.encoder import LanguageEncoder
from comptoir_store_server.printing.lines import PaperLine
from comptoir_store_server.printing.logo import draw_logo
from comptoir_store_server.printing.raster import BAND, draw_lines, spare_real_time
from comptoir_store_server.profiles import Profile, draws_codes, picture_command

if TYPE_CHECKING:
    Dummy = Any
else:
    from escpos.printer import Dummy

#: Reset, leave the double-byte mode of clones, and take back what a switch for a country changed.
PROLOGUE = b"\x1b@" + b"\x1c." + b"\x1bR\x00"
#: Drawer on pin 2: 50 ms on, 500 ms off.
PULSE = b"\x1bp\x00\x19\xfa"
PLAIN = (False, False)
#: Rows that are brought to the printer's form at once; it takes 32 times their room meanwhile.
STRIP = 40 * BAND


def write_letters(lines: list[PaperLine], profile: Profile, encoder: LanguageEncoder) -> bytes:
    """Lines in the printer's own letters, switching code pages as the language wants."""
    pieces, page, style = [PROLOGUE], None, PLAIN
    for (bold, big, qr, logo), same in groupby(lines, key=_manner):
        if qr or logo:
            pieces.append(_write_code(qr, profile) if qr else _write_logo(logo, profile.name, profile.dots))
            continue
        if (bold, big) != style:
            style = (bold, big)
            pieces.append(_STYLES[style])
        block, page = encoder.write("\n".join([line[0] for line in same]) + "\n", page)
        pieces.append(block)
    if style != PLAIN:
        pieces.append(_STYLES[PLAIN])
    return b"".join(pieces) + _finish(profile.name)


def _manner(line: PaperLine) -> tuple[bool, bool, str, str]:
    return line[1:]


def write_picture(lines: list[PaperLine], profile: Profile) -> bytes:
    """All lines as one picture, in bands; brought to the printer's form strip by strip. Raises TooLong."""
    picture = draw_lines(lines, profile)
    tops = range(0, picture.height, STRIP)
    strips = [picture.crop((0, top, picture.width, min(top + STRIP, picture.height))) for top in tops]
    drawn = [_write_image(strip, profile.name, profile.dots) for strip in strips]
    return b"".join([PROLOGUE, *drawn, _finish(profile.name)])


def _write_code(text: str, profile: Profile) -> bytes:
    """A code by the printer itself where its model can, else as a picture."""
    if draws_codes(profile.name):
        return write_qr(text, profile.dots)
    return _write_image(draw_qr(text, profile.dots), profile.name, profile.dots)


@lru_cache(maxsize=16)
def _write_logo(path: str, name: str, dots: int) -> bytes:
    """The same for every receipt of this model on this paper: drawn once."""
    return _write_image(draw_logo(path, dots), name, dots)


def _write_image(picture: Image.Image, name: str, dots: int) -> bytes:
    printer = _new_printer(name)
    data = deepcopy(printer.profile.profile_data)
    data.setdefault("media", {}).setdefault("width", {})["pixels"] = dots
    printer.profile.profile_data = data
    printer.image(picture, impl=picture_command(name), fragment_height=BAND)
    return spare_real_time(bytes(printer.output))


def _new_printer(name: str) -> Any:
    return Dummy(profile=name)


def _style(bold: bool, big: bool) -> bytes:
    return b"\x1bE" + bytes([bold]) + b"\x1d!" + bytes([0x11 if big else 0])


_STYLES = {(bold, big): _style(bold, big) for bold in (False, True) for big in (False, True)}


@cache
def _finish(name: str) -> bytes:
    """Feed past the knife and cut, where the model has one."""
    printer = _new_printer(name)
    printer.cut()
    return bytes(printer.output)
