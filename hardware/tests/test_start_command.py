"""Whoever paired the box is told how to start it there."""

from pathlib import Path

import pytest

from comptoir_store_server.command import main
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.installation import start_command
from fake_office import FakeOffice

UNIT = Path(__file__).parents[1] / "packaging" / "comptoir-store-server.service"


def test_a_box_installed_by_the_script_has_a_service() -> None:
    assert start_command(UNIT, "/opt/comptoir-store-server") == "sudo systemctl start comptoir-store-server"


def test_a_program_beside_the_service_is_started_by_hand(tmp_path: Path) -> None:
    assert start_command(UNIT, "/srv/venv") == "comptoir-store-server run"
    assert start_command(tmp_path / "none", "/opt/comptoir-store-server") == "comptoir-store-server run"


def test_it_is_said_after_pairing(
    folder: DataFolder, office: FakeOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data", str(folder.root), "pair", "--office", office.url, "--code", "7K4M-Q2XD"]) == 0
    assert f"Start it with: {start_command()}\n" in capsys.readouterr().out
