"""What the office says hangs in this shop: the store, its printers and who prints where."""

import copy
from dataclasses import dataclass, field
from typing import Any

from comptoir_store_server.folder import DataFolder


class InvalidConfiguration(Exception):
    """The office sent a configuration that cannot be used; the old one stays."""


@dataclass(frozen=True)
class Peripheral:
    """One thing that hangs on this store server."""

    id: str
    name: str
    kind: str
    host: str
    port: int
    profile: str
    paper_mm: int
    language: str | None
    code_pages: dict[str, int] = field(default_factory=dict)
    #: ``blind``: the shop accepts printing without any answer from the printer.
    confirm: str | None = None

    @property
    def address(self) -> str:
        """Where it is on the network."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Configuration:
    """The last good word of the office."""

    revision: str
    store: dict[str, Any]
    peripherals: dict[str, Peripheral]
    etag: str | None = None


EMPTY = Configuration(revision="", store={}, peripherals={})


def read_configuration(body: dict[str, Any], etag: str | None = None) -> Configuration:
    """Check and read what the office sent."""
    store, peripherals = body.get("store"), body.get("peripherals")
    if not isinstance(store, dict) or not isinstance(peripherals, list):
        raise InvalidConfiguration("store and peripherals are missing")
    read = [_read_peripheral(item) for item in peripherals]
    known = {peripheral.id: peripheral for peripheral in read if peripheral is not None}
    return Configuration(str(body.get("revision", "")), copy.deepcopy(store), known, etag)


def _read_peripheral(item: Any) -> Peripheral | None:
    """A peripheral on the network; another kind of connection is for another version of this program."""
    if not isinstance(item, dict) or "id" not in item:
        raise InvalidConfiguration("a peripheral without id")
    connection = item.get("connection") or {}
    if not isinstance(connection, dict) or connection.get("type") != "network" or not connection.get("host"):
        return None
    try:
        return _network_peripheral(item, connection)
    except (TypeError, ValueError) as error:
        raise InvalidConfiguration(f"peripheral {item['id']}: {error}") from error


def _network_peripheral(item: dict[str, Any], connection: dict[str, Any]) -> Peripheral:
    port = int(connection.get("port") or 9100)
    if not 0 < port < 65536:
        raise ValueError(f"no such port: {port}")
    pages = item.get("code_pages") or {}
    return Peripheral(
        id=str(item["id"]),
        name=str(item.get("name") or item["id"]),
        kind=str(item.get("kind") or "receipt_printer"),
        host=str(connection["host"]),
        port=port,
        profile=str(item.get("profile") or "default"),
        paper_mm=int(item.get("paper_width") or 80),
        language=str(item["language"]) if item.get("language") else None,
        code_pages={str(name).upper(): int(slot) for name, slot in dict(pages).items()},
        confirm=str(item["confirm"]) if item.get("confirm") else None,
    )


def keep_configuration(folder: DataFolder, body: dict[str, Any], etag: str | None) -> Configuration:
    """Check the new configuration, then put it in place of the old one, which is kept beside."""
    configuration = read_configuration(body, etag)
    current = folder.read_json(folder.configuration)
    if current is not None:
        folder.write_json(folder.previous_configuration, current)
    folder.write_json(folder.configuration, {"etag": etag, "body": body})
    return configuration


def load_configuration(folder: DataFolder) -> Configuration:
    """The last good configuration kept in the folder, the one before if that is damaged, else none."""
    for path in (folder.configuration, folder.previous_configuration):
        kept = folder.read_json(path)
        if kept is None or not isinstance(kept.get("body"), dict):
            continue
        try:
            return read_configuration(kept["body"], kept.get("etag"))
        except InvalidConfiguration:
            continue
    return EMPTY
