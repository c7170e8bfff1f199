"""`flask devices …`."""

import click


@click.group("devices")
def commands() -> None:
    """Commands about devices."""
