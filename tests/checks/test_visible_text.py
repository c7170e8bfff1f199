"""Words in a template that no translator would ever see are found, and only those."""

from pathlib import Path

import pytest

from checks.visible_text import check_template, find_problems

PAGE = Path("templates/devices/page.html")


def find_texts(source: str) -> list[str]:
    return [finding.message.split("“")[1].rstrip("”") for finding in check_template(PAGE, source)]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>Hello</p>", "Hello"),
        ("<p>{{ count }} tills</p>", "□□□□□ tills"),
        ('<a title="Edit">{{ icon }}</a>', "Edit"),
        ('<button aria-label="Close"></button>', "Close"),
        ('<input placeholder="Search…">', "Search…"),
        ('<img alt="A till" src="x.png">', "A till"),
        ('<input type="submit" value="Save">', "Save"),
        ('<form hx-confirm="Sure?"></form>', "Sure?"),
        ('<td data-label="Price">1</td>', "Price"),
        ("{{ button('Save') }}", "Save"),
        ("{{ field(form.name, hint='as on the sign') }}", "as on the sign"),
        ("{{ 'Active' if store.is_active else _('Inactive') }}", "Active"),
        ("{{ _('%(name)s is here', name='Nobody') }}", "Nobody"),
        ("{% trans %}Fine{% endtrans %} but not this", "but not this"),
        ("<{{ tag }} title='Bad'>1</{{ tag }}>", "Bad"),
    ],
)
def test_words_outside_gettext_are_found(source: str, text: str) -> None:
    assert [found.strip("□ ") for found in find_texts(source)] == [text.strip("□ ")]


@pytest.mark.parametrize(
    "source",
    [
        "<p>{{ _('Hello') }}</p>",
        "{% trans count=count %}{{ count }} till{% pluralize %}{{ count }} tills{% endtrans %}",
        "{# A remark for the reader of the template #}",
        "<p>Comptoir · 80 mm</p>",
        "<script src='x.js'></script><code>flask serve</code>",
        '<button class="button primary" type="submit" name="deed" value="save">{{ _("Save") }}</button>',
        '{{ button(_("Save"), icon="device-floppy", kind="primary") }}',
        "{% if field.type == 'BooleanField' %}{{ field }}{% endif %}",
        "<span class=\"{{ 'is-late' if late else 'is-fresh' }}\">{{ since }}</span>",
        '{% macro attributes(url) %}hx-get="{{ url }}" hx-target="#list"{% endmacro %}',
        "{% block width %}wide{% endblock %}",
        "<p>12&nbsp;×&nbsp;3 &mdash; {{ total }}</p>",
    ],
)
def test_what_needs_no_translation_passes(source: str) -> None:
    assert find_texts(source) == []


def test_a_finding_names_its_line() -> None:
    (finding,) = check_template(PAGE, "<p>\n{% if a\n   and b %}\n{% endif %}\nHello\n</p>")

    assert (finding.path, finding.line) == (PAGE, 5)


def test_every_template_of_a_project_is_read(tmp_path: Path) -> None:
    (tmp_path / PAGE).parent.mkdir(parents=True)
    (tmp_path / PAGE).write_text("<h1>Tills</h1>", "utf-8")

    assert [str(finding.path) for finding in find_problems(tmp_path)] == [str(PAGE)]
