"""The language of page printers (RFC 8010): attributes in groups, as bytes."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

VERSION = b"\x01\x01"
HEAD = struct.Struct(">2sHI")
#: A collection inside a collection inside … is no printer's answer.
MOST = 20_000


class NotIpp(Exception):
    """What answers does not speak this language."""


class Operation(IntEnum):
    """What may be asked for."""

    PRINT_JOB = 0x0002
    VALIDATE_JOB = 0x0004
    GET_JOB_ATTRIBUTES = 0x0009
    GET_PRINTER_ATTRIBUTES = 0x000B


class Group(IntEnum):
    """Where attributes belong."""

    OPERATION = 0x01
    JOB = 0x02
    END = 0x03
    PRINTER = 0x04


class Kind(IntEnum):
    """What a value is."""

    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    RANGE = 0x33
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME = 0x49


#: From here on, up to 0x5F, values are text.
FIRST_TEXT, LAST_TEXT = 0x40, 0x5F
LAST_DELIMITER = 0x0F


@dataclass(frozen=True)
class Attribute:
    """One attribute of a request."""

    kind: Kind
    name: str
    values: tuple[str | int, ...]


@dataclass(frozen=True)
class Answer:
    """What the printer said."""

    status: int
    groups: dict[int, dict[str, list[Any]]] = field(default_factory=dict)

    @property
    def is_success(self) -> bool:
        """Whether it did what was asked."""
        return self.status < 0x0100

    def values(self, group: Group, name: str) -> list[Any]:
        """All values of one attribute, none if it was not told."""
        return self.groups.get(group, {}).get(name, [])

    def value(self, group: Group, name: str) -> Any:
        """The first value of one attribute, or None."""
        return next(iter(self.values(group, name)), None)


def write_request(
    operation: Operation, asked: Iterable[Attribute], of_job: Iterable[Attribute] = (), number: int = 1
) -> bytes:
    """A request up to where a document's bytes follow."""
    message = HEAD.pack(VERSION, operation, number) + bytes([Group.OPERATION])
    message += _write(Kind.CHARSET, "attributes-charset", "utf-8")
    message += _write(Kind.LANGUAGE, "attributes-natural-language", "en")
    message += b"".join(map(_write_attribute, asked))
    job = b"".join(map(_write_attribute, of_job))
    return message + (bytes([Group.JOB]) + job if job else b"") + bytes([Group.END])


def _write_attribute(attribute: Attribute) -> bytes:
    """Further values follow without a name."""
    names = [attribute.name, *[""] * (len(attribute.values) - 1)]
    pairs = zip(names, attribute.values, strict=True)
    return b"".join(_write(attribute.kind, name, value) for name, value in pairs)


def _write(kind: Kind, name: str, value: str | int) -> bytes:
    data = struct.pack(">i", value) if isinstance(value, int) else value.encode()
    key = name.encode()
    return struct.pack(">BH", kind, len(key)) + key + struct.pack(">H", len(data)) + data


def read_answer(data: bytes) -> Answer:
    """The answer in these bytes; raises NotIpp."""
    try:
        version, status, _ = HEAD.unpack_from(data)
        if version[0] not in (1, 2):
            raise NotIpp(f"version {version!r}")
        return Answer(status, _read_groups(data, HEAD.size))
    except (struct.error, IndexError) as error:
        raise NotIpp("an answer that breaks off") from error


def _read_groups(data: bytes, place: int) -> dict[int, dict[str, list[Any]]]:
    """Attributes by group; of several jobs' groups the last word counts, we ask for one job only."""
    groups: dict[int, dict[str, list[Any]]] = {}
    group, name = groups.setdefault(0, {}), ""
    for _ in range(MOST):
        tag = data[place]
        place += 1
        if tag == Group.END:
            return groups
        if tag <= LAST_DELIMITER:
            group, name = groups.setdefault(tag, {}), ""
            continue
        key, place = _read_field(data, place)
        value, place = _read_field(data, place)
        name = key.decode("utf-8", "replace") or name
        group.setdefault(name, []).append(_read_value(tag, value))
    raise NotIpp("an answer without an end")


def _read_field(data: bytes, place: int) -> tuple[bytes, int]:
    (length,) = struct.unpack_from(">H", data, place)
    end = place + 2 + length
    if end > len(data):
        raise NotIpp("an answer that breaks off")
    return data[place + 2 : end], end


def _read_value(tag: int, value: bytes) -> Any:
    if tag in (Kind.INTEGER, Kind.ENUM):
        return struct.unpack(">i", value)[0]
    if tag == Kind.BOOLEAN:
        return value != b"\x00"
    if tag == Kind.RANGE:
        return struct.unpack(">ii", value)
    if FIRST_TEXT <= tag <= LAST_TEXT:
        return value.decode("utf-8", "replace")
    return value
