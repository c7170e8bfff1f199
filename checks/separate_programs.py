"""The store server is installed alone: it imports nothing of the office, and the office nothing of it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from checks.finding import Finding
from checks.tracked_files import list_tracked_files

STORE_SERVER_FOLDER = "hardware"
STORE_SERVER_PACKAGE = "comptoir_store_server"
NOT_OF_THE_OFFICE = frozenset({STORE_SERVER_FOLDER, "tests", "checks"})


def find_problems(root: Path) -> Iterator[Finding]:
    """Every import that would tie the two programs together."""
    sources = [path.relative_to(root) for path in list_tracked_files(root) if path.suffix == ".py"]
    office = {Path(source.parts[0]).stem for source in sources} - {STORE_SERVER_FOLDER, "tests"}
    for source in sources:
        if source.parts[0] == STORE_SERVER_FOLDER:
            yield from _find_imports(
                root, source, office | {"tests"} if "tests" not in source.parts else office
            )
        elif source.parts[0] not in NOT_OF_THE_OFFICE:
            yield from _find_imports(root, source, {STORE_SERVER_PACKAGE})


def _find_imports(root: Path, source: Path, forbidden: set[str]) -> Iterator[Finding]:
    tree = ast.parse((root / source).read_text("utf-8"), filename=str(source))
    for node in ast.walk(tree):
        for module in _get_modules(node):
            if module.split(".")[0] in forbidden:
                yield Finding(source, getattr(node, "lineno", 1), f"imports {module} across the two programs")


def _get_modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        return [node.module]
    return []
