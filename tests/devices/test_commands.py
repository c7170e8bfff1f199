"""The commands for stores and POS devices, as scripts use them."""

import json
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from domain.names import DeviceStatus
from tests.devices.test_activation import CODE, activate
from tests.make import Make


def call(app: Flask, *words: str) -> Result:
    """Run `flask WORDS`."""
    with app.app_context():  # as the program `flask` does
        return app.test_cli_runner().invoke(args=list(words))


def run(app: Flask, *words: str) -> Any:
    """What `flask WORDS --json` prints."""
    result = call(app, *words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_a_script_goes_from_store_to_code(app: Flask, make: Make) -> None:
    account = make.first_owner().account
    store = run(
        app, "stores", "add", "--account", account.public_id, "--name", "Kraków",
        "--timezone", "Europe/Warsaw", "--language", "pl",
    )  # fmt: skip
    device = run(app, "devices", "add", "--store", "Kraków", "--name", "Kasa 1")
    issued = run(app, "devices", "code", device["id"])
    assert issued["id"] == device["id"]
    assert CODE.fullmatch(issued["code"])
    assert issued["expires_at"].endswith("Z")
    assert activate(app, issued["code"]) == 201
    assert run(app, "devices", "list")["devices"][0]["status"] == "activated"
    assert run(app, "stores", "list")["stores"] == [
        {"id": store["id"], "name": "Kraków", "status": "active", "tills": 1, "activated": 1}
    ]


def test_people_read_a_sentence(app: Flask, make: Make) -> None:
    store = make.store("Łódź")
    result = call(app, "devices", "add", "--store", store.public_id, "--name", "Bar")
    assert result.output.startswith("POS Bar created: ")


@pytest.mark.parametrize(("options", "status"), [([], "draining"), (["--now"], "inactive")])
def test_a_till_is_drained_or_cut_off(
    app: Flask, make: Make, session: Session, options: list[str], status: str
) -> None:
    till = make.till()
    assert run(app, "devices", "deactivate", till.device.public_id, *options)["status"] == status
    session.refresh(till.device)
    assert till.device.status == status


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["devices", "code", "{taken}"], "device_taken"),
        (["devices", "deactivate", "{free}"], "device_not_activated"),
        (["devices", "add", "--store", "{store}", "--name", " "], "required"),
        (["stores", "add", "--name", "X", "--timezone", "Mars/Base"], "timezone_unknown"),
        (["devices", "code", "nothing"], "no such device"),
        (["devices", "add", "--store", "nothing", "--name", "X"], "no such store"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    app: Flask, make: Make, words: list[str], code: str
) -> None:
    store = make.store()
    ids = {
        "taken": make.device("A", store, DeviceStatus.ACTIVATED).public_id,
        "free": make.device("B", store).public_id,
        "store": store.public_id,
    }
    result = call(app, *(word.format(**ids) for word in words))
    assert result.exit_code != 0
    assert code in result.output
