"""`flask peripherals …`."""

import click


@click.group("peripherals")
def commands() -> None:
    """Commands about peripherals."""
