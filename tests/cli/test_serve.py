"""`flask serve`: an upgrade brings the database up to date, and tills what the new version publishes."""

import json
import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.office import ROOT, RealOffice


def test_after_an_upgrade_tills_get_what_is_published_now(tmp_path: Path) -> None:
    with RealOffice(tmp_path) as office:
        with office.make() as make:
            device = make.device()
            newest = _revision(make.session)
        office.stop()
        with office.session() as session:
            # As a version before left it: an older database, and a configuration that says less.
            older = "6fb453feb8af"
            body = json.dumps({"device": {"id": device.public_id}, "store": {"id": device.store.public_id}})
            query = "UPDATE published_object SET body = :body, part = '0000000000000000' WHERE type = 'configuration'"
            session.execute(text(query), {"body": body})
            session.commit()
            _go_back_to(office, older)
            assert _revision(session) == older
        office.start()
        with office.session() as session:
            query = "SELECT body FROM published_object WHERE type = 'configuration'"
            assert json.loads(session.execute(text(query)).scalar_one())["device"]["name"] == "Kasa 1"
            assert _revision(session) == newest


def _revision(session: Session) -> str:
    return str(session.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def _go_back_to(office: RealOffice, revision: str) -> None:
    environment = os.environ | {"COMPTOIR_DATA": str(office.data), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "flask", "--app", "app", "db", "downgrade", revision]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
