"""Refusals about store servers."""

from blueprints.refusal_texts.texts import Texts

TEXTS: Texts = {}
