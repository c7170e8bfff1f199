"""`flask discoveries list`: what was found, as sentences and as JSON."""

import json

from flask import Flask

from tests.cli.test_accounts_and_users import run
from tests.make import Make, now


def test_what_was_found_is_listed(app: Flask, make: Make) -> None:
    server, _token = make.store_server()
    thing = make.discovery(server, mac="a4:d7:3c:11:22:33")
    make.discovery(server, "192.168.1.62", ignored_at=now())
    lines = run(app, "discoveries", "list").output.splitlines()
    assert lines == [f"{thing.public_id}  receipt_printer   192.168.1.61:9100  EPSON TM-T20III"]
    told = json.loads(run(app, "discoveries", "list", "--json").output)["found"]
    assert [one["id"] for one in told] == [thing.public_id]
    assert (told[0]["mac"], told[0]["store_server"]) == ("a4:d7:3c:11:22:33", server.public_id)
    ignored = json.loads(run(app, "discoveries", "list", "--ignored", "--json").output)["found"]
    assert [one["address"] for one in ignored] == ["192.168.1.62:9100"]


def test_nothing_found_is_said(app: Flask, make: Make) -> None:
    make.store_server()
    assert run(app, "discoveries", "list").output == "Nothing new was found\n"
