"""`flask demo …`."""

import click


@click.group("demo")
def commands() -> None:
    """Commands about demo."""
