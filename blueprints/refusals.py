"""Refusals in the reader's words: one sentence for each code, at the field it concerns."""

from collections.abc import Callable

from flask import flash
from flask_wtf import FlaskForm

from blueprints.refusal_texts import TEXTS
from domain.refusal import Refusal
from extensions import db


def sentence_for(refusal: Refusal) -> str:
    """The translated sentence for a refusal; raises KeyError for a code without words (tests hold that)."""
    text: Callable[..., str] = TEXTS[refusal.code]
    return text(**refusal.facts)


def show_refusal(refusal: Refusal, form: FlaskForm | None = None) -> None:
    """Undo what the deed began and say why, all of it: at the form's fields, at the form, or as messages."""
    db.session.rollback()
    for one in refusal.each:
        _show(one, form)


def _show(refusal: Refusal, form: FlaskForm | None) -> None:
    sentence = sentence_for(refusal)
    field = form[refusal.field] if form is not None and refusal.field in form else None
    if field is not None:
        field.errors = [*field.errors, sentence]
    elif form is not None:
        form.form_errors.append(sentence)
    else:
        flash(sentence, "error")
