"""Visible words inside Jinja's own expressions: handed to macros, chosen by a condition, or printed."""

import re
from collections.abc import Iterator

from jinja2 import Environment, nodes

GETTEXT = frozenset({"_", "gettext", "ngettext", "pgettext", "npgettext"})
# What macros call the words they show.
SPOKEN_ARGUMENTS = frozenset({
    "text", "label", "title", "heading", "caption", "hint", "help", "message", "placeholder", "summary",
})  # fmt: skip
# Filters and comparisons only look at a value, nobody reads what they compare it with.
CHOOSING = frozenset({"selectattr", "rejectattr", "select", "reject"})
# A capital followed by a small letter is how a text for people begins; codes and classes do not.
SENTENCE = re.compile(r"\s*[^\W\d_a-z][^\W\d_A-Z]")


def find_spoken_literals(environment: Environment, source: str) -> Iterator[tuple[int, str]]:
    """Literals of one template that people would read, with their lines."""
    yield from _walk(environment.parse(source), spoken=False)


def _walk(node: nodes.Node, spoken: bool) -> Iterator[tuple[int, str]]:
    if isinstance(node, nodes.Compare) or (isinstance(node, nodes.Filter) and node.name in CHOOSING):
        return
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in GETTEXT:
        # The text itself is translated; what is put into it may be a literal again.
        for argument in node.kwargs:
            yield from _walk(argument, spoken=False)
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        if node.value and (spoken or SENTENCE.match(node.value)):
            yield node.lineno, node.value
        return
    for child in node.iter_child_nodes():
        handed_on = spoken and isinstance(node, nodes.Keyword | nodes.CondExpr | nodes.Or | nodes.Concat)
        yield from _walk(child, spoken=handed_on or _names_words(child))


def _names_words(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Keyword) and node.key in SPOKEN_ARGUMENTS
