"""What happened to peripherals and the usage mode, as sentences of the history."""

from blueprints.event_texts.texts import Texts

TEXTS: Texts = {}
