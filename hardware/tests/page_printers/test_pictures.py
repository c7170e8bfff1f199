"""Pages of PDFs as pictures: ink where there should be ink, whatever the file; and no file does harm."""

import io
import random
import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from comptoir_store_server.page_printers.confined import Unreadable
from comptoir_store_server.page_printers.pictures import (
    LARGE_PICTURE,
    LONGEST_TEXT,
    MOST_DOTS,
    MOST_PAGES,
    SHARPNESS,
    picture,
    picture_apart,
)
from comptoir_store_server.page_printers.stamp import stamp
from comptoir_store_server.reasons import Reason
from strange_pdfs import (
    FONT,
    SQUARE,
    Sheet,
    document,
    drawing_bomb,
    encrypted,
    packed,
    ring_of_pages,
    stream,
    tree_of,
    unpacking_bomb,
    write,
)


def look(pdf: bytes, number: int = 1) -> Image.Image:
    return Image.open(io.BytesIO(picture(pdf, number).png))


def ink(image: Image.Image, left: float, top: float, right: float, bottom: float) -> float:
    """The part of a box that is dark; its corners in points from the upper left."""
    corners = [round(side * SHARPNESS) for side in (left, top, right, bottom)]
    box = image.convert("L").crop((corners[0], corners[1], corners[2], corners[3]))
    dark = box.point(lambda light: 255 if light < 100 else 0)
    return dark.histogram()[255] / (dark.width * dark.height)


def test_a_page_is_drawn_with_its_ink_in_its_place() -> None:
    image = look(document())
    assert image.size == (992, 1404)
    assert image.mode == "L", "black and white takes little room"
    assert ink(image, 52, 842 - 148, 148, 842 - 52) == 1.0, "the square"
    assert 0.05 < ink(image, 60, 842 - 425, 170, 842 - 400) < 0.8, "the word"
    assert ink(image, 200, 20, 580, 400) == 0.0, "the rest is white"


def test_each_page_is_shown_by_its_number() -> None:
    sheets = [
        Sheet("0 0 100 100", drawn=[f"BT /F 20 Tf 10 40 Td (Page {number}) Tj ET".encode()])
        for number in (1, 2, 3)
    ]
    pdf = document(*sheets)
    for number in (1, 2, 3):
        drawn = picture_apart(pdf, number)
        assert (drawn.number, drawn.pages, drawn.text) == (number, 3, f"Page {number}")
    assert picture(pdf, 99).number == 3, "behind the last page is the last page"
    assert picture(pdf, 0).number == 1


@pytest.mark.parametrize(
    ("turn", "corner"), [(0, (0, 742)), (90, (0, 0)), (180, (495, 0)), (270, (742, 495))]
)
def test_a_turned_page_is_seen_as_its_reader_sees_it(turn: int, corner: tuple[int, int]) -> None:
    image = look(document(Sheet(more=f"/Rotate {turn}", drawn=[b"0 g 0 0 100 100 re f"])))
    left, top = corner
    assert ink(image, left + 2, top + 2, left + 98, top + 98) == 1.0


@pytest.mark.parametrize(
    "box", ["0 0 14400 14400", "0 0 100000 3", "0 0 3 100000", "0 0 2384 3370", "0 0 1 1"]
)
def test_no_picture_has_more_dots_than_it_may(box: str) -> None:
    image = look(document(Sheet(box, drawn=())))
    assert max(image.size) <= MOST_DOTS + 1
    assert min(image.size) >= 1


def test_colours_stay_and_a_page_full_of_them_gets_fewer() -> None:
    red = look(document(Sheet(drawn=[b"1 0 0 rg 0 0 595 842 re f"])))
    assert red.convert("RGB").getpixel((500, 700)) == (255, 0, 0)
    noise = random.Random(5).randbytes(600 * 800 * 3)
    photo = packed(
        noise,
        "/Type /XObject /Subtype /Image /Width 600 /Height 800 /ColorSpace /DeviceRGB /BitsPerComponent 8",
    )
    page = (
        b"<< /Type /Page /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>"
    )
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        3: page,
    }
    drawn = picture(write({**objects, 4: stream(b"595 0 0 842 0 0 cm /I Do"), 5: photo}), 1)
    assert len(drawn.png) < 3 * LARGE_PICTURE
    assert Image.open(io.BytesIO(drawn.png)).mode == "P"


def test_the_word_on_a_copy_is_seen() -> None:
    before, after = look(document()), look(stamp(document(), "ДУБЛИКАТ"))
    changed = ImageChops.difference(before, after).getbbox()
    assert changed is not None
    left, top, right, bottom = (side / SHARPNESS for side in changed)
    assert abs((left + right) / 2 - 595 / 2) < 2
    assert 10 < top < bottom < 50
    assert "ДУБЛИКАТ" in picture(stamp(document(), "ДУБЛИКАТ"), 1).text


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="pdftoppm (poppler-utils) is not installed")
@pytest.mark.parametrize("turn", [0, 90])
def test_another_program_draws_the_same(turn: int, tmp_path: Path) -> None:
    pdf = stamp(document(Sheet(more=f"/Rotate {turn}")), "DUPLICATA")
    (tmp_path / "page.pdf").write_bytes(pdf)
    program = ["pdftoppm", "-r", "120", "-gray", str(tmp_path / "page.pdf")]
    theirs = Image.open(io.BytesIO(subprocess.run(program, check=True, capture_output=True).stdout))
    ours = look(pdf)
    assert all(abs(mine - other) <= 1 for mine, other in zip(ours.size, theirs.size, strict=True))
    small = [image.convert("L").resize((100, 100), Image.Resampling.BOX) for image in (ours, theirs)]
    assert max(ImageChops.difference(*small).tobytes()) < 90
    assert sum(ImageChops.difference(*small).tobytes()) < 10_000


def test_a_file_that_nobody_may_change_is_shown_all_the_same() -> None:
    assert picture_apart(encrypted(""), 1).text == "Rechnung"


def test_text_steers_nothing_and_has_an_end() -> None:
    long = b"BT /F 1 Tf 1 1 Td " + b"(<script>alert\\(1\\)</script> \\033[2J abcdefghij) Tj " * 1000 + b"ET"
    text = picture(document(Sheet(drawn=[long])), 1).text
    assert "\x1b" not in text
    assert len(text) <= LONGEST_TEXT


BAD: dict[str, tuple[Callable[[], bytes], Reason]] = {
    "a password": (lambda: encrypted("secret"), Reason.PDF_ENCRYPTED),
    "no PDF": (lambda: b"<!doctype html><script>", Reason.PDF_DAMAGED),
    "nothing": (lambda: b"", Reason.PDF_DAMAGED),
    "half a file": (lambda: document()[:200], Reason.PDF_DAMAGED),
    "pages in a ring": (ring_of_pages, Reason.PDF_DAMAGED),
    "one page too many": (lambda: document(*[Sheet(drawn=())] * (MOST_PAGES + 1)), Reason.PDF_TOO_LARGE),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_shown_says_why(name: str) -> None:
    make, reason = BAD[name]
    with pytest.raises(Unreadable) as refused:
        picture_apart(make(), 1)
    assert refused.value.reason == reason


GIANT = "/Width 60000 /Height 60000 /ColorSpace /DeviceRGB /BitsPerComponent 8"
BOMBS: dict[str, Callable[[], bytes]] = {
    "a billion pages": lambda: tree_of(9, 10),
    "drawings of drawings": drawing_bomb,
    "little that becomes much": unpacking_bomb,
    "an image of giants": lambda: write(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            3: b"<< /Type /Page /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /XObject << /I 5 0 R >> >> >>",
            4: stream(b"595 0 0 842 0 0 cm /I Do"),
            5: packed(
                bytes(10_000_000),
                f"/Type /XObject /Subtype /Image {GIANT}",
            ),
        }
    ),
    "a pattern of dust": lambda: document(
        Sheet(drawn=[b"/Pattern cs /P scn 0 0 595 842 re f"]),
        of_all="/Resources << /Pattern << /P << /PatternType 1 >> >> >>",
    ),
    "letters without an end": lambda: document(
        Sheet(drawn=[b"BT /F 9 Tf " + b"(xxxxxxxxxxxxxxxxxxxxxxxxxxxx) Tj " * 200_000 + b"ET"]),
        of_all=f"/Resources {FONT}",
    ),
    "the same square again and again": lambda: document(Sheet(drawn=[SQUARE * 20_000])),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_a_picture_or_none_and_takes_nothing_with_it(name: str) -> None:
    """Whether it can be drawn is the reader's matter: it ends, and what it says is small."""
    with suppress(Unreadable):
        drawn = picture_apart(BOMBS[name](), 1)
        assert max(Image.open(io.BytesIO(drawn.png)).size) <= MOST_DOTS + 1
        assert len(drawn.text) <= LONGEST_TEXT
    assert picture_apart(document(), 1).text == "Rechnung", "the next one is drawn"
