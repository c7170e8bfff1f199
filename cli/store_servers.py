"""`flask store-servers …`."""

import click


@click.group("store-servers")
def commands() -> None:
    """Commands about store servers."""
