"""What a store server may say of a thing that it found in its shop."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from domain.connections import TypedConnection, Way, read_connection
from domain.identity import read_mac, read_serial
from domain.names import PeripheralKind
from domain.peripherals import PROFILES
from domain.refusal import Refusal
from domain.text import optional_text

#: a thing that answers, but does not say what it is
UNKNOWN = "unknown"
#: one that was not seen for so long is no longer offered
OFFERED_FOR = timedelta(days=7)
#: and after so long it is forgotten, unless somebody said that it is not theirs
KEPT_FOR = timedelta(days=30)
#: how many things one store server may fill the list with
MOST_KEPT = 2000
#: seeing a thing again is written down that often
SEEN_AGAIN_AFTER = timedelta(minutes=10)
LONGEST_KEY = 200
LONGEST_NAME = 80
#: by which kind's rules a connection is read when nobody knows the kind
_READ_AS: dict[str, PeripheralKind] = {
    Way.NETWORK: PeripheralKind.RECEIPT_PRINTER,
    Way.USB: PeripheralKind.BARCODE_SCANNER,
    Way.SERIAL: PeripheralKind.BARCODE_SCANNER,
    Way.BLUETOOTH: PeripheralKind.BARCODE_SCANNER,
}
#: numbers that were never given out
_COUNTED = ("0123456789abcdef", "1234567890")
_PLACEHOLDERS = frozenset({"none", "unknown", "default", "n/a", "null", "serial"})


@dataclass(frozen=True)
class Found:
    """A thing that a store server found; `key` is its own name for it, `kind` a PeripheralKind or UNKNOWN."""

    key: str
    kind: str
    connection: dict[str, object]
    make: str = ""
    model: str = ""
    serial: str | None = None
    mac: str | None = None


def read_found(
    key: str,
    kind_guess: str,
    connection: Mapping[str, object],
    *,
    make: str | None = None,
    model: str | None = None,
    serial: str | None = None,
    mac: str | None = None,
) -> Found | None:
    """A thing as it may be kept; None for one that nobody could reach by what is said of it.

    A kind that does not fit its connection becomes UNKNOWN; an identity that identifies nothing is left out.
    """
    kind, reached = _read_connection(kind_guess, connection)
    key = _one_line(key)
    if reached is None or not 0 < len(key) <= LONGEST_KEY:
        return None
    return Found(
        key,
        kind,
        reached,
        _one_line(make)[:LONGEST_NAME].strip(),
        _one_line(model)[:LONGEST_NAME].strip(),
        _telling_serial(serial),
        _telling_mac(mac),
    )


def proposed_name(make: str, model: str) -> str:
    """How its maker calls it, in a name's length: "EPSON TM-T20III"; empty where nobody knows."""
    if not make or model.casefold().startswith(make.casefold()):
        return model or make
    return f"{make} {model}".strip()[:LONGEST_NAME].strip()


def proposed_profile(model: str) -> str:
    """The printer profile of that very model; "default" for any other."""
    words = {model.casefold(), *model.casefold().split()}
    return next((name for name in PROFILES if name.casefold() in words), "default")


def proposed_width(model: str) -> int:
    """The paper's width: models for narrow paper carry the 58 in their names."""
    return 58 if "58" in model else 80


def _read_connection(
    kind_guess: str, connection: Mapping[str, object]
) -> tuple[str, dict[str, object] | None]:
    way = str(connection.get("type"))
    if way not in _READ_AS:
        return UNKNOWN, None
    if kind_guess in list(PeripheralKind):
        with suppress(Refusal):
            return kind_guess, read_connection(PeripheralKind(kind_guess), _typed(connection))
    with suppress(Refusal):
        return UNKNOWN, read_connection(_READ_AS[way], _typed(connection))
    return UNKNOWN, None


def _typed(connection: Mapping[str, object]) -> TypedConnection:
    fields = ("host", "port", "queue", "path", "baud", "protocol", "pin", "pulse_ms")
    said = {name: connection[name] for name in fields if connection.get(name) is not None}
    return TypedConnection(str(connection["type"]), **{name: _scalar(value) for name, value in said.items()})


def _scalar(value: object) -> str | int:
    """Lists and objects become a text that no rule takes."""
    return value if isinstance(value, str | int) else repr(value)


def _one_line(value: str | None) -> str:
    return optional_text((value or "")[:1000], "text", 1000).replace("\n", " ")


def _telling_mac(mac: str | None) -> str | None:
    try:
        return read_mac(mac)
    except Refusal:
        return None


def _telling_serial(serial: str | None) -> str | None:
    """Cheap things all carry the same number: zeros, or the digits in order."""
    try:
        number = read_serial(serial)
    except Refusal:
        return None
    plain = (number or "").casefold()
    tells_nothing = (
        len(plain.lstrip("0")) < 3 or len(set(plain)) == 1 or any(plain in one for one in _COUNTED)
    )
    return None if tells_nothing or plain in _PLACEHOLDERS else number
