"""Refusals about POS devices and their activation."""

from blueprints.refusal_texts.texts import Texts

TEXTS: Texts = {}
