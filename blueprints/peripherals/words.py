"""What the forms of peripherals say: what a kind is for, what a way of connection means, where to look."""

from flask_babel import lazy_gettext as _l

from domain.connections import Way
from domain.names import PeripheralKind

PURPOSES = {
    PeripheralKind.PAYMENT_TERMINAL: _l("Takes payments by card."),
    PeripheralKind.CASH_DRAWER: _l("Keeps the cash and opens when it is needed."),
    PeripheralKind.RECEIPT_PRINTER: _l("Prints receipts and slips on a roll of paper."),
    PeripheralKind.PAGE_PRINTER: _l("Prints documents on A4 sheets."),
    PeripheralKind.BARCODE_SCANNER: _l("Reads the barcodes of products."),
    PeripheralKind.SCALE: _l("Weighs goods at the till."),
}
WAY_HINTS = {
    Way.NETWORK: _l("By cable or Wi-Fi, with an address of its own."),
    Way.USB: _l("It is plugged into the box in the shop."),
    Way.SERIAL: _l("A serial cable leads to the box in the shop."),
    Way.BLUETOOTH: _l("It is paired with the box in the shop."),
    Way.PRINTER: _l("Its cable ends in a receipt printer."),
    Way.DEVICE: _l("It is plugged into a till, which works it by itself."),
}
WAY_ICONS = {
    Way.NETWORK: "wifi",
    Way.USB: "usb",
    Way.SERIAL: "plug-connected",
    Way.BLUETOOTH: "bluetooth",
    Way.PRINTER: "printer",
    Way.DEVICE: "device-tablet",
}
HOST_HINTS = {
    PeripheralKind.PAYMENT_TERMINAL: _l("In the terminal’s menu, under Network or Communication."),
    PeripheralKind.RECEIPT_PRINTER: _l(
        "On the printer’s test slip: hold its feed button while switching it on."
    ),
    PeripheralKind.PAGE_PRINTER: _l("In the printer’s menu, under Network, or on its status page."),
    PeripheralKind.SCALE: _l(
        "Of the scale, or of the small box that brings its serial cable into the network."
    ),
}
PATH_HINTS = {
    PeripheralKind.PAYMENT_TERMINAL: _l("What the store server calls it, for example /dev/ttyUSB0."),
    PeripheralKind.CASH_DRAWER: _l("What the store server calls it, for example /dev/ttyUSB0."),
    PeripheralKind.RECEIPT_PRINTER: _l(
        "What the store server calls it: /dev/usb/lp0 by USB, /dev/ttyUSB0 by a serial cable, "
        "/dev/rfcomm0 by Bluetooth."
    ),
    PeripheralKind.PAGE_PRINTER: _l("What the store server calls it, for example /dev/usb/lp0."),
    PeripheralKind.BARCODE_SCANNER: _l(
        "What the store server calls it: /dev/input/by-id/… by USB or Bluetooth, /dev/ttyACM0 by a serial cable."
    ),
    PeripheralKind.SCALE: _l("What the store server calls it, for example /dev/ttyUSB0."),
}
