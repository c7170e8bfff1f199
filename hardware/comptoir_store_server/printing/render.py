"""One job to bytes: choose the language, lay the document out, write it in letters or as a picture."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from comptoir_store_server.configuration import Peripheral
from comptoir_store_server.printing.assembly import sift_slip
from comptoir_store_server.printing.calibration import UnreadableSheet, write_sheet
from comptoir_store_server.printing.context import PaperContext
from comptoir_store_server.printing.encoder import LanguageEncoder, encoder_for, tidy
from comptoir_store_server.printing.escpos import PULSE, write_letters, write_picture
from comptoir_store_server.printing.lines import Paper, PaperLine
from comptoir_store_server.printing.logo import find_logo
from comptoir_store_server.printing.papers import lay_out_report, lay_out_slip, lay_out_test, lay_out_text
from comptoir_store_server.printing.raster import TooLong, has_glyph
from comptoir_store_server.printing.receipt import lay_out_receipt
from comptoir_store_server.printing.words import SAMPLES, paper_language
from comptoir_store_server.profiles import Profile, find_profile
from comptoir_store_server.reasons import Reason

LAYOUTS: dict[str, Callable[[Paper, dict[str, Any], PaperContext], None]] = {
    "receipt": lay_out_receipt,
    "pickup": lay_out_slip,
    "assembly": lay_out_slip,
    "report": lay_out_report,
    "test": lay_out_test,
    "text": lay_out_text,
}


class UnsupportedDocument(Exception):
    """A kind of document that a receipt printer cannot print."""


@dataclass(frozen=True)
class Rendered:
    """The bytes of one copy, and what to tell about how it was written."""

    data: bytes
    note: Reason | None
    characters_missing: frozenset[str] = frozenset()
    #: What opens the drawer, with which the data begin.
    pulse: bytes = b""

    def in_copies(self, count: int) -> bytes:
        """All copies, one after the other; the drawer opens once, with the first."""
        return self.data + self.data[len(self.pulse) :] * (count - 1)

    def with_drawer_shut(self) -> "Rendered":
        """The same paper, of which is told that its drawer was left out."""
        return replace(self, note=Reason.DRAWER_LEFT_OUT)


def render(
    document: dict[str, Any],
    peripheral: Peripheral,
    store: dict[str, Any],
    now: datetime,
    *,
    pulse: bytes = PULSE,
    redirected_from: str | None = None,
    options: Mapping[str, Any] | None = None,
) -> Rendered:
    """The bytes of this document on this printer; `pulse` opens the drawer of the till that wants it.

    `redirected_from` is the printer in whose place it is printed, which the first line says; `options` are
    the switches of the till's route. Raises UnsupportedDocument, NothingToPrint.
    """
    kind = str(document.get("kind"))
    if kind == "drawer":
        return Rendered(pulse, None)
    if kind == "calibration":
        return Rendered(_calibrate(document), None)
    if kind not in LAYOUTS:
        raise UnsupportedDocument(kind)
    document = sift_slip(document, options)
    language = paper_language(
        document.get("language"), (options or {}).get("language"), peripheral.language, store.get("language")
    )
    profile = _profile_of(peripheral.profile, peripheral.paper_mm, tuple(peripheral.code_pages.items()))
    context = PaperContext(language, store, peripheral.name, peripheral.address, peripheral.profile, now)
    context = replace(context, logo=find_logo(store, profile.dots))
    is_opening = document.get("open_drawer") and not document.get("duplicate")
    document = {**document, "redirected_from": redirected_from}
    pulse = pulse if is_opening else b""
    if peripheral.as_image:
        return _draw(document, context, profile, pulse)
    return _write(document, context, profile, pulse, tuple(peripheral.code_pages))


@lru_cache(maxsize=64)
def _profile_of(name: str, paper_mm: int, code_pages: tuple[tuple[str, int], ...]) -> Profile:
    """The model for this paper, put together once for all jobs."""
    return find_profile(name, paper_mm, dict(code_pages))


def _calibrate(document: dict[str, Any]) -> bytes:
    try:
        return write_sheet(document)
    except UnreadableSheet as problem:
        raise UnsupportedDocument(str(problem)) from problem


def _write(
    document: dict[str, Any], context: PaperContext, profile: Profile, pulse: bytes, found: tuple[str, ...]
) -> Rendered:
    encoder = encoder_for(tuple(profile.slots.items()), context.language, found)
    if found:  # a person calibrated it and looks whether it helped: no other language is cause for a picture
        context = replace(context, samples=_writable_samples(context.language, encoder))
    lines = _lay_out(document, context, profile.columns, encoder.fit)
    try:
        return Rendered(pulse + write_letters(lines, profile, encoder), None, pulse=pulse)
    except UnicodeEncodeError:  # a letter that no page has
        return _draw(document, context, profile, pulse)


def _writable_samples(language: str, encoder: LanguageEncoder) -> tuple[str, ...]:
    return tuple(
        text for key, text in SAMPLES.items() if key == language or not encoder.lost(encoder.fit(text))
    )


def _draw(document: dict[str, Any], context: PaperContext, profile: Profile, pulse: bytes) -> Rendered:
    lines = _lay_out(document, context, profile.columns, tidy)
    missing = frozenset(filter(lambda letter: not has_glyph(letter), {*"".join(line.text for line in lines)}))
    note = Reason.LETTERS_MISSING if missing else Reason.AS_IMAGE
    try:
        return Rendered(pulse + write_picture(lines, profile), note, missing, pulse)
    except TooLong as error:
        raise UnsupportedDocument("longer than a roll") from error


def _lay_out(
    document: dict[str, Any], context: PaperContext, columns: int, fit: Callable[[str], str]
) -> list[PaperLine]:
    paper = Paper(columns, fit)
    if document.get("redirected_from"):
        paper.add_centred(f"{context.word('redirected')} {document['redirected_from']}", bold=True)
    LAYOUTS[str(document["kind"])](paper, document, context)
    return paper.lines
