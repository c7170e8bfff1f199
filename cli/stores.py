"""`flask stores …`."""

import click


@click.group("stores")
def commands() -> None:
    """Commands about stores."""
