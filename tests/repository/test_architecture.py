"""docs/architecture.md shows the packages as they are and names only what exists."""

from __future__ import annotations

import ast
import re

from atlas.web.state.url_query import known_names
from tests.support.architecture import BLOCK, PAGE, ROOT, diagram

COMMANDS = re.compile(
    r"atlas (build|validate|check)|lint-imports|python -m tests\.support\.architecture"
)


def spans() -> list[str]:
    """Return the page's code spans, without the diagram."""
    return re.findall(r"`([^`]+)`", BLOCK.sub("", PAGE.read_text(encoding="utf-8")))


def defined(body: list[ast.stmt]) -> dict[str, ast.stmt]:
    """Return the functions, classes and constants that statements define, by name."""
    found: dict[str, ast.stmt] = {}
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {one.id: node for one in targets if isinstance(one, ast.Name)}
    return found


def is_python(name: str) -> bool:
    """Return whether a dotted name is a package, a module, or defined in a module."""
    path, parts = ROOT, name.split(".")
    while parts and (path / parts[0]).is_dir():
        path /= parts.pop(0)
    if not parts:
        return (path / "__init__.py").is_file()
    module = path / f"{parts.pop(0)}.py"
    if not module.is_file():
        return False
    body = ast.parse(module.read_text(encoding="utf-8")).body
    for part in parts:
        node = defined(body).get(part)
        if node is None:
            return False
        body = getattr(node, "body", [])
    return True


def is_javascript(name: str) -> bool:
    """Return whether a script defines a function, class or method: ``folder/script.js:name``."""
    path, _, symbol = name.partition(":")
    definition = rf"^\s*(async )?{symbol}\(.*\{{$|^(export )?(const|let|function|class) {symbol}\b"
    source = (ROOT / path).read_text(encoding="utf-8") if (ROOT / path).is_file() else ""
    return re.search(definition, source, flags=re.MULTILINE) is not None


def exists(span: str) -> bool:
    """Return whether a code span names a file, code, a parameter of addresses or a command."""
    if span.startswith("?"):
        return span[1:].partition("=")[0] in known_names()
    if re.fullmatch(r"atlas(\.\w+)+", span):
        return is_python(span)
    if ".js:" in span:
        return is_javascript(span)
    return (ROOT / span).exists() or COMMANDS.fullmatch(span) is not None


def test_the_diagram_shows_the_imports():
    (shown,) = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    expected = diagram()
    assert shown == expected, f"python -m tests.support.architecture writes it:\n{expected}"


def test_every_name_on_the_page_exists():
    assert len(spans()) > 50
    assert [span for span in spans() if not exists(span)] == []


def test_a_name_that_does_not_exist_is_noticed():
    wrong = [
        "atlas.store.query.selects",
        "atlas.store.query.Filter.with_choices",
        "atlas.storage",
        "static/map/layer.js:shows",
        "static/map/layers.js:show",
        "atlas/store/queries.py",
        "?towns=1",
    ]
    assert [span for span in wrong if exists(span)] == []
