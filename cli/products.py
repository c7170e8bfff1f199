"""`flask products …`."""

import click


@click.group("products")
def commands() -> None:
    """Commands about products."""
