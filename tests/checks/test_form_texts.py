"""Labels and messages written in Python are found when no translator would see them."""

from pathlib import Path

import pytest

from checks.form_texts import check_source, find_problems

FORMS = Path("blueprints/stores/forms.py")


@pytest.mark.parametrize(
    "source",
    [
        'name = StringField("Name")',
        'name = StringField(_l("Name"), description="As on the sign")',
        'name = StringField(label="Name")',
        'name = StringField(_l("Name"), validators=[Length(max=80, message="Too long")])',
        'name = StringField(_l("Name"), render_kw={"placeholder": "Baker Street"})',
        'kind = SelectField(_l("Kind"), choices=[("a", "Printer")])',
        'flash("Saved")',
        'flash(f"{name} is saved")',
        'flash("Saved " + name)',
        'raise ValidationError("Not like this")',
    ],
)
def test_a_literal_that_people_read_is_found(source: str) -> None:
    (finding,) = check_source(FORMS, source)

    assert "visible text outside gettext" in finding.message


def test_a_label_translated_at_import_is_found() -> None:
    (finding,) = check_source(FORMS, "\nname = StringField(_('Name'))")

    assert "lazy_gettext" in finding.message
    assert finding.line == 2


@pytest.mark.parametrize(
    "source",
    [
        'name = StringField(_l("Name"), validators=[Length(max=80, message=_l("Too long"))])',
        'name = StringField(_l("Name"), render_kw={"size": "9", "placeholder": _l("Baker Street")})',
        'kind = SelectField(_l("Kind"), choices=[("a", _l("Printer"))])',
        'size = SelectField(_l("Size"), choices=[("80", "80")])',
        'flash(_("Saved"), "success")',
        'raise ValidationError(_("Not like this"))',
        'session["language"] = "fr"',
    ],
)
def test_what_is_marked_or_not_read_passes(source: str) -> None:
    assert list(check_source(FORMS, source)) == []


def test_every_file_of_the_rooms_is_read(tmp_path: Path) -> None:
    (tmp_path / FORMS).parent.mkdir(parents=True)
    (tmp_path / FORMS).write_text('flash("Saved")', "utf-8")

    assert [finding.path for finding in find_problems(tmp_path)] == [FORMS]
