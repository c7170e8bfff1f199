"""A till and an office for each test; the till's waits take no real time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from cli.simulated_till import SimulatedTill
from tests.simulated_till.fake_office import FakeOffice, open_office

CODE = "7k4m-q2xd"


@dataclass
class Stopwatch:
    """Time that passes only by sleeping."""

    now: float = 0.0
    naps: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        """Wait without waiting."""
        self.naps.append(seconds)
        self.now += seconds


@dataclass
class Shop:
    """One office and the tills that know it."""

    office: FakeOffice
    url: str
    folder: Path
    watch: Stopwatch
    tills: list[SimulatedTill] = field(default_factory=list)

    def till(self, name: str = "till", **settings: Any) -> SimulatedTill:
        """A till; the same name again is the same till after a restart."""
        settings.setdefault("sleep", self.watch.sleep)
        settings.setdefault("monotonic", lambda: self.watch.now)
        self.tills.append(SimulatedTill(self.url, self.folder / name, name=name, timeout_s=5.0, **settings))
        return self.tills[-1]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """An open office without tills."""
    with open_office() as (office, url):
        shop = Shop(office, url, tmp_path, Stopwatch())
        yield shop
        for till in shop.tills:
            till.close()


@pytest.fixture
def till(shop: Shop) -> SimulatedTill:
    """A till that is activated and has everything."""
    till = shop.till()
    till.activate(CODE)
    till.synchronize()
    return till


@pytest.fixture
def new_code(shop: Shop) -> Callable[[], str]:
    """A fresh activation code for the POS, which is inactive afterwards."""

    def make() -> str:
        code = f"NEW{len(shop.office.codes):05d}"
        shop.office.codes[code] = "open"
        shop.office.status = "inactive"
        return code

    return make
