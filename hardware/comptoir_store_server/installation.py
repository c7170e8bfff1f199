"""How this program was installed on the box: by install.sh as a service of the system, or by hand."""

import sys
from pathlib import Path

NAME = "comptoir-store-server"
UNIT = Path(f"/etc/systemd/system/{NAME}.service")


def start_command(unit: Path = UNIT, program: str = sys.prefix) -> str:
    """What a person types to start it; by hand beside the service it would take the service's place."""
    try:
        is_service = f"{program}/bin/" in unit.read_text("utf-8")
    except OSError:
        is_service = False
    return f"sudo systemctl start {NAME}" if is_service else f"{NAME} run"
