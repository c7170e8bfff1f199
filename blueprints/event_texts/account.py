"""What happened to the account and its users, as sentences of the history."""

from blueprints.event_texts.texts import Texts

TEXTS: Texts = {}
