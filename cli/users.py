"""`flask users …`."""

import click


@click.group("users")
def commands() -> None:
    """Commands about users."""
