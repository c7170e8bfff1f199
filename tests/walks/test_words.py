"""Whatever the house can refuse or remember has a sentence: read from the source, so that none is forgotten."""

import ast
from collections.abc import Iterator
from pathlib import Path

from blueprints.api.problems import PROBLEMS
from blueprints.event_texts import TEXTS as EVENT_TEXTS
from blueprints.refusal_texts import TEXTS as REFUSAL_TEXTS

ROOT = Path(__file__).parents[2]
FLOORS = ("domain", "services", "blueprints")
#: functions that name a refusal by returning its code
NAMING = "refusal_for_"


def trees(*floors: str) -> Iterator[tuple[Path, ast.Module]]:
    for floor in floors:
        for path in sorted((ROOT / floor).rglob("*.py")):
            yield path.relative_to(ROOT), ast.parse(path.read_text("utf-8"))


def name_of(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def texts_in(node: ast.AST | None) -> set[str]:
    """Every text in an expression: both branches of a choice, too."""
    return {
        one.value
        for one in (ast.walk(node) if node is not None else ())
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }


def refused_codes() -> dict[str, Path]:
    """Each code that is raised as a Refusal or returned by a rule, and where."""
    found: dict[str, Path] = {}
    for path, tree in trees(*FLOORS):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and name_of(node) == "Refusal" and node.args:
                found |= dict.fromkeys(texts_in(node.args[0]), path)
            elif isinstance(node, ast.FunctionDef) and node.name.startswith(NAMING):
                returns = [one.value for one in ast.walk(node) if isinstance(one, ast.Return)]
                found |= dict.fromkeys(
                    {code for value in returns for code in texts_in(value) if code.islower()}, path
                )
    return found


def recorded_verbs() -> dict[str, Path]:
    """Each verb that is written into the history, and where; a verb may be put into a variable first."""
    found: dict[str, Path] = {}
    for path, tree in trees("services"):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                for call in ast.walk(node):
                    if isinstance(call, ast.Call) and name_of(call) == "record_event":
                        found |= dict.fromkeys(_verbs(node, call.args[1]), path)
    return found


def _verbs(function: ast.FunctionDef, verb: ast.expr) -> set[str]:
    if not isinstance(verb, ast.Name):
        return texts_in(verb)
    assigned = [
        one.value
        for one in ast.walk(function)
        if isinstance(one, ast.Assign) and verb.id in {getattr(target, "id", "") for target in one.targets}
    ]
    if not assigned:  # handed in by whoever calls
        return set()
    return {text for value in assigned for text in texts_in(value) if "." in text}


def problem_codes() -> dict[str, Path]:
    """Each code that the API raises as a Problem, and where."""
    found: dict[str, Path] = {}
    for path, tree in trees("blueprints/api"):
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and name_of(node) in ("Problem", "problem_response")
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                found |= dict.fromkeys(texts_in(node.args[0]), path)
    return found


def test_every_refusal_has_a_sentence_or_is_a_problem() -> None:
    codes = refused_codes()
    silent = {code: str(path) for code, path in codes.items() if code not in REFUSAL_TEXTS | PROBLEMS.keys()}

    assert len(codes) > 40
    assert silent == {}


def test_every_refusal_of_a_page_has_a_sentence() -> None:
    raised = {
        code: path
        for code, path in refused_codes().items()
        if path.parts[0] == "blueprints" and "api" not in path.parts
    }

    assert raised
    assert {code: str(path) for code, path in raised.items() if code not in REFUSAL_TEXTS} == {}


def test_every_problem_that_is_raised_is_published() -> None:
    codes = problem_codes()

    assert len(codes) > 10
    assert {code: str(path) for code, path in codes.items() if code not in PROBLEMS} == {}


def test_every_deed_in_the_history_has_a_sentence() -> None:
    verbs = recorded_verbs()
    silent = {verb: str(path) for verb, path in verbs.items() if verb not in EVENT_TEXTS}

    assert len(verbs) > 20
    assert silent == {}


def test_no_sentence_waits_for_a_deed_that_nobody_does() -> None:
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "services").rglob("*.py"))

    assert [verb for verb in EVENT_TEXTS if f'"{verb}"' not in source] == []
