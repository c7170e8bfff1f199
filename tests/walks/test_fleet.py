"""The demo business of many stores is made by one command, as large as asked for."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SIZE = {"store": 2, "device": 9, "peripheral": 40}


def test_the_command_makes_a_business_of_the_size_asked_for(tmp_path: Path) -> None:
    size = [word for name, count in SIZE.items() for word in (f"--{name}s", str(count))]
    answer = subprocess.run(
        [sys.executable, "-m", "demo.fleet", "--email", "many@example.com", "--language", "fr", *size],
        cwd=ROOT,
        env=os.environ | {"COMPTOIR_DATA": str(tmp_path), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert answer.stdout.startswith("Sign in as many@example.com with the password ")
    with sqlite3.connect(tmp_path / "comptoir.sqlite3") as database:
        found = {name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in SIZE}
        assert found == SIZE
        assert database.execute("SELECT count(*) FROM receipt").fetchone()[0] == 70
        assert database.execute("SELECT DISTINCT language FROM store").fetchall() == [("fr",)]
