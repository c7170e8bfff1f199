"""What a well-known library sends is read back as what it was asked to print."""

import pytest
from escpos.printer import Dummy
from PIL import Image, ImageDraw

from comptoir_store_server.virtual_printer import Paper, read_papers
from comptoir_store_server.virtual_printer.events import FaultCode


def printed(job: Dummy) -> Paper:
    """The paper of a job, cut off."""
    job.cut()
    [paper] = read_papers(job.output)
    return paper


@pytest.mark.parametrize(
    "text",
    [
        "Œufs à la coque".replace("Œ", "OE"),
        "Crème brûlée, garçon, maïs, où, naïf",
        "Żurek z jajkiem, zażółć gęślą jaźń",
        "ZAŻÓŁĆ GĘŚLĄ JAŹŃ",
        "Борщ с пампушками, ёлка, Ъ Ы Ь Э",
        "12,50 zł · 7,20 €",
    ],
)
@pytest.mark.parametrize("profile", ["default", "TM-T20II"])
def test_text_of_four_languages(text: str, profile: str) -> None:
    job = Dummy(profile=profile)
    job.text(text + "\n")
    paper = printed(job)
    assert paper.lines[0] == text
    assert paper.faults == ()


def test_sizes_and_alignment() -> None:
    job = Dummy(profile="TM-T20II")
    job.set(align="center", bold=True, double_width=True, double_height=True)
    job.text("Total\n")
    [run] = printed(job).text_lines[0].runs
    assert (run.style.bold, run.style.width, run.style.height) == (True, 2, 2)


def test_qr_code() -> None:
    job = Dummy(profile="TM-T20II")
    job.qr("https://sklep.example/7Q", native=True, size=5)
    paper = printed(job)
    assert [(code.data, code.size) for code in paper.qr_codes] == [("https://sklep.example/7Q", 5)]
    assert paper.faults == ()


@pytest.mark.parametrize(("data", "kind"), [("5901234123457", "EAN13"), ("{B7Q-001", "CODE128")])
def test_barcode(data: str, kind: str) -> None:
    job = Dummy(profile="TM-T20II")
    job.barcode(data, kind, function_type="B" if kind == "CODE128" else "A")
    paper = printed(job)
    assert [barcode.data for barcode in paper.barcodes] == [data.removeprefix("{B")]
    assert paper.faults == ()


@pytest.mark.parametrize("way", ["bitImageRaster", "bitImageColumn", "graphics"])
def test_image(way: str) -> None:
    picture = Image.new("1", (64, 48), 1)
    ImageDraw.Draw(picture).rectangle((8, 8, 40, 30), fill=0)
    job = Dummy(profile="TM-T20II")
    job.image(picture, impl=way)
    paper = printed(job)
    dots = sum(
        byte.bit_count()
        for rows in [p.picture.rows for p in paper.pictures]
        + [picture.rows for line in paper.text_lines for _, picture in line.pictures]
        for byte in rows
    )
    assert dots == 33 * 23
    assert paper.faults == ()


def test_drawer_and_cut() -> None:
    job = Dummy(profile="TM-T20II")
    job.text("x\n")
    job.cashdraw(2)
    paper = printed(job)
    assert [pulse.pin for pulse in paper.pulses] == [2]
    assert paper.cut == "full"


def test_the_library_forgetting_a_reset_is_seen() -> None:
    job = Dummy(profile="TM-T20II")
    job.text("żółć\n")
    job.hw("INIT")
    job.text("żółć\n")
    first, second, *_ = printed(job).lines
    assert first == "żółć"
    assert second != "żółć"


def test_a_chinese_printer_shows_that_the_library_never_leaves_double_byte_mode() -> None:
    job = Dummy(profile="TM-T20II")
    job.text("zażółć\n")
    [paper] = read_papers(job.output, starts_in_kanji=True)
    assert FaultCode.DOUBLE_BYTE_TEXT in {fault.code for fault in paper.faults}
