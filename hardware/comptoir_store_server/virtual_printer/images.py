"""Dots sent by the shop: raster images, bit image bands and stored graphics."""

import re

from .command_table import number
from .events import FaultCode, Picture, PrintedPicture
from .machine import Machine

# Bytes that a printer obeys the moment they arrive, even inside an image.
REAL_TIME = re.compile(rb"\x10(?:\x04[\x01-\x04]|\x05[\x00-\x02]|\x14[\x01-\x03\x07\x08])", re.DOTALL)

BAND_MODES = {0: (1, 2, 3), 1: (1, 1, 3), 32: (3, 2, 1), 33: (3, 1, 1)}


def check_image_bytes(machine: Machine, dots: bytes) -> None:
    """Tell of real-time commands hidden among the dots."""
    for found in REAL_TIME.finditer(dots):
        machine.fault(
            FaultCode.REAL_TIME_IN_IMAGE, f"{found.group().hex(' ').upper()} at dot byte {found.start()}"
        )


def print_picture(machine: Machine, picture: Picture) -> None:
    """Print an image across the paper."""
    place = machine.head.place
    if picture.size[0] > place.width:
        machine.fault(FaultCode.DOES_NOT_FIT, f"image of {picture.size[0]} dots in {place.width}")
    machine.print_item(PrintedPicture(picture, place))


def expect_raster(machine: Machine, args: bytes) -> None:
    """GS v 0 m xL xH yL yH d1…: an image in rows."""
    zero, mode = args[0], args[1]
    row_bytes, height = number(args[2:4]), number(args[4:6])
    if zero != 0x30 or mode not in (0, 1, 2, 3, 48, 49, 50, 51) or not row_bytes or not height:
        machine.fault(FaultCode.BAD_ARGUMENT, f"GS v {args.hex(' ').upper()}")
        return
    starts_line = machine.at_line_start("GS v 0")

    def take(dots: bytes) -> None:
        check_image_bytes(machine, dots)
        if starts_line:
            x_scale, y_scale = 1 + (mode & 1), 1 + (mode >> 1 & 1)
            print_picture(machine, Picture(row_bytes * 8, height, dots, x_scale, y_scale))

    machine.framing.expect(row_bytes * height, take)


def expect_bit_image(machine: Machine, args: bytes) -> None:
    """ESC * m nL nH d1…: a band of 8 or 24 dots, sent column by column."""
    mode, columns = args[0], number(args[1:3])
    if mode not in BAND_MODES or not columns:
        machine.fault(FaultCode.BAD_ARGUMENT, f"ESC * {args.hex(' ').upper()}")
        return
    column_bytes, x_scale, y_scale = BAND_MODES[mode]

    def take(dots: bytes) -> None:
        check_image_bytes(machine, dots)
        rows = turn_columns(dots, columns, column_bytes)
        machine.head.put_picture(Picture(columns, column_bytes * 8, rows, x_scale, y_scale))

    machine.framing.expect(columns * column_bytes, take)


def turn_columns(dots: bytes, columns: int, column_bytes: int) -> bytes:
    """Dots sent column by column, as rows."""
    row_bytes = (columns + 7) // 8
    rows = bytearray(row_bytes * column_bytes * 8)
    for column in range(columns):
        bits = int.from_bytes(dots[column * column_bytes : (column + 1) * column_bytes], "big")
        for row in range(column_bytes * 8):
            if bits >> (column_bytes * 8 - 1 - row) & 1:
                rows[row * row_bytes + column // 8] |= 0x80 >> column % 8
    return bytes(rows)


def graphics(machine: Machine, args: bytes) -> None:
    """GS ( L and GS 8 L: store an image, then print it."""
    function = args[1] if len(args) > 1 else -1
    if function in (112, 113):
        _store_graphics(machine, function, args[2:])
    elif function in (2, 50):
        _print_stored(machine)
    elif function not in (48, 51, 52, 64):  # sizes of memory and the like: nothing on paper
        machine.fault(FaultCode.UNSUPPORTED, f"GS ( L function {function}")


def _store_graphics(machine: Machine, function: int, args: bytes) -> None:
    if len(args) < 8:
        machine.fault(FaultCode.BAD_ARGUMENT, f"GS ( L {function} with {len(args)} bytes")
        return
    x_scale, y_scale, width, height = args[1], args[2], number(args[4:6]), number(args[6:8])
    dots = args[8:]
    check_image_bytes(machine, dots)
    wanted = (width + 7) // 8 * height if function == 112 else (height + 7) // 8 * width
    if len(dots) != wanted or x_scale not in (1, 2) or y_scale not in (1, 2):
        machine.fault(FaultCode.BAD_ARGUMENT, f"GS ( L {width}×{height} with {len(dots)} bytes")
        return
    rows = dots if function == 112 else turn_columns(dots, width, (height + 7) // 8)
    machine.stored_image = Picture(width, height, rows, x_scale, y_scale)


def _print_stored(machine: Machine) -> None:
    if machine.stored_image is None:
        machine.fault(FaultCode.BAD_ARGUMENT, "GS ( L prints an image that was not stored")
    elif machine.at_line_start("GS ( L"):
        print_picture(machine, machine.stored_image)
        machine.stored_image = None
