"""`flask accounts …`."""

import click


@click.group("accounts")
def commands() -> None:
    """Commands about accounts."""
