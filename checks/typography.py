"""How French is set: no-break spaces before ; : ! ? and inside « », the curved apostrophe."""

import re
from collections.abc import Iterator

NO_BREAK_SPACES = "\u00a0\u202f"

# What is not running text: placeholders, tags, entities, and the insides of code samples and addresses.
NOT_TEXT = re.compile(r"<code>.*?</code>|<kbd>.*?</kbd>|</?[a-zA-Z][^<>]*>|&#?\w+;|https?://\S+", re.DOTALL)
PLACEHOLDER = re.compile(r"%\(\w+\)[-#0 +]*[\d.]*[a-zA-Z]")

LOOSE_MARK = re.compile(rf"(?<![{NO_BREAK_SPACES}!?])[;:!?](?=\s|$|[)\]»”])")
LOOSE_OPENING = re.compile(rf"«(?![{NO_BREAK_SPACES}])")
LOOSE_CLOSING = re.compile(rf"(?<![{NO_BREAK_SPACES}])»")
STRAIGHT_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")

RULES = (
    (LOOSE_MARK, "needs a no-break space before ; : ! ?"),
    (LOOSE_OPENING, "needs a no-break space after «"),
    (LOOSE_CLOSING, "needs a no-break space before »"),
    (STRAIGHT_APOSTROPHE, "needs the apostrophe ’"),
    (re.compile('"'), "needs « » instead of straight quotes"),
)


def find_french_slips(text: str) -> Iterator[str]:
    """What a French reader would find badly set in one text."""
    running = PLACEHOLDER.sub("x", NOT_TEXT.sub("", text))
    for rule, advice in RULES:
        if rule.search(running):
            yield f"“{text}” {advice}"
