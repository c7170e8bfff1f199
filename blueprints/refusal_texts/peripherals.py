"""Refusals about peripherals and the usage mode."""

from blueprints.refusal_texts.texts import Texts

TEXTS: Texts = {}
