"""Refusals about stores."""

from blueprints.refusal_texts.texts import Texts

TEXTS: Texts = {}
