"""The rooms over HTTP: parse, one service call, a page or JSON. Rooms never import each other."""

from importlib import import_module

from flask import Blueprint

#: menu order first, then the rooms without a menu entry
ROOM_NAMES = (
    "today",
    "devices",
    "peripherals",
    "synchronization",
    "receipts",
    "catalogue",
    "employees",
    "stores",
    "store_servers",
    "settings",
    "app_releases",
    "stickers",
    "entrance",
    "developers",
    "history",
    "this_device",
    "opening_checks",
)


def rooms() -> list[Blueprint]:
    """Each room's blueprint, named `room` in its package."""
    return [import_module(f"blueprints.{name}").room for name in ROOM_NAMES]
