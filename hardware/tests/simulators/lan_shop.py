"""A shop with tills that speak to their store server over its own network."""

import hashlib
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import httpx

from comptoir_store_server.configuration import read_configuration
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.health import HealthBoard
from comptoir_store_server.lan.desk import Shop
from comptoir_store_server.lan.endpoint import Endpoint
from comptoir_store_server.lan.limits import Limits
from comptoir_store_server.lan.settings import LanSettings, Mode
from comptoir_store_server.scales.reading import Reading
from comptoir_store_server.scanners.tray import Tray
from comptoir_store_server.server import StoreServer
from comptoir_store_server.spool import Spool
from fake_office import STORE

ORIGIN = "https://till.example.com"
KEYS = {"d1": "the first till's key", "d2": "the second till's key"}
PLAIN = LanSettings(Mode.HTTP, "127.0.0.1", 0)
IN_A_HURRY = Patience(connect=0.5, retry_longest=0.5, look=0.3, look_again=0.1)


def digest(key: str) -> str:
    """What the office tells of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def configuration(*peripherals: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Two tills, of which both print receipts on p1 and one has its slips switched off."""
    routes = [
        {"device_id": "d1", "role": "receipt_printer", "peripheral_id": "p1", "options": {}},
        {"device_id": "d2", "role": "receipt_printer", "peripheral_id": "p1"},
        {"device_id": "d1", "role": "page_printer", "peripheral_id": "gone"},
        {
            "device_id": "d2",
            "role": "assembly_printer",
            "peripheral_id": "p1",
            "options": {"print_assembly_slips": False},
        },
    ]
    devices: list[dict[str, Any]] = [{"id": "d3", "name": "not activated", "key_sha256": None}]
    devices += [{"id": each, "name": each, "key_sha256": digest(key)} for each, key in KEYS.items()]
    told = {"store": STORE, "peripherals": list(peripherals), "routes": routes, "devices": devices}
    return {**told, "lan": {"origins": [ORIGIN]}, **more}


def receipt_printer(port: int) -> dict[str, Any]:
    """Bar, in the network."""
    connection = {"type": "network", "host": "127.0.0.1", "port": port}
    facts = {"name": "Bar", "kind": "receipt_printer", "profile": "TM-T20II", "paper_width": 80}
    return {"id": "p1", "connection": connection, **facts}


def order(*lines: str, role: str = "receipt_printer", **more: Any) -> dict[str, Any]:
    """A till wants these lines on paper."""
    return {"role": role, "document": {"kind": "text", "text": list(lines)}, **more}


def new_id() -> str:
    """As tills make them."""
    return str(uuid.uuid4())


def code(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal, which is always a problem document."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.text
    body = answer.json()
    assert body["status"] == answer.status_code
    return answer.status_code, body["code"]


class Till:
    """One till's end of the line."""

    def __init__(self, base: str, device_id: str | None = "d1", **more: Any) -> None:
        headers = {"Authorization": f"Bearer {KEYS.get(device_id, device_id)}"} if device_id else {}
        self.http = httpx.Client(base_url=f"{base}/v1", headers=headers, timeout=40, trust_env=False, **more)

    def print(self, job_id: str, body: Any) -> httpx.Response:
        """Order a job."""
        return self.http.put(f"/jobs/{job_id}", json=body)

    def status(self, job_id: str) -> str:
        """Where it stands."""
        answer = self.http.get(f"/jobs/{job_id}")
        return str(answer.json().get("status", answer.status_code))

    def scans(self, scanner_id: str = "c1", **query: Any) -> httpx.Response:
        """What was scanned for it."""
        return self.http.get(f"/scanners/{scanner_id}/events", params=query)

    def decide(self, job_id: str, decision: str) -> httpx.Response:
        """Somebody looked at the paper."""
        return self.http.post(f"/jobs/{job_id}/decision", json={"decision": decision})


class Counter:
    """The endpoint alone: jobs are taken and wait, nobody prints."""

    def __init__(self, folder: DataFolder, limits: Limits | None = None) -> None:
        self.folder = folder
        self.spool = Spool(folder.spool)
        self.told = read_configuration(configuration(receipt_printer(9)))
        #: What scanners hear, by the scanner's id.
        self.trays: dict[str, Tray] = {}
        shop = Shop(
            folder=folder,
            spool=self.spool,
            health=HealthBoard(lambda: None),
            configuration=lambda: self.told,
            on_jobs=lambda: None,
            on_report=lambda: None,
            on_listening=lambda: None,
            weigh=self._weigh,
            scanner=lambda scanner_id: self.trays.get(scanner_id),
        )
        self._endpoint = Endpoint(shop, PLAIN, limits)
        self._endpoint.start()
        self.base = f"http://127.0.0.1:{wait_for_port(lambda: self._endpoint.port)}"
        self._tills: list[Till] = []

    def _weigh(self, peripheral_id: str) -> Future[Reading] | None:
        return None

    def till(self, device_id: str | None = "d1", **more: Any) -> Till:
        """A till at this counter."""
        self._tills.append(Till(self.base, device_id, **more))
        return self._tills[-1]

    def close(self) -> None:
        """Closing time."""
        for tray in self.trays.values():
            tray.close()
        for till in self._tills:
            till.http.close()
        self._endpoint.stop()
        self.spool.close()


class Box:
    """A whole store server in this process, started as often as asked."""

    def __init__(self, folder: DataFolder, settings: LanSettings = PLAIN) -> None:
        self._folder, self._settings = folder, settings
        self._server: StoreServer | None = None
        self._thread: threading.Thread | None = None
        self._tills: list[Till] = []
        self.base = ""

    def start(self, patience: float = 20.0) -> None:
        """Switch it on and wait until it listens."""
        server = StoreServer(self._folder, IN_A_HURRY, self._settings)
        self._server, self._thread = server, threading.Thread(target=server.run)
        self._thread.start()
        port = wait_for_port(lambda: server._endpoint.port, patience)
        self.base = f"{self._settings.mode.value}://127.0.0.1:{port}"

    def till(self, device_id: str | None = "d1", **more: Any) -> Till:
        """A till in this shop."""
        self._tills.append(Till(self.base, device_id, **more))
        return self._tills[-1]

    def is_listening(self) -> bool:
        """Whether tills reach it."""
        return self._server is not None and self._server._endpoint.port is not None

    def tray(self, scanner_id: str) -> Tray:
        """What this scanner hears."""
        assert self._server is not None
        tray = self._server._scanner(scanner_id)
        assert tray is not None
        return tray

    def stop(self) -> None:
        """Switch it off; its tills close."""
        self.switch_off()
        for till in self._tills:
            till.http.close()
        self._tills.clear()

    def switch_off(self) -> None:
        """Its tills stay, and wonder."""
        if self._server is not None and self._thread is not None:
            self._server.stop()
            self._thread.join(30)
            self._server = None


def wait_for_port(port: Callable[[], int | None], patience: float = 20.0) -> int:
    """Until it listens."""
    until = time.monotonic() + patience
    while (found := port()) is None:
        assert time.monotonic() < until, "never listened"
        time.sleep(0.01)
    return found
