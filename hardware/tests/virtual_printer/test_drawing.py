"""The picture of a paper shows what is on it."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from comptoir_store_server.virtual_printer import Paper, VirtualPrinter, read_papers

Send = Callable[[VirtualPrinter, bytes], None]
CUT = b"\x1dVB\x00"


def picture(paper: Paper) -> Image.Image:
    """The paper's PNG."""
    return Image.open(io.BytesIO(paper.png)).convert("L")


def one(job: bytes, width: int = 576) -> Paper:
    """The paper of a job."""
    [paper] = read_papers(job + CUT, width)
    return paper


def ink(paper: Paper) -> tuple[int, int, int, int]:
    """The box of everything dark."""
    box = picture(paper).point(lambda tone: 255 if tone < 90 else 0).getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize(("width", "pixels"), [(576, 688), (384, 512)])
def test_paper_has_the_width_of_its_roll(width: int, pixels: int) -> None:
    assert picture(one(b"x\n", width)).width == pixels


@pytest.mark.parametrize("letter", "ąćęłńóśźżĄĆĘŁŃÓŚŹŻбБжЖщЩыэёЁéèêçàùïôœ€£«»№")
def test_every_letter_has_its_own_shape(letter: str) -> None:
    from comptoir_store_server.virtual_printer.events import Style
    from comptoir_store_server.virtual_printer.lettering import letter as draw

    shape = draw(letter, Style(), 12).tobytes()
    assert len(set(shape)) > 2
    assert shape != draw("�", Style(), 12).tobytes()
    assert shape != draw("o", Style(), 12).tobytes()


def test_alignment_moves_the_ink() -> None:
    left, centre, right = (ink(one(b"\x1ba" + bytes([n]) + b"MMMM\n")) for n in (0, 1, 2))
    assert left[0] < 62
    assert abs((centre[0] + centre[2]) / 2 - 344) < 4
    assert right[2] > 626


def test_double_size_doubles_the_ink() -> None:
    small, large = ink(one(b"MMMM\n")), ink(one(b"\x1d!\x11MMMM\n"))
    assert large[2] - large[0] > 1.9 * (small[2] - small[0]) - 4
    assert large[3] - large[1] > 1.8 * (small[3] - small[1])


def darkness(paper: Paper) -> float:
    """How much ink there is."""
    return sum(255 - tone for tone in picture(paper).tobytes()) / 255


def test_bold_underline_and_inverse_need_more_ink() -> None:
    plain = darkness(one(b"Total\n"))
    assert darkness(one(b"\x1bE\x01Total\n")) > plain + 20
    assert darkness(one(b"\x1b-\x02Total\n")) > plain + 60
    assert darkness(one(b"\x1dB\x01Total\n")) > plain + 500


def test_the_qr_code_is_printed_module_by_module() -> None:
    import segno

    store = b"\x1d(k\x0b\x001P0HELLO 12"
    paper = one(b"\x1d(k\x03\x001C\x04\x1d(k\x03\x001E1" + store + b"\x1d(k\x03\x001Q0")
    drawn, left, top = picture(paper), 24 + 32, 24 + 28
    modules = segno.make_qr(b"HELLO 12", error="M", boost_error=False).matrix
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            assert (drawn.getpixel((left + 4 * x + 2, top + 4 * y + 2)) < 90) is bool(dark)  # type: ignore[operator]


def test_raster_dots_are_where_they_were_sent() -> None:
    drawn = picture(one(b"\x1dv0\x00\x01\x00\x02\x00\x81\x40"))
    row = [[drawn.getpixel((56 + x, 52 + y)) < 90 for x in range(8)] for y in range(2)]  # type: ignore[operator]
    assert row == [[True, *[False] * 6, True], [False, True, *[False] * 6]]


def test_a_pulse_is_noted_under_the_paper() -> None:
    with_pulse, without = picture(one(b"x\n\x1bp\x00\x32\xff")), picture(one(b"x\n"))
    assert with_pulse.height > without.height


def test_papers_are_saved_and_numbered_on_after_a_restart(tmp_path: Path, cut_after: Send) -> None:
    for text in (b"\x1bt\x11\x81\xae\xe0\xe9\n", b"two\n"):
        with VirtualPrinter(folder=tmp_path) as printer:
            cut_after(printer, text)
            printer.wait_for_paper()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "paper-000001.json", "paper-000001.png", "paper-000002.json", "paper-000002.png",
    ]  # fmt: skip
    saved = json.loads((tmp_path / "paper-000001.json").read_text())
    assert (saved["number"], saved["lines"], saved["code_pages"]) == (1, ["Борщ"], ["CP866"])
    with Image.open(tmp_path / "paper-000002.png") as saved_picture:
        assert saved_picture.width == 688
