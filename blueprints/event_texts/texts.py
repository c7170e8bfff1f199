"""The shape of a room's event sentences."""

from collections.abc import Callable

#: verb -> function of the event's facts (keyword arguments) that gives the translated sentence
Texts = dict[str, Callable[..., str]]
