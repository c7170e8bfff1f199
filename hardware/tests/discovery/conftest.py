"""A shop's box for the tests of discovery: device files and the kernel's tree, grown in a folder."""

from collections.abc import Callable
from pathlib import Path

import pytest

from comptoir_store_server.discovery.plugs import Tree

Plug = Callable[..., None]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A box with nothing plugged in."""
    (tmp_path / "dev").mkdir()
    (tmp_path / "sys").mkdir()
    return Tree(tmp_path / "dev", tmp_path / "sys")


@pytest.fixture
def plug(tree: Tree) -> Plug:
    """Plugs a USB thing in: its device, its node in a class, its file, and its lasting name."""

    def plug_in(node: str, group: str, file: str, by_id: str = "", **facts: str) -> None:
        device = tree.system / "devices" / "usb1" / f"1-{len(list(tree.system.rglob('idVendor'))) + 1}"
        interface = device / "1-1:1.0"
        interface.mkdir(parents=True)
        known = {"idVendor": "04b8", "idProduct": "0e28", **facts}
        told = known.pop("ieee1284_id", None)
        if told is not None:
            (interface / "ieee1284_id").write_text(told)
        for name, value in known.items():
            (device / name).write_text(value + "\n")
        place = tree.system / "class" / group / node
        place.mkdir(parents=True)
        (place / "device").symlink_to(interface)
        own = tree.dev / file
        own.parent.mkdir(parents=True, exist_ok=True)
        own.touch()
        if by_id:
            link = tree.dev / by_id
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(own)

    return plug_in
