"""Code 128, code set B: the bars of a short text, for a barcode that any scanner reads."""

START, STOP = 104, 106
#: white modules at both ends, without which scanners do not see the code
QUIET = 10
#: widths of bar, gap, bar, gap, bar, gap for each value; the stop sign has a seventh
_TABLE = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 "
    "122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 "
    "322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 "
    "112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 "
    "331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 "
    "112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 "
    "124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 "
    "411311 113141 114131 311141 411131 211412 211214 211232 2331112"
)
WIDTHS = tuple(_TABLE.split())


def values_of(text: str) -> list[int]:
    """The code's signs by number: start, one for each letter, check, stop.

    Raises ValueError for letters beyond printable ASCII.
    """
    if not text.isascii() or not text.isprintable():
        raise ValueError("Code 128 B writes printable ASCII only")
    letters = [ord(letter) - 32 for letter in text]
    check = (START + sum(place * value for place, value in enumerate(letters, start=1))) % 103
    return [START, *letters, check, STOP]


def bars_of(text: str) -> tuple[list[tuple[int, int]], int]:
    """Each bar as (left edge, width) in modules, and the width of the whole with its quiet zones."""
    bars: list[tuple[int, int]] = []
    left = QUIET
    steps = [int(step) for value in values_of(text) for step in WIDTHS[value]]
    for place, width in enumerate(steps):  # bars and gaps take turns, and every sign begins with a bar
        if place % 2 == 0:
            bars.append((left, width))
        left += width
    return bars, left + QUIET
