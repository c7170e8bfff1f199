"""`flask sync …`: an operator looks after what tills see."""

import json

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.make import Make


def test_verify_is_quiet_when_all_is_well_and_fails_when_not(
    app: Flask, make: Make, session: Session
) -> None:
    make.till()
    make.product("Żurek")
    run = app.test_cli_runner().invoke
    result = run(args=["sync", "verify", "--json"])
    assert (result.exit_code, json.loads(result.output)) == (0, {"result": "in order", "differences": []})
    session.execute(text("UPDATE product SET price = 1"))
    session.commit()
    result = run(args=["sync", "verify"])
    assert result.exit_code == 1
    assert "outdated product" in result.output
    assert run(args=["sync", "verify", "--repair"]).exit_code == 0
    assert run(args=["sync", "verify"]).exit_code == 0


def test_purge_and_start_over_say_what_they_did(app: Flask, make: Make) -> None:
    make.till()
    run = app.test_cli_runner().invoke
    assert json.loads(run(args=["sync", "purge", "--json"]).output) == {"purged": 0}
    assert json.loads(run(args=["sync", "start-over", "--json"]).output) == {"streams": 3}
