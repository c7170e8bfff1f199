"""The shape of a room's refusal sentences."""

from collections.abc import Callable

#: code -> function of the refusal's facts (keyword arguments) that gives the translated sentence
Texts = dict[str, Callable[..., str]]
