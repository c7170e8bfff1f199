"""`flask releases …`: trust a publisher and upload what it signed, from a script."""

from pathlib import Path

import click
from flask import current_app

from cli.edge import answer, as_json, deed, find_account
from config import Settings
from services.app_releases.app_files import IncomingFile, releases_folder
from services.app_releases.app_releases import (
    ReleaseFields,
    add_key,
    add_release,
    check_file,
    check_release,
    valid_keys,
)

ACCOUNT = click.option(
    "--account", help="Id or name of the business account; not needed when there is only one."
)
PORTION = 1024 * 1024


@click.group("releases")
def commands() -> None:
    """Versions of the till program: trust a publisher, upload a signed file."""


@commands.command("trust")
@ACCOUNT
@click.option("--name", required=True, help="Who publishes the program.")
@click.option("--public-key", required=True, help="PEM, or 32 bytes in base64.")
@as_json
def trust(account: str | None, name: str, public_key: str, as_json: bool) -> None:
    """Let signatures of a publisher count."""
    with deed() as (session, now):
        find_account(session, account)
        key = add_key(session, name, public_key, now)
        facts: dict[str, object] = {"id": key.public_id, "name": key.name, "public_key": key.public_key}
    answer(facts, f"Signatures of {facts['name']} count now", json_wanted=as_json)


@commands.command("upload")
@ACCOUNT
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--version", required=True)
@click.option("--platform", required=True)
@click.option("--channel", default="stable", show_default=True)
@click.option("--signature", required=True, help="Ed25519 over the bytes of the file, in base64.")
@as_json
def upload(
    account: str | None, file: Path, version: str, platform: str, channel: str, signature: str, as_json: bool
) -> None:
    """Take a version in as a draft; the roll-out is started in the back office."""
    settings: Settings = current_app.config["SETTINGS"]
    with deed() as (session, now):
        owner = find_account(session, account)
        fields = check_release(ReleaseFields(version, platform, channel, signature, file.name))
        incoming = IncomingFile(releases_folder(settings.data, owner.public_id), file.stat().st_size)
        try:
            with file.open("rb") as content:
                while portion := content.read(PORTION):
                    incoming.write(portion)
            key = check_file(incoming, fields, valid_keys(session))
            release = add_release(session, fields, incoming, key, now)
            facts: dict[str, object] = {
                "id": release.public_id,
                "version": release.version,
                "sha256": release.sha256,
            }
        finally:
            incoming.close()
    answer(facts, f"Version {facts['version']} uploaded: {facts['id']}", json_wanted=as_json)
