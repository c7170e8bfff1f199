"""What a form or a message says in Python is marked for translation too, and at the right moment."""

import ast
from collections.abc import Iterator
from pathlib import Path

from checks.finding import Finding

EAGER = frozenset({"_", "gettext", "ngettext"})
REFUSING = frozenset({"ValidationError", "StopValidation"})
SPOKEN_ARGUMENTS = frozenset({"label", "description", "message"})
SPOKEN_ATTRIBUTES = frozenset({"placeholder", "title", "aria-label", "data-confirm"})


def find_problems(root: Path) -> Iterator[Finding]:
    """Every literal that people read in the code of the rooms."""
    for path in sorted((root / "blueprints").rglob("*.py")):
        yield from check_source(path.relative_to(root), path.read_text("utf-8"))


def check_source(path: Path, source: str) -> Iterator[Finding]:
    """Every literal that people read in one file."""
    for node in ast.walk(ast.parse(source, filename=str(path))):
        if isinstance(node, ast.Call):
            for spoken in _get_spoken(node):
                yield from _judge(path, spoken, is_field=_is_field(node))


def _get_spoken(call: ast.Call) -> Iterator[ast.expr]:
    """The arguments of a call that end up before somebody's eyes."""
    name = _get_name(call.func)
    if (name == "flash" or name in REFUSING or _is_field(call)) and call.args:
        yield call.args[0]
    if not (_is_field(call) or _is_validator(name)):
        return
    for keyword in call.keywords:
        if keyword.arg in SPOKEN_ARGUMENTS:
            yield keyword.value
        elif keyword.arg == "choices":
            yield from _get_choice_texts(keyword.value)
        elif keyword.arg == "render_kw" and isinstance(keyword.value, ast.Dict):
            yield from _get_attribute_texts(keyword.value)


def _judge(path: Path, spoken: ast.expr, is_field: bool) -> Iterator[Finding]:
    if _is_literal(spoken):
        yield Finding(path, spoken.lineno, f"visible text outside gettext: {ast.unparse(spoken)}")
    elif is_field and isinstance(spoken, ast.Call) and _get_name(spoken.func) in EAGER:
        yield Finding(
            path, spoken.lineno, f"translated before anybody asked, use lazy_gettext: {ast.unparse(spoken)}"
        )


def _is_literal(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and any(letter.isalpha() for letter in node.value)
    if isinstance(node, ast.BinOp):
        return _is_literal(node.left) or _is_literal(node.right)
    return isinstance(node, ast.JoinedStr)


def _get_choice_texts(choices: ast.expr) -> Iterator[ast.expr]:
    if isinstance(choices, ast.List | ast.Tuple):
        for choice in choices.elts:
            if isinstance(choice, ast.Tuple) and len(choice.elts) > 1:
                yield choice.elts[1]


def _get_attribute_texts(attributes: ast.Dict) -> Iterator[ast.expr]:
    for key, value in zip(attributes.keys, attributes.values, strict=True):
        if isinstance(key, ast.Constant) and key.value in SPOKEN_ATTRIBUTES:
            yield value


def _is_field(call: ast.Call) -> bool:
    return _get_name(call.func).endswith("Field")


def _is_validator(name: str) -> bool:
    return name in {
        "DataRequired",
        "InputRequired",
        "Length",
        "NumberRange",
        "Email",
        "EqualTo",
        "Regexp",
        "AnyOf",
    }


def _get_name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
