"""Codes that scripts make: all of them tell when they end as the wire does."""

import json
import re

from flask import Flask

from tests.cli.test_accounts_and_users import run
from tests.make import Make

WIRE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def test_a_code_tells_when_it_ends(app: Flask, make: Make) -> None:
    device = make.device().public_id
    store = make.store("Gdańsk").public_id
    make.session.commit()
    added = facts(app, "store-servers", "add", "--store", store, "--name", "Zaplecze")
    made = [added, facts(app, "store-servers", "code", added["id"]), facts(app, "devices", "code", device)]
    assert all(WIRE_TIME.fullmatch(one["expires_at"]) for one in made)
    assert len({one["code"] for one in made}) == 3


def facts(app: Flask, *words: str) -> dict[str, str]:
    """What a command says with `--json`."""
    result = run(app, *words, "--json")
    assert result.exit_code == 0, result.output
    told: dict[str, str] = json.loads(result.output)
    return told
