"""The list of pages to photograph is complete, and says nothing that is not so."""

from pathlib import Path

from flask import Flask
from werkzeug.exceptions import NotFound

from docs.screenshots.pages import NOT_PAGES, PAGES, README_PICTURES
from docs.screenshots.shop import changed_products
from domain.places import LANGUAGES

FOLDER = Path(__file__).parent.parent.parent / "docs" / "screenshots"


def test_every_page_is_photographed_or_named_as_no_page(app: Flask) -> None:
    every = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert photographed(app) | set(NOT_PAGES) == every


def test_no_page_is_both_photographed_and_named_as_no_page(app: Flask) -> None:
    assert not photographed(app) & set(NOT_PAGES)


def test_each_picture_has_a_name_of_its_own() -> None:
    assert len({page.name for page in PAGES}) == len(PAGES)


def test_the_pictures_of_the_readme_are_there_and_in_all_languages() -> None:
    assert {picture.page for picture in README_PICTURES} <= {page.name for page in PAGES}
    assert {picture.language for picture in README_PICTURES} == set(LANGUAGES)
    assert all((FOLDER / f"{picture.name}.png").exists() for picture in README_PICTURES)


def test_the_product_file_for_the_preview_has_good_and_bad_lines() -> None:
    for language in LANGUAGES:
        lines = changed_products(language).decode().splitlines()
        assert len(lines) == 11
        assert lines[-2].startswith((",", ";"))


def photographed(app: Flask) -> set[str]:
    """The endpoints behind the addresses of the list."""
    found = set()
    for page in PAGES:
        try:
            endpoint, _values = app.url_map.bind("shop.example").match(
                page.path.replace("{", "").replace("}", "")
            )
        except NotFound:
            assert page.name == "not-found"
        else:
            found.add(endpoint)
    return found
