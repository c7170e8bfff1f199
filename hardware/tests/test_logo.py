"""The store's logo: at the head of receipts dot by dot, on no other paper, and also without the office."""

import hashlib
import os
import re
import signal
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from comptoir_store_server.command import main
from comptoir_store_server.configuration import Peripheral, keep_configuration, load_configuration
from comptoir_store_server.connections import Connection
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.logos import MOST_BYTES
from comptoir_store_server.page_printers.pages import make_page
from comptoir_store_server.printing.logo import GAP, MOST_TALL, MOST_WIDE
from comptoir_store_server.printing.render import render
from comptoir_store_server.profiles import supported
from comptoir_store_server.spool import Spool
from comptoir_store_server.times import utc_now
from comptoir_store_server.virtual_printer import Paper, VirtualPrinter, read_papers
from fake_office import FakeOffice

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
RECEIPT = {
    "kind": "receipt",
    "receipt": {"number": "1-7", "lines": [{"name": "Żurek", "quantity": "1", "total": 1250}], "total": 1250},
}
WaitFor = Callable[..., None]


def picture(width: int = 360, height: int = 90, mode: str = "1") -> Image.Image:
    """A frame with a cross: no side of it looks like another."""
    drawn = Image.new("L", (width, height), 255)
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((0, 0, width - 1, height - 1), outline=0, width=5)
    pen.line((0, 0, width // 3, height), fill=0, width=7)
    return drawn.convert(mode)


def saved(drawn: Image.Image, kind: str = "PNG") -> bytes:
    file = BytesIO()
    drawn.save(file, kind)
    return file.getvalue()


def store_with(tmp_path: Path, *pictures: Image.Image) -> dict[str, Any]:
    """A store whose pictures are on the disk."""
    told = []
    for number, drawn in enumerate(pictures):
        path = tmp_path / f"{number}.png"
        path.write_bytes(saved(drawn))
        told.append({"sha256": "0" * 64, "path": str(path)})
    return {"id": "s1", "name": "Pod Żubrem", "language": "pl", "currency": "PLN", "logo": told}


def a_printer(profile: str = "TM-T20II", paper_mm: int = 80, **more: Any) -> Peripheral:
    return Peripheral(
        "p1", "Bar", "receipt_printer", Connection(host="192.0.2.7"), profile, paper_mm=paper_mm, **more
    )


def dots_of(paper: Paper) -> Image.Image:
    """What stands on the paper from its top, as far as it is pictures: read back by the virtual printer."""
    bands = [
        Image.frombytes("1", (-(-p.width // 8) * 8, p.height), _inverted(p.rows)) for p in _pictures(paper)
    ]
    whole = Image.new("1", (max(band.width for band in bands), sum(band.height for band in bands)), 1)
    top = 0
    for band in bands:
        whole.paste(band, (0, top))
        top += band.height
    return whole


def _pictures(paper: Paper) -> list[Any]:
    found = [each.picture for each in paper.pictures]
    return found or [picture for line in paper.text_lines for _, picture in line.pictures]


def _inverted(rows: bytes) -> bytes:
    return bytes(byte ^ 0xFF for byte in rows)


def differing(one: Image.Image, other: Image.Image) -> int:
    """How many dots: the box blackens one where picture data would read as a command."""
    return sum(a != b for a, b in zip(one.convert("L").tobytes(), other.convert("L").tobytes(), strict=True))


@pytest.mark.parametrize("paper_mm", [58, 80])
@pytest.mark.parametrize("profile", ["TM-T20II", "TM-T88V", "POS-5890", "default"])
@pytest.mark.parametrize("as_image", [False, True], ids=["letters", "image"])
def test_it_stands_in_the_middle_above_everything_else(
    tmp_path: Path, profile: str, paper_mm: int, as_image: bool
) -> None:
    narrow, wide = picture(360), picture(500, 120)
    printer = a_printer(profile, paper_mm, as_image=as_image)
    rendered = render(RECEIPT, printer, store_with(tmp_path, narrow, wide), NOW)
    [paper] = read_papers(rendered.data, 576 if paper_mm > 60 else 384)
    dots = dots_of(paper)
    width = max(each.picture.width for each in paper.pictures)
    expected = wide if width >= 500 else narrow
    lefts = [x for x in range(dots.width) if dots.getpixel((x, 2)) == 0]
    left = lefts[0]
    assert lefts[-1] - left == expected.width - 1, "the widest that fits"
    printed = dots.crop((left, 0, left + expected.width, expected.height))
    assert differing(printed, expected) <= 3
    if not as_image:
        assert dots.height == expected.height + GAP
        assert "Żurek" in paper.text
        kinds = [type(item).__name__ for item in paper.items]
        assert kinds.index("PrintedPicture") < kinds.index("TextLine")


@pytest.mark.parametrize("paper_mm", [58, 80])
def test_every_model_prints_it_within_its_paper(tmp_path: Path, paper_mm: int) -> None:
    store = store_with(tmp_path, picture(360, 40), picture(504, 40))
    for profile in supported():
        rendered = render(RECEIPT, a_printer(profile, paper_mm), store, NOW)
        without = render(RECEIPT, a_printer(profile, paper_mm), {**store, "logo": []}, NOW)
        assert len(rendered.data) > len(without.data) + 40 * 300 // 8, profile
        assert (rendered.note, rendered.characters_missing) == (without.note, without.characters_missing)
        [paper] = read_papers(rendered.data, 576 if paper_mm > 60 else 384)
        assert not [fault for fault in paper.faults if "wide" in fault.code.value], profile


def test_what_is_too_wide_for_the_roll_is_cut_on_both_sides(tmp_path: Path) -> None:
    only = picture(504, 40)
    rendered = render(RECEIPT, a_printer("POS-5890", 58), store_with(tmp_path, only), NOW)
    [paper] = read_papers(rendered.data, 384)
    dots = dots_of(paper)
    assert dots.width == 384
    assert differing(dots.crop((0, 0, 384, 40)), only.crop((60, 0, 444, 40))) <= 3


@pytest.mark.parametrize("kind", ["assembly", "pickup", "report", "text"])
def test_it_stands_on_no_other_paper(tmp_path: Path, kind: str) -> None:
    document = {**RECEIPT, "kind": kind, "report": {"totals": {"sales": 1}}, "text": ["a"]}
    [paper] = read_papers(render(document, a_printer(), store_with(tmp_path, picture()), NOW).data)
    assert paper.pictures == []


def test_a_test_print_shows_it(tmp_path: Path) -> None:
    [paper] = read_papers(render({"kind": "test"}, a_printer(), store_with(tmp_path, picture()), NOW).data)
    assert paper.pictures


@pytest.mark.parametrize(("store_id", "has_logo"), [("s1", True), ("s2", False)])
def test_a_receipt_of_another_store_does_not_carry_this_one(
    tmp_path: Path, store_id: str, has_logo: bool
) -> None:
    document = {**RECEIPT, "receipt": {**RECEIPT["receipt"], "store_id": store_id}}  # type: ignore[dict-item]
    [paper] = read_papers(render(document, a_printer(), store_with(tmp_path, picture()), NOW).data)
    assert bool(paper.pictures) is has_logo


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"no picture",
        saved(picture())[:60],
        saved(picture(mode="L")),
        saved(picture(mode="RGB"), "JPEG"),
        saved(picture(MOST_WIDE + 1)),
        saved(picture(100, MOST_TALL + 1)),
    ],
    ids=["gone", "empty", "text", "half", "grey", "jpeg", "wide", "tall"],
)
def test_a_picture_that_cannot_be_read_keeps_no_receipt_from_being_printed(
    tmp_path: Path, content: bytes | None
) -> None:
    store = store_with(tmp_path, picture())
    path = Path(store["logo"][0]["path"])
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    [paper] = read_papers(render(RECEIPT, a_printer(), store, NOW).data)
    assert paper.pictures == []
    assert "Żurek" in paper.text


def test_it_heads_a_page_and_no_slip(tmp_path: Path) -> None:
    store = store_with(tmp_path, picture(504, 120))
    printer = Peripheral("p1", "Biuro", "page_printer", Connection(host="192.0.2.7", port=631))
    page = make_page(RECEIPT, printer, store, NOW)
    assert len(re.findall(rb"/Subtype /Image", page.pdf)) == 1
    assert b"/Width 504" in page.pdf
    place = re.search(rb"q ([\d.]+) 0 0 ([\d.]+) ([\d.]+) ([\d.]+) cm /I\d+ Do", _unpacked(page.pdf))
    assert place is not None
    width, height, left, bottom = map(float, place.groups())
    assert (round(width), round(height)) == (179, 43), "as large as on a roll: 63 mm"
    assert abs(left + width / 2 - 595.28 / 2) < 1
    assert bottom > 700
    for other in ("assembly", "pickup"):
        assert b"/Subtype /Image" not in make_page({**RECEIPT, "kind": other}, printer, store, NOW).pdf


def _unpacked(pdf: bytes) -> bytes:
    """All streams of the file, read as text."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    unpacked = []
    for stream in packed:
        try:
            unpacked.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(unpacked)


@pytest.mark.parametrize(
    "told",
    [None, 7, "x", [None], [{}], [{"sha256": "../../etc/passwd"}], [{"sha256": "AB" * 32}], [{"sha256": 7}]],
)
def test_what_is_no_logo_in_the_configuration_is_passed_over(folder: DataFolder, told: Any) -> None:
    body = {"store": {"name": "Pod Żubrem", "logo": told}, "peripherals": []}
    keep_configuration(folder, body, None)
    assert load_configuration(folder).store["logo"] == []


@pytest.fixture
def box(folder: DataFolder, office: FakeOffice) -> Iterator[Callable[[], "subprocess.Popen[str]"]]:
    """Pairs the box once, then starts it as often as asked."""
    assert main(["--data", str(folder.root), "pair", "--office", office.url, "--code", "7K4M-Q2XD"]) == 0
    started: list[subprocess.Popen[str]] = []

    def start() -> "subprocess.Popen[str]":
        words = [sys.executable, "-m", "comptoir_store_server", "run"]
        environment = {**os.environ, "COMPTOIR_STORE_DATA": str(folder.root)}
        started.append(subprocess.Popen(words, env=environment, stderr=subprocess.DEVNULL, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait(10)


@pytest.fixture
def paper() -> Iterator[VirtualPrinter]:
    with VirtualPrinter() as paper:
        yield paper


def hang(office: FakeOffice, port: int) -> None:
    connection = {"type": "network", "host": "127.0.0.1", "port": port}
    facts = {"name": "Bar", "kind": "receipt_printer", "profile": "TM-T20II", "paper_width": 80}
    office.hang([{"id": "p1", "connection": connection, **facts}])


def test_the_box_fetches_it_once_and_prints_it_while_the_office_is_away(
    office: FakeOffice,
    folder: DataFolder,
    box: Callable[[], "subprocess.Popen[str]"],
    paper: VirtualPrinter,
    wait_for: WaitFor,
) -> None:
    logo = saved(picture())
    sha256 = hashlib.sha256(logo).hexdigest()
    hang(office, paper.port)
    office.give_logo(sha256, logo)
    process = box()
    wait_for(lambda: (folder.logos / f"{sha256}.png").is_file(), "the picture is on the disk", 30)
    office.order("j1", RECEIPT)
    wait_for(lambda: office.statuses("j1")[-1:] == ["printed"], "printed", 30)
    asked = [path for method, path, _ in office.books.requests if "/logos/" in path]
    assert len(asked) == 1
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    office.close()
    box()
    spool = Spool(folder.spool)
    job = {"id": "j2", "role": "receipt_printer", "peripheral_id": "p1", "document": RECEIPT}
    spool.accept([job], 0.0, utc_now())
    spool.close()
    papers = paper.wait_for_paper(2, timeout=30)
    assert papers.pictures
    assert differing(dots_of(papers).crop((108, 0, 468, 90)), picture()) <= 3


@pytest.mark.parametrize("wrong", ["other bytes", "too much"])
def test_a_picture_that_is_not_the_one_that_was_told_is_not_kept(
    office: FakeOffice,
    folder: DataFolder,
    box: Callable[[], "subprocess.Popen[str]"],
    paper: VirtualPrinter,
    wait_for: WaitFor,
    wrong: str,
) -> None:
    sent = saved(picture(mode="L")) if wrong == "other bytes" else b"\0" * (MOST_BYTES + 1)
    told = hashlib.sha256(b"something else" if wrong == "other bytes" else sent).hexdigest()
    hang(office, paper.port)
    office.give_logo(told, sent)
    box()
    office.order("j1", RECEIPT)
    wait_for(lambda: office.statuses("j1")[-1:] == ["printed"], "printed without it", 30)
    assert list(folder.logos.glob("*")) == []
    assert paper.wait_for_paper(1, timeout=30).pictures == []


def test_what_receipts_carry_no_more_is_cleared_away(
    office: FakeOffice,
    folder: DataFolder,
    box: Callable[[], "subprocess.Popen[str]"],
    wait_for: WaitFor,
) -> None:
    logo = saved(picture())
    path = folder.logos / f"{hashlib.sha256(logo).hexdigest()}.png"
    office.give_logo(path.stem, logo)
    box()
    wait_for(path.is_file, "the picture is on the disk", 30)
    office.hang([])
    wait_for(lambda: not path.exists(), "the picture is gone", 30)
