"""`python -m docs.screenshots`: photograph every page in every language, wide and narrow, light and dark."""

import argparse
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from docs.screenshots.camera import LOCALES, Camera, View, open_chromium
from docs.screenshots.pages import PAGES, README_PICTURES, PageToShow
from docs.screenshots.shop import open_shop

HERE = Path(__file__).parent
WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")
COLOURS = 128


def main() -> int:
    """0 when every page answered and fitted into its window."""
    options = read_arguments()
    with open_chromium() as browser:
        if options.readme:
            return complain(take_readme_pictures(browser, options.language))
        pages = [page for page in PAGES if not options.page or page.name in options.page]
        views = [View(width, scheme) for width in options.width for scheme in options.scheme]
        return complain(take_all(browser, options.language, pages, views, options.folder))


def read_arguments() -> argparse.Namespace:
    """Which pictures are wanted; without any choice all of them."""
    parser = argparse.ArgumentParser(prog="python -m docs.screenshots", description=__doc__)
    parser.add_argument("--folder", type=Path, default=HERE / "all", help="default: docs/screenshots/all")
    parser.add_argument("--language", nargs="+", choices=tuple(LOCALES), default=tuple(LOCALES))
    parser.add_argument("--width", nargs="+", type=int, default=WIDTHS, help="default: 1280 390")
    parser.add_argument("--scheme", nargs="+", choices=SCHEMES, default=SCHEMES)
    parser.add_argument("--page", nargs="+", choices=[page.name for page in PAGES], metavar="NAME")
    parser.add_argument("--readme", action="store_true", help="renew the few pictures that the README shows")
    return parser.parse_args()


def take_all(
    browser: Browser, languages: Iterable[str], pages: list[PageToShow], views: list[View], folder: Path
) -> list[str]:
    """`<folder>/<language>-<width>-<scheme>/<page>.png`; what looked wrong."""
    complaints = []
    for language in languages:
        with open_shop(language) as shop:
            camera = Camera(browser, shop)
            for view in views:
                place = folder / f"{language}-{view.width}-{view.scheme}"
                complaints += camera.photograph(pages, view, place)
                print(f"{place}: {len(pages)} pictures", flush=True)
    return complaints


def take_readme_pictures(browser: Browser, languages: Iterable[str]) -> list[str]:
    """The pictures of README_PICTURES and one paper, small enough to be committed."""
    complaints = []
    with tempfile.TemporaryDirectory() as name:
        for language in languages:
            with open_shop(language) as shop:
                camera = Camera(browser, shop)
                for picture in (picture for picture in README_PICTURES if picture.language == language):
                    page = next(page for page in PAGES if page.name == picture.page)
                    folder = Path(name) / picture.name
                    view = View(picture.width, picture.scheme)
                    complaints += camera.photograph([page], view, folder, whole=False)
                    shrink(folder / f"{page.name}.png", HERE / f"{picture.name}.png")
                if language == "pl":
                    shutil.copy(sorted(shop.papers.glob("*.png"))[0], Path(name) / "paper.png")
                    shrink(Path(name) / "paper.png", HERE / "paper-pl.png", colours=8)
    return complaints


def shrink(picture: Path, target: Path, colours: int = COLOURS) -> None:
    """The same picture in few colours."""
    with Image.open(picture) as image:
        image.convert("RGB").quantize(colours, dither=Image.Dither.NONE).save(target, optimize=True)
    print(f"{target}: {target.stat().st_size // 1024} KiB", flush=True)


def complain(complaints: list[str]) -> int:
    """Say what looked wrong; 1 when anything did."""
    print("\n".join(complaints) or "Every page answered and fits into its window.")
    return int(bool(complaints))


if __name__ == "__main__":
    raise SystemExit(main())
