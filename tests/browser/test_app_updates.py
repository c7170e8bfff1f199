"""A person trusts a publisher, uploads its version, rolls it out to a share of the tills and halts it."""

from collections.abc import Callable
from pathlib import Path

import httpx

from tests.browser.axe import find_violations
from tests.browser.window import Window
from tests.office import RealOffice
from tests.releases.publisher import ASK, PLATFORM, Publisher

OpenWindow = Callable[..., Window]
#: larger than any other form may be
CONTENT = b"the program of the till " * 400_000


def test_from_the_key_to_the_halt(busy_office: RealOffice, open_window: OpenWindow, tmp_path: Path) -> None:
    with busy_office.make() as make:
        owner = make.owner()
        till = make.till(make.device("Kasa 1", make.store("Kraków", owner)))
    publisher, file = Publisher(), tmp_path / "till-1.5.0.apk"
    file.write_bytes(CONTENT)
    window = open_window()
    window.sign_in(busy_office, owner)
    page = window.page

    page.goto(f"{busy_office.url}/app-releases/keys/new")
    page.get_by_label("Publisher").fill("Softlane")
    page.get_by_label("Public key").fill(publisher.pem)
    page.get_by_role("button", name="Add key").click()
    page.get_by_role("cell", name="Valid").wait_for()

    page.goto(f"{busy_office.url}/app-releases/new")
    page.get_by_label("File").set_input_files(file)
    page.get_by_label("Signature").fill(publisher.sign(CONTENT))
    page.get_by_label("Version").fill("1.5.0")
    page.get_by_label("Platform").fill(PLATFORM)
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("heading", level=1, name="Version 1.5.0").wait_for()

    with httpx.Client(base_url=busy_office.url, headers=till.headers, trust_env=False) as line:
        assert line.get(ASK + "1.4.0").status_code == 204
        page.get_by_role("link", name="Start roll-out").click()
        page.get_by_label("Share of the tills").fill("100")
        page.get_by_role("button", name="Start roll-out").click()
        page.get_by_role("cell", name="Its turn has come").wait_for()
        assert line.get(ASK + "1.4.0").json()["version"] == "1.5.0"
        assert find_violations(page) == []

        page.get_by_role("link", name="Halt").click()
        page.get_by_role("button", name="Halt", exact=True).click()
        page.get_by_text("is halted. No further till gets it.").wait_for()
        assert line.get(ASK + "1.4.0").status_code == 204


def test_a_minimum_is_set_only_after_reading_which_tills_it_holds_back(
    busy_office: RealOffice, open_window: OpenWindow
) -> None:
    with busy_office.make() as make:
        owner = make.owner()
        till = make.till(make.device("Kasa 1", make.store("Kraków", owner)))
        till.generation.app = {"version": "1.4.0", "platform": PLATFORM}
        make.session.commit()
    window = open_window()
    window.sign_in(busy_office, owner)
    page = window.page

    page.goto(f"{busy_office.url}/app-releases")
    page.get_by_role("link", name="Minimum version").click()
    page.get_by_label("Minimum version").fill("1.5.0")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("1 till is older and gets no new data until it is updated").wait_for()
    page.get_by_text("1 of them is offered no version that is new enough").wait_for()
    page.get_by_role("rowheader", name="Kasa 1").wait_for()
    assert find_violations(page) == []
    with httpx.Client(base_url=f"{busy_office.url}/api/v1", headers=till.headers, trust_env=False) as line:
        assert line.get("/sync/products").status_code == 200
        page.get_by_role("button", name="Hold these tills back").click()
        page.get_by_text("1 till is older than the minimum version").wait_for()
        assert line.get("/sync/products").status_code == 426
        assert line.post("/sync/transactions", json={"entries": []}).status_code == 200

        page.get_by_role("link", name="Look at them").click()
        page.get_by_role("link", name="Too old").click()
        page.get_by_role("dialog").get_by_text("roll one out to it, or install it by hand").wait_for()
        assert find_violations(page) == []
        page.goto(f"{busy_office.url}/devices/{till.device.public_id}")
        page.get_by_role("heading", name="App update").wait_for()
        page.get_by_text("Too old").wait_for()

        page.goto(f"{busy_office.url}/app-releases/minimum")
        page.get_by_label("Minimum version").fill("")
        page.get_by_role("button", name="Save").click()
        page.get_by_role("button", name="Let these tills fetch again").click()
        page.get_by_text("Saved.").wait_for()
        assert line.get("/sync/products").status_code == 200
