"""What becomes of an uploaded picture: black dots on white, as wide as the roll, or a reason why not."""

from io import BytesIO
from itertools import pairwise

import pytest
from PIL import Image, ImageDraw, ImageOps

from domain.refusal import Refusal
from services.stores.logo_pictures import BOXES, MOST_BYTES, MOST_DOTS, Method, draw_picture, read_picture
from tests.stores.pictures import png_that_claims, png_with_a_text_bomb, ring, saved

SIXTEEN_BITS = Image.frombytes("I;16", (64, 64), b"\x00\x20" * 32 * 64 + b"\xff\xff" * 32 * 64)


def opened(png: bytes) -> Image.Image:
    picture = Image.open(BytesIO(png))
    assert picture.format == "PNG"
    return picture


def refusal_of(data: bytes) -> Refusal:
    with pytest.raises(Refusal) as refused:
        read_picture(data)
    assert refused.value.field == "picture"
    return refused.value


@pytest.mark.parametrize(
    "file",
    [
        saved(ring()),
        saved(ring(), "JPEG"),
        saved(ring(), "WEBP"),
        saved(ring(mode="RGBA", colour=(20, 40, 160, 255))),
        saved(ring().convert("P")),
        saved(ring().convert("1")),
        saved(ring().convert("CMYK"), "JPEG"),
        saved(ring(4 * 504), "JPEG"),
        saved(ring().convert("L").convert("LA")),
    ],
    ids=["png", "jpeg", "webp", "clear", "palette", "bits", "cmyk", "large", "grey-clear"],
)
@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("paper_width", BOXES)
def test_a_ring_stays_a_ring(file: bytes, method: Method, paper_width: int) -> None:
    picture = opened(draw_picture(read_picture(file), method, paper_width))
    assert picture.mode == "1"
    assert all(ours <= most for ours, most in zip(picture.size, BOXES[paper_width], strict=True))
    width, height = picture.size
    assert abs(width - height) <= 1
    assert picture.getpixel((0, 0)) != 0, "white outside"
    assert picture.getpixel((width // 2, height // 2)) != 0, "white inside"
    black = picture.convert("L").crop((2, height // 2 - 2, width // 10, height // 2 + 2)).histogram()[0]
    assert black > 0, "the ring itself, right at the edge: the white around it was cut"


def test_sixteen_bits_are_not_taken_for_eight() -> None:
    picture = opened(read_picture(saved(SIXTEEN_BITS)))
    assert picture.size == (64, 32)
    assert picture.getextrema() == (32, 32)


def test_a_photograph_lies_as_it_was_taken() -> None:
    lying = Image.new("RGB", (300, 100), "white")
    ImageDraw.Draw(lying).rectangle((0, 0, 299, 40), fill="black")
    turned = Image.Exif()
    turned[0x0112] = 6
    picture = opened(read_picture(saved(lying, "JPEG", exif=turned)))
    assert picture.height > 4 * picture.width


def test_a_pale_logo_comes_out_black_by_one_level() -> None:
    pale = ring(colour=(255, 225, 120))
    assert min(ImageOps.grayscale(pale).tobytes()) > 200
    drawn = opened(draw_picture(read_picture(saved(pale)), Method.SHARP, 80))
    assert drawn.getextrema() == (0, 255)


def test_a_slope_of_grey_is_dots_with_shades_and_two_halves_with_sharp() -> None:
    slope = Image.linear_gradient("L").rotate(90).resize((400, 200))
    grey = read_picture(saved(slope))
    sharp = opened(draw_picture(grey, Method.SHARP, 80)).convert("L")
    shades = opened(draw_picture(grey, Method.SHADES, 80)).convert("L")
    middle = [each.crop((0, 50, each.width, 51)).tobytes() for each in (sharp, shades)]
    changes = [sum(a != b for a, b in pairwise(row)) for row in middle]
    assert changes[0] == 1
    assert changes[1] > 50


def test_the_same_picture_again_is_the_same_bytes() -> None:
    first, second = (draw_picture(read_picture(saved(ring())), Method.SHADES, 58) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (b"", "picture_missing"),
        (b"\0" * (MOST_BYTES + 1), "picture_too_heavy"),
        (b"not a picture", "picture_unreadable"),
        (saved(ring())[:200], "picture_unreadable"),
        (saved(ring(), "JPEG")[:300], "picture_unreadable"),
        (saved(ring(), "GIF"), "picture_unreadable"),
        (saved(ring(), "TIFF"), "picture_unreadable"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "picture_unreadable"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture_unreadable"),
        (png_that_claims(50_000, 50_000), "picture_too_large"),
        (png_that_claims(20_000, 20_000), "picture_too_large"),
        (png_that_claims(MOST_DOTS // 1000 + 1, 1000), "picture_too_large"),
        (png_that_claims(3000, 3000), "picture_unreadable"),
        (png_with_a_text_bomb(), "picture_unreadable"),
        (saved(Image.new("RGB", (300, 200), "white")), "picture_blank"),
        (saved(ring(mode="RGBA", colour=(255, 255, 255, 255))), "picture_blank"),
        (saved(Image.new("RGB", (300, 4), "black")), "picture_too_small"),
    ],
)
def test_what_is_no_logo_is_refused_with_its_reason(file: bytes, code: str) -> None:
    assert refusal_of(file).code == code
