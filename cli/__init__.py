"""Commands for operators and scripts, on the same services as the pages; and the simulated till."""

from importlib import import_module

from flask import Flask

#: one module per noun, each with a click group or command named `commands`
NOUNS = (
    "accounts",
    "users",
    "stores",
    "devices",
    "peripherals",
    "discoveries",
    "products",
    "app_releases",
    "store_servers",
    "demo",
    "sync",
    "serve",
)


def set_up(app: Flask) -> None:
    """Hang every command on `flask`."""
    for noun in NOUNS:
        app.cli.add_command(import_module(f"cli.{noun}").commands)
