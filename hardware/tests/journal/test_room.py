"""The box's page takes its room only when somebody looks: most boxes print for weeks unseen."""

import subprocess
import sys

HEAVY = ("jinja2", "comptoir_store_server.lan.pages.house", "comptoir_store_server.virtual_printer.drawing")


def test_neither_templates_nor_drawing_are_loaded_at_the_start() -> None:
    asked = "import sys, comptoir_store_server.server; print(sorted(set(sys.argv) & set(sys.modules)))"
    command = [sys.executable, "-c", asked, *HEAVY]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
