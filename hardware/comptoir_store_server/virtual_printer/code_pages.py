"""Which letter a byte means: the code pages on a printer's slots, and its national variants of ASCII."""

from collections.abc import Mapping
from dataclasses import dataclass

UNKNOWN = "�"


@dataclass(frozen=True)
class CodePage:
    """One page of 128 upper letters; `codec` is None where Python has no table for it."""

    name: str
    codec: str | None

    def letter(self, byte: int) -> str | None:
        """The letter of an upper byte, or None if the page leaves the place empty."""
        if self.codec is None:
            return None
        try:
            letter = bytes([byte]).decode(self.codec)
        except UnicodeDecodeError:
            return None
        # Old tables keep control codes and private letters on places that a printer leaves empty.
        return letter if letter.isprintable() or letter == "\xa0" else None


def _page(name: str, codec: str | None = None) -> CodePage:
    return CodePage(name, codec)


CP437 = _page("CP437", "cp437")

_COMMON: Mapping[int, CodePage] = {
    0: CP437,
    1: _page("Katakana", "shift_jis"),
    2: _page("CP850", "cp850"),
    3: _page("CP860", "cp860"),
    4: _page("CP863", "cp863"),
    5: _page("CP865", "cp865"),
    16: _page("CP1252", "cp1252"),
    17: _page("CP866", "cp866"),
    18: _page("CP852", "cp852"),
    19: _page("CP858", "cp858"),
}

_EPSON: Mapping[int, CodePage] = {
    **_COMMON,
    11: _page("CP851"),
    12: _page("CP853"),
    13: _page("CP857", "cp857"),
    14: _page("CP737", "cp737"),
    15: _page("ISO8859-7", "iso8859_7"),
    30: _page("TCVN-3"),
    31: _page("TCVN-3"),
    32: _page("CP720", "cp720"),
    33: _page("CP775", "cp775"),
    34: _page("CP855", "cp855"),
    35: _page("CP861", "cp861"),
    36: _page("CP862", "cp862"),
    37: _page("CP864", "cp864"),
    38: _page("CP869", "cp869"),
    39: _page("ISO8859-2", "iso8859_2"),
    40: _page("ISO8859-15", "iso8859_15"),
    41: _page("CP1098"),
    42: _page("CP1118"),
    43: _page("CP1119"),
    44: _page("CP1125", "cp1125"),
    45: _page("CP1250", "cp1250"),
    46: _page("CP1251", "cp1251"),
    47: _page("CP1253", "cp1253"),
    48: _page("CP1254", "cp1254"),
    49: _page("CP1255", "cp1255"),
    50: _page("CP1256", "cp1256"),
    51: _page("CP1257", "cp1257"),
    52: _page("CP1258", "cp1258"),
    53: _page("KZ1048", "kz1048"),
}

# Cheap 58 mm printers repeat the pages from slot 50 on and have the Windows pages elsewhere than Epson.
_POS_5890: Mapping[int, CodePage] = {
    **_COMMON,
    56: _page("CP861", "cp861"),
    59: _page("CP866", "cp866"),
    60: _page("CP855", "cp855"),
    61: _page("CP857", "cp857"),
    62: _page("CP862", "cp862"),
    63: _page("CP864", "cp864"),
    64: _page("CP737", "cp737"),
    66: _page("CP869", "cp869"),
    71: _page("CP1252", "cp1252"),
    72: _page("CP1250", "cp1250"),
    73: _page("CP1251", "cp1251"),
    90: _page("CP1253", "cp1253"),
    91: _page("CP1254", "cp1254"),
    92: _page("CP1256", "cp1256"),
    93: _page("CP720", "cp720"),
    94: _page("CP1258", "cp1258"),
    95: _page("CP775", "cp775"),
}

PAGE_TABLES: Mapping[str, Mapping[int, CodePage]] = {"epson": _EPSON, "pos-5890": _POS_5890}

_NATIONAL_PLACES = "#$@[\\]^`{|}~"
_NATIONAL_SETS = (
    "#$@[\\]^`{|}~",  # 0 United States
    "#$à°ç§^`éùè¨",  # 1 France
    "#$§ÄÖÜ^`äöüß",  # 2 Germany
    "£$@[\\]^`{|}~",  # 3 United Kingdom
    "#$@ÆØÅ^`æøå~",  # 4 Denmark I
    "#¤ÉÄÖÅÜéäöåü",  # 5 Sweden
    "#$@°\\é^ùàòèì",  # 6 Italy
    "₧$@¡Ñ¿^`¨ñ}~",  # 7 Spain I
    "#$@[¥]^`{|}~",  # 8 Japan
    "#¤ÉÆØÅÜéæøåü",  # 9 Norway
    "#$ÉÆØÅÜéæøåü",  # 10 Denmark II
    "#$á¡Ñ¿é`íñóú",  # 11 Spain II
    "#$á¡Ñ¿éüíñóú",  # 12 Latin America
    "#$@[₩]^`{|}~",  # 13 Korea
    "#$ŽŠĐĆČžšđćč",  # 14 Slovenia and Croatia
    "#¥@[\\]^`{|}~",  # 15 China
    "#đ@[\\]^`{|}~",  # 16 Vietnam
    "#$@[\\]^`{|}~",  # 17 Arabia
)

NATIONAL_SETS: tuple[Mapping[str, str], ...] = tuple(
    dict(zip(_NATIONAL_PLACES, letters, strict=True)) for letters in _NATIONAL_SETS
)


def chinese_letter(pair: bytes) -> str | None:
    """The letter of two bytes in double-byte mode (GB 18030), or None if there is none."""
    try:
        return pair.decode("gb18030")
    except UnicodeDecodeError:
        return None
