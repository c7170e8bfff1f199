"""How the box listens to the tills of its shop: told by the environment, sensible without."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

PORT = 8631
PREFIX = "COMPTOIR_STORE_LAN"


class InvalidSetting(Exception):
    """A setting cannot be meant like this."""


class Mode(StrEnum):
    """Whether and how tills are listened to."""

    HTTPS = "https"
    HTTP = "http"
    OFF = "off"


@dataclass(frozen=True)
class LanSettings:
    """Where to listen, and what to show."""

    mode: Mode = Mode.HTTPS
    address: str = "0.0.0.0"  # noqa: S104 - tills come from the network
    port: int = PORT
    #: A certificate of the shop's own and its key; without, one is made and kept.
    certificate: Path | None = None
    key: Path | None = None
    #: Names by which tills call this box, besides its own.
    names: tuple[str, ...] = ()


def read_settings(environment: Mapping[str, str] = os.environ) -> LanSettings:
    """What the environment says. Raises InvalidSetting."""
    told = {
        name: environment.get(f"{PREFIX}{name}", "").strip()
        for name in ("", "_ADDRESS", "_PORT", "_CERTIFICATE", "_KEY", "_NAMES")
    }
    if bool(told["_CERTIFICATE"]) != bool(told["_KEY"]):
        raise InvalidSetting(f"{PREFIX}_CERTIFICATE and {PREFIX}_KEY go together.")
    return LanSettings(
        mode=_mode(told[""]),
        address=_address(told["_ADDRESS"]),
        port=_port(told["_PORT"]),
        certificate=_file(told["_CERTIFICATE"]),
        key=_file(told["_KEY"]),
        names=tuple(name.strip().lower() for name in told["_NAMES"].split(",") if name.strip()),
    )


def _mode(told: str) -> Mode:
    try:
        return Mode(told.lower() or Mode.HTTPS)
    except ValueError as error:
        raise InvalidSetting(f"{PREFIX} is https, http or off, not {told}.") from error


def _address(told: str) -> str:
    try:
        return str(ipaddress.ip_address(told or LanSettings.address))
    except ValueError as error:
        raise InvalidSetting(f"{PREFIX}_ADDRESS is an address of this box, not {told}.") from error


def _port(told: str) -> int:
    if not told:
        return PORT
    if not (told.isascii() and told.isdigit()) or int(told) > 65535:
        raise InvalidSetting(f"{PREFIX}_PORT is a number up to 65535, not {told}.")
    return int(told)


def _file(told: str) -> Path | None:
    return Path(told).expanduser() if told else None
