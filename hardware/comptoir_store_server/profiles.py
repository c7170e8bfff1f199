"""Which receipt printers we know: their letters, columns and dots, from python-escpos' collection."""

import json
import os
import pickle
import platform
import tempfile
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

#: Where python-escpos looks for its collection as a pickle.
PICKLES = "ESCPOS_CAPABILITIES_PICKLE_DIR"


def _load_capabilities() -> dict[str, Any]:
    """Import python-escpos, whose import leaves folders behind, inside one that goes away.

    It would read its collection as YAML, which takes longer than the rest of our start; it finds a pickle.
    """
    kept, named = tempfile.tempdir, os.environ.get(PICKLES)
    with tempfile.TemporaryDirectory() as passing:
        tempfile.tempdir = os.environ[PICKLES] = passing
        try:
            _pickle_collection(Path(passing))
            from escpos import capabilities
        finally:
            tempfile.tempdir = kept
            del os.environ[PICKLES]
            if named is not None:
                os.environ[PICKLES] = named
    return dict(capabilities.CAPABILITIES["profiles"])


def _pickle_collection(folder: Path) -> None:
    collection = json.loads((_package("escpos") / "capabilities.json").read_text("utf-8"))
    pickled = folder / f"{platform.python_version()}.capabilities.pickle"
    pickled.write_bytes(pickle.dumps(collection))


def _package(name: str) -> Path:
    """Where a package lies, without importing it."""
    found = find_spec(name)
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent


_PROFILES = _load_capabilities()
#: Pages that python-escpos names exactly as Python's codecs do, in the order of last resort.
PYTHON_CODECS = {
    "CP437": "cp437",
    "CP858": "cp858",
    "CP1252": "cp1252",
    "CP852": "cp852",
    "CP866": "cp866",
    "CP1250": "cp1250",
    "CP1251": "cp1251",
    "CP1257": "cp1257",
    "CP850": "cp850",
    "CP855": "cp855",
    "CP775": "cp775",
}
GENERIC = ("default", "simple")


@dataclass(frozen=True)
class Profile:
    """What one model can do, as far as printing text and pictures needs it."""

    name: str
    #: Code page → the number that selects it; the lowest where a model has a page twice.
    slots: dict[str, int]
    columns: int
    dots: int

    @property
    def cell_dots(self) -> int:
        """How wide one column is."""
        return self.dots // self.columns


def supported() -> list[str]:
    """The models that can be chosen: receipt printers that speak ESC/POS and print pictures."""
    return sorted(name for name in _PROFILES if _is_supported(name))


def draws_codes(name: str) -> bool:
    """Whether the model draws QR codes by Epson's command."""
    features = _PROFILES[name]["features"]
    return bool(features.get("qrCode")) and not features.get("starCommands")


def picture_command(name: str) -> str:
    """How the model takes pictures, by python-escpos' name for it."""
    features = _PROFILES[name]["features"]
    in_columns = features.get("bitImageColumn") and not features.get("bitImageRaster")
    return "bitImageColumn" if in_columns else "bitImageRaster"


def _is_supported(name: str) -> bool:
    """Customer displays, Star's own language and needle printers without raster are left out."""
    features = _PROFILES[name]["features"]
    return bool(features.get("bitImageRaster")) and not features.get("starCommands")


def knows_real_time_pulse(name: str) -> bool:
    """Whether the model opens a drawer at once while it waits for paper (``DLE DC4``), as Epson's do."""
    profile = _PROFILES.get(name) or _PROFILES["default"]
    return name == "default" or name not in _PROFILES or profile["vendor"] == "Epson"


@cache
def _slots(name: str) -> dict[str, int]:
    slots: dict[str, int] = {}
    for slot, page in _PROFILES[name]["codePages"].items():
        if page in PYTHON_CODECS:
            slots[page] = min(int(slot), slots.get(page, 255))
    return slots


def _columns(name: str, paper_mm: int) -> int:
    """The model's own columns where the collection tells them credibly, else what the paper holds."""
    usual = 48 if paper_mm > 60 else 32
    own = int(_PROFILES[name]["fonts"]["0"]["columns"])
    if name in GENERIC or not 30 <= own <= 48:
        return usual
    return min(own, 36) if paper_mm <= 60 and own <= 36 else min(own, usual)


def _dots(name: str, columns: int, paper_mm: int) -> int:
    dots = _PROFILES[name].get("media", {}).get("width", {}).get("pixels")
    usual = 576 if paper_mm > 60 else 384
    dots = min(dots, usual) if isinstance(dots, int) and dots >= 300 else usual
    return max(int(dots), columns * 8) // 8 * 8


def find_profile(name: str, paper_mm: int, code_pages: dict[str, int]) -> Profile:
    """The model for this paper, with the code pages found by the shop's own test print in front."""
    known = name if name in _PROFILES else "default"
    columns = _columns(known, paper_mm)
    pages = {page: slot for page, slot in code_pages.items() if page in PYTHON_CODECS}
    return Profile(known, _slots(known) | pages, columns, _dots(known, columns, paper_mm))
