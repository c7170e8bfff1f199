"""What happened to POS devices, as sentences of the history."""

from blueprints.event_texts.texts import Texts

TEXTS: Texts = {}
