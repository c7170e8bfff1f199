"""Passwords on the command line: read from standard input, never from an argument that others could see."""

import secrets
import sys

import click

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def read_password() -> str:
    """The first line of standard input, without its line end."""
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise click.UsageError("no password came in on standard input")
    return password


def new_password() -> str:
    """A password that can be read out over the phone: about 79 random bits in four groups."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))
    return "-".join(groups)
