"""A copy of somebody else's PDF says on every page that it is one, as readers written by others see it."""

import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import NamedTuple

import pytest

from comptoir_store_server.page_printers import confined
from comptoir_store_server.page_printers.confined import Unreadable, ask_apart
from comptoir_store_server.page_printers.stamp import MOST_PAGES, stamp, stamp_apart
from comptoir_store_server.printing.words import LANGUAGES, word
from comptoir_store_server.reasons import Reason
from strange_pdfs import (
    Sheet,
    document,
    drawing_bomb,
    encrypted,
    packed,
    ring_of_pages,
    tree_of,
    unpacking_bomb,
    write,
)

poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None or shutil.which("pdftoppm") is None,
    reason="pdftotext and pdftoppm (poppler-utils) are not installed",
)


class Word(NamedTuple):
    """A word on a page as a reader sees it, in points from its upper left corner."""

    page: int
    text: str
    left: float
    top: float
    right: float
    bottom: float


class Seen(NamedTuple):
    """All pages: their sizes, and the words on them."""

    sizes: list[tuple[float, float]]
    words: list[Word]

    def find(self, text: str) -> list[Word]:
        return [each for each in self.words if each.text == text]


def read(pdf: bytes, folder: Path) -> Seen:
    """As poppler reads it: turned, cut to what is seen."""
    file = folder / "read.pdf"
    file.write_bytes(pdf)
    program = ["pdftotext", "-bbox", "-cropbox", str(file), "-"]
    done = subprocess.run(program, check=True, capture_output=True, text=True)
    assert not done.stderr.replace("no word list\n", ""), "nothing in it that a reader has to mend"
    sizes, words = [], []
    for page in re.findall(r"<(?:page|word) [^>]*>(?:[^<]*</word>)?", done.stdout):
        told = {name: float(value) for name, value in re.findall(r'(\w+)="([-\d.]+)"', page)}
        if page.startswith("<page"):
            sizes.append((told["width"], told["height"]))
            continue
        text = unescape(re.sub("<[^>]*>", "", page))
        words.append(Word(len(sizes), text, told["xMin"], told["yMin"], told["xMax"], told["yMax"]))
    return Seen(sizes, words)


class Picture(NamedTuple):
    """A page in grey, a point a dot."""

    width: int
    height: int
    dots: bytes

    def at(self, x: float, y: float) -> int:
        return self.dots[int(y) * self.width + int(x)]

    def is_black(self, left: float, top: float, right: float, bottom: float) -> bool:
        rows = range(int(top), int(bottom))
        return all(
            max(self.dots[row * self.width + int(left) : row * self.width + int(right)]) < 64 for row in rows
        )


def draw(pdf: bytes, folder: Path, number: int = 1) -> Picture:
    """As poppler draws it."""
    file = folder / "drawn.pdf"
    file.write_bytes(pdf)
    program = ["pdftoppm", "-r", "72", "-gray", "-cropbox", "-f", str(number), "-l", str(number), str(file)]
    done = subprocess.run(program, check=True, capture_output=True)
    kind, size, deep, dots = done.stdout.split(b"\n", 3)
    assert (kind, deep) == (b"P5", b"255")
    width, height = map(int, size.split())
    return Picture(width, height, dots)


@poppler
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_in_the_language_of_the_slip_is_on_every_page(language: str, tmp_path: Path) -> None:
    mark = word(language, "duplicate")
    seen = read(stamp(document(Sheet(), Sheet("0 0 842 595"), Sheet(drawn=())), mark), tmp_path)
    assert [each.page for each in seen.find(mark)] == [1, 2, 3]
    assert [each.page for each in seen.find("Rechnung")] == [1, 2]
    for each in seen.find(mark):
        width, height = seen.sizes[each.page - 1]
        assert each.top < height * 0.06, "it stands in the upper margin"
        assert abs((each.left + each.right) / 2 - width / 2) < 1, "and in its middle"
        assert 12 < each.bottom - each.top < 30, "large enough to be read"


@poppler
def test_the_font_travels_along(tmp_path: Path) -> None:
    file = tmp_path / "copy.pdf"
    file.write_bytes(stamp(document(Sheet(drawn=())), "ДУБЛИКАТ"))
    told = subprocess.run(["pdffonts", str(file)], check=True, capture_output=True, text=True).stdout
    (line,) = told.splitlines()[2:]
    assert "IBMPlexMonoBold" in line
    assert line.split()[-5:-2] == ["yes", "yes", "yes"], "embedded, only the letters needed, readable"


PAPERS = {
    "A4": "0 0 595 842",
    "A4 on its side": "0 0 842 595",
    "A5": "0 0 420 595",
    "a label": "0 0 170 113",
    "a roll": "0 0 226 1400",
    "a poster": "0 0 2384 3370",
    "far from the origin": "-3000 7000 -2405 7842",
    "corners the other way round": "595 842 0 0",
}


@poppler
@pytest.mark.parametrize("turn", [0, 90, 180, 270, -90, 450])
@pytest.mark.parametrize("paper", PAPERS)
def test_it_stands_upright_at_the_top_of_any_paper(paper: str, turn: int, tmp_path: Path) -> None:
    seen = read(stamp(document(Sheet(PAPERS[paper], f"/Rotate {turn}")), "DUPLIKAT"), tmp_path)
    (mark,) = seen.find("DUPLIKAT")
    (size,) = seen.sizes  # told as if it were not turned
    width, height = size if turn % 180 == 0 else size[::-1]
    assert abs((mark.left + mark.right) / 2 - width / 2) < 1
    assert 0 <= mark.top < mark.bottom < height * 0.26
    assert mark.right - mark.left > 3 * (mark.bottom - mark.top), "it is not turned with the page"
    assert mark.right - mark.left < width * 0.85


@poppler
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_page_under_it_is_as_it_was(turn: int, tmp_path: Path) -> None:
    original = document(Sheet(more=f"/Rotate {turn}"))
    before, after = draw(original, tmp_path), draw(stamp(original, "DUPLIKAT"), tmp_path)
    assert before[:2] == after[:2]
    changed = [
        place for place, pair in enumerate(zip(before.dots, after.dots, strict=True)) if pair[0] != pair[1]
    ]
    rows = {place // before.width for place in changed}
    assert min(rows) >= 10
    assert max(rows) <= 45, "only where the frame stands"


@poppler
def test_what_is_cut_off_does_not_count(tmp_path: Path) -> None:
    cut = Sheet("0 0 1000 1000", "/CropBox [100 200 700 900]")
    seen = read(stamp(document(cut), "DUPLIKAT"), tmp_path)
    assert seen.sizes == [(600, 700)]
    (mark,) = seen.find("DUPLIKAT")
    assert abs((mark.left + mark.right) / 2 - 300) < 1
    assert 0 < mark.top < 40


@poppler
def test_it_is_readable_on_a_page_that_is_black(tmp_path: Path) -> None:
    black = Sheet(drawn=[b"0 g 0 0 595 842 re f"])
    copy = stamp(document(black), "DUPLIKAT")
    (mark,) = read(copy, tmp_path).find("DUPLIKAT")
    drawn = draw(copy, tmp_path)
    assert drawn.at(20, 20) == 0
    line = [drawn.at(x, mark.bottom) for x in range(int(mark.left), int(mark.right))]
    assert min(line) > 192, "white under the letters"


STATES = {
    "a state that is not given back": [b"q 0.1 0 0 0.1 0 0 cm " + b"1 0 0 RG"],
    "more given back than taken": [b"Q Q Q 0.1 0 0 0.1 300 300 cm"],
    "a clip to nothing": [b"0 0 1 1 re W n"],
    "words that never end": [b"BT /F 200 Tf 3 Tr"],
    "cut in the middle": [b"q 0 g 50 50 100 100", b"re f BT /F 24 Tf 60 400 Td", b"(Rechnung) Tj ET Q"],
    "no words at all": [b"\x00\xff not of this language (("],
}


@poppler
@pytest.mark.parametrize("name", STATES)
def test_whatever_the_page_leaves_behind(name: str, tmp_path: Path) -> None:
    copy = stamp(document(Sheet(drawn=STATES[name])), "DUPLIKAT")
    file = tmp_path / "copy.pdf"
    file.write_bytes(copy)
    told = subprocess.run(["pdftotext", "-bbox", str(file), "-"], check=True, capture_output=True, text=True)
    assert "DUPLIKAT</word>" in told.stdout
    drawn = draw(copy, tmp_path)
    dark = sum(drawn.at(x, y) < 128 for x in range(250, 345) for y in range(15, 40))
    assert dark > 150, "frame and letters are there"
    if name == "cut in the middle":
        assert drawn.is_black(52, 842 - 148, 148, 842 - 52)
        assert "Rechnung</word>" in told.stdout


@poppler
def test_pages_that_share_what_they_draw_go_on_sharing_it(tmp_path: Path) -> None:
    many = dict.fromkeys(range(10, 60), b"<< /Type /Page /Parent 2 0 R /Contents 5 0 R >>")
    kids = " ".join(f"{number} 0 R" for number in many)
    noise = random.Random(7).randbytes(300_000)
    shared = write(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: f"<< /Type /Pages /Count 50 /MediaBox [0 0 595 842] /Kids [{kids}] >>".encode(),
            5: packed(b"% " + noise.replace(b"\n", b"").replace(b"\r", b"")),
            **many,
        }
    )
    copy = stamp(shared, "DUPLIKAT")
    assert len(copy) < len(shared) + 100_000
    assert len(read(copy, tmp_path).find("DUPLIKAT")) == 50


@poppler
def test_a_page_that_comes_twice_has_one_frame(tmp_path: Path) -> None:
    twice = write(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Count 2 /Kids [3 0 R 3 0 R] >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        }
    )
    assert [each.page for each in read(stamp(twice, "DUPLIKAT"), tmp_path).words] == [1, 2]


@poppler
def test_a_file_whose_table_is_lost_is_read_all_the_same(tmp_path: Path) -> None:
    torn = re.sub(rb"startxref\n\d+", b"startxref\n7", document(Sheet(), Sheet()))
    assert len(read(stamp(torn, "DUPLIKAT"), tmp_path).find("DUPLIKAT")) == 2


BAD: dict[str, tuple[Callable[[], bytes], Reason]] = {
    "a password": (lambda: encrypted("secret"), Reason.PDF_ENCRYPTED),
    "a file that nobody may change": (lambda: encrypted(""), Reason.PDF_ENCRYPTED),
    "nothing in it": (lambda: b"%PDF-1.7\n%%EOF\n", Reason.PDF_DAMAGED),
    "half a file": (lambda: document()[:300] + b"%%EOF", Reason.PDF_DAMAGED),
    "noise": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 200 + b"%%EOF", Reason.PDF_DAMAGED),
    "no pages": (
        lambda: write({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Count 0 /Kids [] >>"}),
        Reason.PDF_DAMAGED,
    ),
    "pages that are a number": (lambda: write({1: b"<< /Type /Catalog /Pages 17 >>"}), Reason.PDF_DAMAGED),
    "pages in a ring": (lambda: ring_of_pages(), Reason.PDF_DAMAGED),
    "a page of no size": (lambda: document(Sheet("0 0 0 0")), Reason.PDF_DAMAGED),
    "a page smaller than a letter": (lambda: document(Sheet("0 0 5 5")), Reason.PDF_DAMAGED),
    "a page whose size is a word": (lambda: document(Sheet("0 0 wide high")), Reason.PDF_DAMAGED),
    "a page as long as a street": (lambda: document(Sheet("0 0 595 99999999")), Reason.PDF_TOO_LARGE),
    "a page of large units": (lambda: document(Sheet(more="/UserUnit 70000")), Reason.PDF_TOO_LARGE),
    "one page too many": (lambda: document(*[Sheet(drawn=())] * (MOST_PAGES + 1)), Reason.PDF_TOO_LARGE),
    "ten thousand pages": (lambda: document(*[Sheet(drawn=())] * 10_000), Reason.PDF_TOO_LARGE),
    "a billion pages in a kilobyte": (lambda: tree_of(9, 10), Reason.PDF_TOO_LARGE),
    "pages a thousand deep": (lambda: tree_of(1000 - 910, 1), Reason.PDF_TOO_LARGE),
    "little that becomes much": (lambda: unpacking_bomb(), Reason.PDF_TOO_LARGE),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_marked_says_why(name: str) -> None:
    make, reason = BAD[name]
    with pytest.raises(Unreadable) as refused:
        stamp_apart(make(), "DUPLIKAT")
    assert refused.value.reason == reason


@poppler
def test_a_bomb_of_drawings_is_marked_without_being_lit(tmp_path: Path) -> None:
    copy = stamp(drawing_bomb(), "DUPLIKAT")
    assert copy.startswith(b"%PDF-1.7")
    assert len(copy) < 50_000
    assert b"/Mark Do" in copy


# The program that opens such a file, whatever it is made to do.

PROGRAMS = {
    "reckons without an end": ("while True: pass", Reason.PDF_TOO_LARGE),
    "takes all the memory": ("x = b'x' * 10**10", Reason.PDF_TOO_LARGE),
    "dies": ("import os; os.abort()", Reason.PDF_TOO_LARGE),
    "talks without an end": (
        "import sys\nwhile True: sys.stdout.buffer.write(b'x' * 65536)",
        Reason.PDF_TOO_LARGE,
    ),
    "writes a file": (
        "import os; os.write(os.open('written', os.O_CREAT | os.O_WRONLY), b'x')",
        Reason.PDF_TOO_LARGE,
    ),
    "says something that is no reason": (
        "import os; os.write(1, b'\\xff\\x00'); os._exit(3)",
        Reason.PDF_DAMAGED,
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_that_runs_wild_ends(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deed, reason = PROGRAMS[name]
    text = "from comptoir_store_server.page_printers import confined\n"
    (tmp_path / "wild.py").write_text(f"{text}confined.confine(2)\n{deed}")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Unreadable) as refused:
        ask_apart("wild", [], b"%PDF-", 1000)
    assert refused.value.reason == reason
    assert not (tmp_path / "written").exists() or (tmp_path / "written").stat().st_size == 0


def test_a_program_that_waits_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "slow.py").write_text("import time\ntime.sleep(3600)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(confined, "PATIENCE", 0.2)
    with pytest.raises(Unreadable) as refused:
        ask_apart("slow", [], b"", 1000)
    assert refused.value.reason == Reason.PDF_TOO_LARGE


def test_it_is_told_nothing_of_the_shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nosy.py").write_text("import os\nos.write(1, '\\n'.join(os.environ).encode())")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("COMPTOIR_SECRET", "the shop's")
    assert b"COMPTOIR_SECRET" not in ask_apart("nosy", [], b"", 1000)


def test_the_libraries_stay_outside() -> None:
    light = (
        "import sys; from comptoir_store_server.page_printers.worker import PagePrinterWorker;"
        "sys.exit('pypdf' in sys.modules or 'fpdf' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", light], check=False, timeout=120).returncode == 0
