"""Collect the words of pages and messages into the catalogues that translators fill in."""

import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

LANGUAGES = ("fr", "pl", "ru")
DOMAIN = "messages"
TEMPLATE = Path("translations") / f"{DOMAIN}.pot"

KEYWORDS = (
    "_", "gettext", "ngettext:1,2", "pgettext:1c,2", "npgettext:1c,2,3",
    "_l", "lazy_gettext", "_ln:1,2", "lazy_ngettext:1,2", "lazy_pgettext:1c,2", "lazy_npgettext:1c,2,3",
)  # fmt: skip
WIDTH = "110"
HEADING = "# The words of Comptoir, collected by `make translations`; not edited by hand.\n#"
UNSETTLED = (
    "# ",
    '"POT-Creation-Date',
    '"PO-Revision-Date',
    '"Last-Translator',
    '"Language-Team',
    '"Report-',
)


def run_pybabel(root: Path, *arguments: str) -> None:
    """Run one pybabel command in the project's folder; its complaints come out as they are."""
    command = [sys.executable, "-m", "babel.messages.frontend", "--quiet", *arguments]
    subprocess.run(command, cwd=root, check=True)


def get_catalogue_path(language: str) -> Path:
    """Where the words of one language stand."""
    return Path("translations") / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def extract(root: Path, target: Path) -> None:
    """Write every marked text of the source into a template, the same bytes for the same texts."""
    keywords = [f"--keyword={keyword}" for keyword in KEYWORDS]
    run_pybabel(
        root, "extract", "--mapping-file=babel.cfg", "--no-default-keywords", *keywords,
        "--add-comments=Translators:", "--strip-comments", "--add-location=file", "--sort-output",
        "--project=Comptoir", "--version=1", f"--width={WIDTH}", f"--output-file={target}", ".",
    )  # fmt: skip
    _settle_header(target)


def read_source_catalogue(root: Path) -> Catalog:
    """The marked texts of the source as it is now, without touching any file of the project."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / TEMPLATE.name
        extract(root, target)
        return read_catalogue(target)


def read_catalogue(path: Path, language: str | None = None) -> Catalog:
    """One catalogue file as Babel understands it."""
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN, abort_invalid=True)


def update(root: Path, language: str) -> None:
    """Bring one language's catalogue up to the template; a text that changed starts untranslated."""
    path = get_catalogue_path(language)
    places = [f"--input-file={TEMPLATE}", f"--output-file={path}", f"--locale={language}", f"--width={WIDTH}"]
    if (root / path).exists():
        rules = ("--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date")
        run_pybabel(root, "update", *rules, *places)
    else:
        run_pybabel(root, "init", *places)


def compile_catalogue(root: Path, language: str) -> None:
    """Make the file that the running office reads."""
    path = get_catalogue_path(language)
    run_pybabel(root, "compile", f"--input-file={path}", f"--output-file={path.with_suffix('.mo')}")


def _settle_header(template: Path) -> None:
    """Leave out what changes with the day and what only a translator can fill in."""
    text = template.read_text("utf-8")
    header, entries = text.split("\n\n", 1)
    kept = [line for line in header.splitlines() if line != "#" and not line.startswith(UNSETTLED)]
    template.write_text("\n".join([HEADING, *kept]) + "\n\n" + entries, "utf-8")


def get_texts(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """One text, or all forms of a counted one, always as a tuple."""
    if text is None:
        return ("",)
    return (text,) if isinstance(text, str) else tuple(text)


def is_translated(message: Message) -> bool:
    """Whether every form of a text has its translation."""
    return all(get_texts(message.string))


def main() -> None:
    """Extract, update and compile: the whole of `make translations`."""
    root = Path.cwd()
    extract(root, root / TEMPLATE)
    for language in LANGUAGES:
        update(root, language)
        compile_catalogue(root, language)
        catalogue = read_catalogue(root / get_catalogue_path(language), language)
        missing = [message for message in catalogue if message.id and not is_translated(message)]
        print(f"{language}: {len(catalogue)} texts, {len(missing)} to translate")


if __name__ == "__main__":
    main()
