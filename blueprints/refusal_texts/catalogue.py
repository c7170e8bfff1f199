"""Refusals about products and their import."""

from blueprints.refusal_texts.texts import Texts

TEXTS: Texts = {}
