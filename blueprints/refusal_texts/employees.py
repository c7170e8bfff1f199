"""Refusals about employees."""

from blueprints.refusal_texts.texts import Texts

TEXTS: Texts = {}
