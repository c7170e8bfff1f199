"""A catalogue with any hole in it does not pass."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from checks.catalogues import TEMPLATE, extract, get_catalogue_path, read_catalogue, read_source_catalogue
from checks.translations import check_language, find_problems, find_stale_texts

MAPPING = "[python: **.py]\n[jinja2: templates/**.*]\ntrimmed = true\n"
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plural}\\n"

"""
FEW = "n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20)"
PLURALS = {
    "fr": "nplurals=2; plural=(n > 1);",
    "pl": f"nplurals=3; plural=(n==1 ? 0 : {FEW} ? 1 : 2);",
    "ru": f"nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : {FEW} ? 1 : 2);",
}
RECEIPTS = 'msgid "%(num)d receipt"\nmsgid_plural "%(num)d receipts"\n'


def write_catalogue(root: Path, language: str, entries: str, plural: str | None = None) -> None:
    path = root / get_catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    header = HEADER.format(language=language, plural=plural or PLURALS[language])
    path.write_text(header + entries, "utf-8")


def find_in(root: Path, language: str, entries: str, plural: str | None = None) -> list[str]:
    """What the check says of a catalogue, apart from texts that the sources do not have."""
    write_catalogue(root, language, entries, plural)
    return [finding.message for finding in check_language(root, language, Catalog())]


@pytest.mark.parametrize(
    ("language", "entries", "complaint"),
    [
        ("fr", 'msgid "Store"\nmsgstr ""\n', "is not translated"),
        ("fr", '#, fuzzy\nmsgid "Store"\nmsgstr "Magasin"\n', "fuzzy"),
        ("fr", '#~ msgid "Store"\n#~ msgstr "Magasin"\n', "obsolete"),
        ("fr", 'msgid "Hello %(name)s"\nmsgstr "Bonjour"\n', "placeholders differ"),
        ("fr", 'msgid "Hello %(name)s"\nmsgstr "Bonjour %(nom)s"\n', "placeholders differ"),
        ("fr", 'msgid "%(n)d %%"\nmsgstr "%(n)d %"\n', "a lone %"),
        ("fr", 'msgid "<b>Store</b>"\nmsgstr "<b>Magasin"\n', "tags differ"),
        ("fr", 'msgid "Store "\nmsgstr "Magasin"\n', "another space"),
        ("fr", 'msgid "Open?"\nmsgstr "Ouvrir ?"\n', "no-break space"),
        ("pl", 'msgid "Keep it in a safe place"\nmsgstr "Keep it in a safe place"\n', "same as in English"),
        ("pl", RECEIPTS + 'msgstr[0] "%(num)d paragon"\nmsgstr[1] "%(num)d paragony"\n', "not translated"),
        (
            "pl",
            RECEIPTS + 'msgstr[0] "paragon"\nmsgstr[1] "%(num)d paragony"\nmsgstr[2] "%(num)d paragonów"\n',
            "placeholders differ",
        ),
        (
            "fr",
            'msgid "One receipt"\nmsgid_plural "%(num)d receipts"\n'
            'msgstr[0] "%(num)d ticket"\nmsgstr[1] "%(num)d tickets"\n',
            "different placeholders",
        ),
    ],
)
def test_a_hole_is_found(tmp_path: Path, language: str, entries: str, complaint: str) -> None:
    problems = find_in(tmp_path, language, entries)

    assert any(complaint in problem for problem in problems), problems


def test_a_wrong_plural_rule_is_found(tmp_path: Path) -> None:
    (problem,) = find_in(tmp_path, "ru", 'msgid "Store"\nmsgstr "Магазин"\n', plural=PLURALS["pl"])

    assert "plural rule" in problem


def test_too_few_plural_forms_are_found(tmp_path: Path) -> None:
    entries = RECEIPTS + 'msgstr[0] "%(num)d чек"\nmsgstr[1] "%(num)d чека"\n'

    problems = find_in(tmp_path, "ru", entries, plural=PLURALS["fr"])

    assert any("has 2 plural forms instead of 3" in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("language", "entries"),
    [
        ("fr", 'msgid "Open %(name)s?"\nmsgstr "Ouvrir %(name)s\u00a0?"\n'),
        ("fr", 'msgid "<b>Store</b> of %(name)s"\nmsgstr "%(name)s a <b>ce magasin</b>"\n'),
        ("pl", 'msgid "PIN"\nmsgstr "PIN"\n'),
        (
            "ru",
            RECEIPTS + 'msgstr[0] "%(num)d чек"\nmsgstr[1] "%(num)d чека"\nmsgstr[2] "%(num)d чеков"\n',
        ),
    ],
)
def test_a_good_translation_passes(tmp_path: Path, language: str, entries: str) -> None:
    assert find_in(tmp_path, language, entries) == []


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one page and one form, its template collected and its catalogues complete."""
    (tmp_path / "babel.cfg").write_text(MAPPING, "utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "translations").mkdir()
    (tmp_path / "templates" / "page.html").write_text("{% trans %}\n  Store\n{% endtrans %}", "utf-8")
    (tmp_path / "forms.py").write_text(
        'label = _l("Name")\ncount = _ln("%(num)d till", "%(num)d tills", 2)', "utf-8"
    )
    extract(tmp_path, tmp_path / TEMPLATE)
    tills = 'msgid "%(num)d till"\nmsgid_plural "%(num)d tills"\n'
    for language, forms in (("fr", 2), ("pl", 3), ("ru", 3)):
        counted = "".join(f'msgstr[{form}] "%(num)d x"\n' for form in range(forms))
        entries = f'msgid "Store"\nmsgstr "S"\n\nmsgid "Name"\nmsgstr "N"\n\n{tills}{counted}'
        write_catalogue(tmp_path, language, entries)
    return tmp_path


def test_a_complete_project_passes(project: Path) -> None:
    assert list(find_problems(project)) == []


def test_texts_come_from_pages_and_code(project: Path) -> None:
    texts = {message.id for message in read_source_catalogue(project) if message.id}

    assert texts == {"Store", "Name", ("%(num)d till", "%(num)d tills")}


def test_a_new_text_makes_template_and_catalogues_stale(project: Path) -> None:
    (project / "templates" / "page.html").write_text("{{ _('Store') }}{{ _('Shelf') }}", "utf-8")

    problems = [str(finding) for finding in find_problems(project)]

    assert len(problems) == 4
    assert "not collected yet" in problems[0]
    assert all("“Shelf” is missing" in problem for problem in problems[1:])


def test_a_text_that_left_the_source_makes_the_template_stale(project: Path) -> None:
    (project / "forms.py").unlink()

    problems = [finding.message for finding in find_stale_texts(project, read_source_catalogue(project))]

    assert len(problems) == 2
    assert all("no longer in the source" in problem for problem in problems)


def test_a_language_without_catalogue_is_found(project: Path) -> None:
    (project / get_catalogue_path("pl")).unlink()

    (problem,) = find_problems(project)
    assert "no catalogue" in problem.message


def test_collecting_twice_gives_the_same_template(project: Path) -> None:
    before = (project / TEMPLATE).read_bytes()

    extract(project, project / TEMPLATE)

    assert (project / TEMPLATE).read_bytes() == before
    assert b"Creation-Date" not in before
    assert len(read_catalogue(project / TEMPLATE)) == 3
