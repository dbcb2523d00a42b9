"""Cross-references in docstrings, such as ``:func:`atlas.store.store.load```, name what exists."""

from __future__ import annotations

import ast
import inspect
import re
from importlib import import_module
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
ROLE = re.compile(r":(?:func|class|mod|data|meth|attr|exc|obj):`([^`]+)`")


def references(module: Path) -> list[tuple[str, int, str]]:
    """Return owner (class, or empty), line and target of each role in docstrings and comments."""
    source = module.read_text("utf-8")
    spans = [
        (node.lineno, node.end_lineno or node.lineno, node.name)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef)
    ]
    found = []
    for match in ROLE.finditer(source):
        line = source.count("\n", 0, match.start()) + 1
        owners = [name for first, last, name in spans if first <= line <= last]
        found.append((owners[-1] if owners else "", line, match[1].lstrip("~")))
    return found


def has(target: object, path: list[str]) -> bool:
    """Return whether attributes, fields or submodules lead from an object along a path."""
    for name in path:
        if isinstance(target, ModuleType) and not hasattr(target, name):
            try:
                import_module(f"{target.__name__}.{name}")
            except ImportError:
                return False
        if not hasattr(target, name):
            return name == path[-1] and isinstance(target, type) and name in fields(target)
        target = getattr(target, name)
    return True


def fields(owner: type) -> set[str]:
    """Return the attributes that instances of a class have, annotated or set by its methods."""
    annotated = {name for one in owner.__mro__ for name in vars(one).get("__annotations__", {})}
    return annotated | set(re.findall(r"\bself\.(\w+)", inspect.getsource(owner)))


def resolves(target: str, module: str, owner: str) -> bool:
    """Return whether a target exists, seen from a class or a function of a module."""
    here = import_module(module)
    if target.startswith("."):
        package = here.__package__ or ""
        return has(import_module(package), target.lstrip(".").split("."))
    path = target.split(".")
    if has(here, path) or (owner and has(getattr(here, owner, None), path)):
        return True
    try:
        return has(import_module(path[0]), path[1:])
    except ImportError:
        return False


def test_every_cross_reference_resolves():
    broken, number = [], 0
    for path in sorted((ROOT / "atlas").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        for owner, line, target in references(path):
            number += 1
            if not resolves(target, module, owner):
                broken.append(f"{path.relative_to(ROOT)}:{line}: {target}")
    assert number > 100
    assert not broken, "\n".join(broken)


def test_a_reference_to_nothing_is_noticed():
    module = "atlas.store.store"
    assert resolves("load", module, "") and resolves("frames", module, "Store")
    assert resolves(".query.select", module, "")
    assert not resolves(".query.selects", module, "")
    assert not resolves("loads", module, "Store")
    assert not resolves("atlas.store.storage", module, "")
