"""`python -m demo pl`: back office, store server, virtual printer and two simulated tills, until Ctrl+C."""

import os
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Any

from demo.programs import ROOT, Programs, free_port, wait_until_open

LANGUAGES = ("en", "fr", "pl", "ru")
SELL_EVERY = {"first": "8", "second": "13"}


def main(language: str) -> int:
    """Start everything, print the addresses and the login, wait for Ctrl+C."""
    folder = fresh_folder(Path(os.environ.get("COMPTOIR_DATA") or ROOT / "var") / "demo")
    port = free_port(int(os.environ.get("COMPTOIR_PORT") or 8000))
    printer_port, paper_port = free_port(9100), free_port(9180)
    office = f"http://127.0.0.1:{port}"
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    environment = {
        "COMPTOIR_DATA": str(folder / "office"),
        "COMPTOIR_PORT": str(port),
        "COMPTOIR_STORE_DATA": str(folder / "store-server"),
        "COMPTOIR_LOG_LEVEL": "warning",
        "DATABASE_URL": "",  # the demo keeps to its own folder
        "FLASK_APP": "app",
    }
    with Programs(folder, environment) as programs:
        programs.start("office", "flask", "serve")
        wait_until_open(f"{office}/sign-in")
        shop = programs.run_json(
            "flask", "demo", "load", "--language", language, "--printer-port", str(printer_port), "--json"
        )
        start_printer(programs, folder, printer_port, paper_port)
        start_store_server(programs, office, shop)
        start_tills(programs, folder, office, shop)
        print(welcome(office, f"http://127.0.0.1:{paper_port}", shop, folder), flush=True)
        return wait_for_the_end(programs)


def fresh_folder(folder: Path) -> Path:
    """An empty folder of the demo's own; an earlier demo's is cleared away."""
    marker = folder / "this-is-a-demo"
    if folder.exists() and not marker.exists() and any(folder.iterdir()):
        raise SystemExit(f"{folder} is not a demo's folder; nothing was touched")
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "office").mkdir(parents=True)
    marker.touch()
    return folder


def start_printer(programs: Programs, folder: Path, port: int, paper_port: int) -> None:
    """The virtual printer, with its paper on a page."""
    papers = str(folder / "papers")
    numbers = ("--port", str(port), "--web-port", str(paper_port), "--folder", papers)
    programs.start("printer", "comptoir-store-server", "virtual-printer", *numbers)
    wait_until_open(f"http://127.0.0.1:{paper_port}/")


def start_store_server(programs: Programs, office: str, shop: dict[str, Any]) -> None:
    """Pair the store server with its code, then let it run."""
    code = shop["store_server"]["code"]
    programs.run("comptoir-store-server", "pair", "--office", office, "--code", code)
    programs.start("store-server", "comptoir-store-server", "run")


def start_tills(programs: Programs, folder: Path, office: str, shop: dict[str, Any]) -> None:
    """Two tills: each activates with its code, sells and prints now and then."""
    for device, (name, pause) in zip(shop["devices"], SELL_EVERY.items(), strict=True):
        options = ("--office", office, "--folder", str(folder / f"till-{name}"), "--name", device["name"])
        deeds = ("--code", device["code"], "--sell-every", pause, "--print", "--offline-chance", "0.02")
        programs.start(f"till-{name}", "python", "-m", "cli.simulated_till", *options, *deeds)


def welcome(office: str, papers: str, shop: dict[str, Any], folder: Path) -> str:
    """What a person needs to look around."""
    return "\n".join(
        [
            "",
            f"  Back office   {office}",
            f"  Sign in       {shop['email']}",
            f"  Password      {shop['password']}",
            f"  The paper     {papers}",
            f"  Logs          {folder}",
            "",
            "  Two simulated tills sell now and then and print on the virtual printer.",
            "  Stop with Ctrl+C.",
        ]
    )


def wait_for_the_end(programs: Programs) -> int:
    """0 after Ctrl+C; 1 when a program fell over."""
    try:
        while not (fallen := programs.fallen()):
            time.sleep(1)
    except KeyboardInterrupt:
        print("\nStopping.", flush=True)
        return 0
    print(f"{', '.join(fallen)} stopped by itself; its log tells why.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    chosen = sys.argv[1] if len(sys.argv) > 1 else "en"
    if chosen not in LANGUAGES:
        raise SystemExit(f"choose a language: {', '.join(LANGUAGES)}")
    raise SystemExit(main(chosen))
