"""The store's logo on this box's disk: fetched once from the office, kept for days without internet."""

import hashlib
import logging
import os
import re
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from comptoir_store_server.folder import DataFolder
from comptoir_store_server.office import Office
from comptoir_store_server.printing.logo import MOST_TALL, MOST_WIDE

log = logging.getLogger(__name__)
#: More than such a picture can take, however badly it is packed.
MOST_BYTES = 64 * 1024
SHA256 = re.compile("[0-9a-f]{64}")


def read_logo(told: Any, folder: DataFolder | None) -> list[dict[str, Any]]:
    """What the configuration says of the logo, and where each picture lies or will lie in the folder."""
    pictures = [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []
    return [
        {"sha256": each["sha256"], "path": str(folder.logos / f"{each['sha256']}.png") if folder else ""}
        for each in pictures
        if SHA256.fullmatch(str(each.get("sha256")))
    ]


def fetch_logos(office: Office, store: dict[str, Any]) -> None:
    """Get what is not on the disk yet; without it receipts begin with the store's name.

    Raises OfficeUnreachable.
    """
    for each in store.get("logo", []):
        path = Path(each["path"])
        if path.is_file():
            continue
        picture = office.fetch(f"/store-server/logos/{each['sha256']}", MOST_BYTES)
        if picture is None or not _is_logo(picture, each["sha256"]):
            log.warning("logo_refused", extra={"sha256": each["sha256"]})
            continue
        _keep(path, picture)
        log.info("logo", extra={"sha256": each["sha256"]})


def forget_other_logos(folder: DataFolder, store: dict[str, Any]) -> None:
    """Clear away what receipts carry no more."""
    wanted = {Path(each["path"]) for each in store.get("logo", [])}
    for path in folder.logos.glob("*.png"):
        if path not in wanted:
            path.unlink(missing_ok=True)


def _is_logo(picture: bytes, sha256: str) -> bool:
    if hashlib.sha256(picture).hexdigest() != sha256:
        return False
    try:
        with Image.open(BytesIO(picture), formats=("PNG",)) as read:
            fits = read.width <= MOST_WIDE and read.height <= MOST_TALL
            return read.mode == "1" and fits and read.load() is not None
    except Exception:  # whatever a file can do wrong, receipts are printed without it
        return False


def _keep(path: Path, picture: bytes) -> None:
    """Whole or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    with beside.open("wb") as file:
        file.write(picture)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
