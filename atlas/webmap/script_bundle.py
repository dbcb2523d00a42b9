"""The browser's scripts as few files: what a page needs first is one module, the rest stays apart.

In: the modules of ``static/``. Out: path → source, as served. Fetched one by one, some forty
modules take as many requests, six at a time, and on a slow line the map waits for all of them. No
bundler is published as a Python package, and those of node would be needed to run the atlas. The
modules keep to a form that makes joining them simple: imports by name at the top, exports at the
declaration, no cycles.
"""

from __future__ import annotations

import posixpath
import re
from functools import partial
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

STATIC = Path(__file__).parents[2] / "static"
#: an import at the top of a module: the names in braces, if any, and the path
_IMPORT = re.compile(r"^import (?:\{([^}]*)\} from )?'(\.{1,2}/[\w./-]+\.js)';\n", re.MULTILINE)
#: an import when needed
_LATER = re.compile(r"(?<=import\(')(\.{1,2}/[\w./-]+\.js)(?=')")
_EXPORT = re.compile(r"^export (?=(?:const|class|function|async function) (\w+))", re.MULTILINE)
#: what the bundle cannot hold
_OTHER = re.compile(
    r"^(?:export (?!(?:const|class|(?:async )?function) \w).*|import (?!\{|').*)", re.M
)


def bundle(entry: str = "main.js") -> dict[str, str]:
    """Return the scripts as served: path below ``static/`` → source.

    Parameters
    ----------
    entry : str
        Path of the script that starts everything. It is served under its own path, with all that
        it imports at once, and exports what it exported. What is imported when needed keeps its
        path and shares the bundle's modules.

    Raises
    ------
    ValueError
        If modules import one another in a cycle, or have a form that cannot be joined.

    Examples
    --------
    >>> served = bundle()
    >>> "main.js" in served, "map/atlas.js" in served, "tools/measure.js" in served
    (True, False, True)
    """
    first = _joined(entry)
    served = {entry: _bundled(entry, first)}
    waiting = [path for one in first for path in _later(one)]
    while waiting:
        path = waiting.pop()
        if path in served or path in first:
            continue
        served[path] = _apart(path, entry, first)
        waiting += [*_later(path), *(name for name in _imports(path) if name not in first)]
    return served


def fetched_with(path: str, entry: str = "main.js") -> list[str]:
    """Return a script that is imported when needed, and the scripts that browsers fetch with it.

    Parameters
    ----------
    path : str
        Path of the script below ``static/``.
    entry : str
        The script whose bundle is there already.

    Examples
    --------
    >>> fetched_with("tools/draw.js")
    ['tools/draw.js', 'tools/styles.js']
    """
    return [name for name in reversed(_joined(path)) if name not in _joined(entry)]


def _joined(entry: str) -> list[str]:
    """Return the modules that an entry imports at once, each after those that it imports."""
    graph: dict[str, list[str]] = {}
    waiting = [entry]
    while waiting:
        path = waiting.pop()
        if path not in graph:
            graph[path] = _imports(path)
            waiting += graph[path]
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise ValueError(f"modules import one another: {' → '.join(error.args[1])}") from None


def _bundled(entry: str, paths: list[str]) -> str:
    """Return modules as one; each is a function's scope, so that equal names do not meet."""
    parts = []
    for path in paths:
        body = _IMPORT.sub(partial(_taken, path), _source(path))
        body = _LATER.sub(partial(_renamed, path, entry), body)
        parts.append(
            f"const {_name(path)} = (() => {{\n{_EXPORT.sub('', body)}"
            f"return {{{', '.join(_exports(path))}}};\n}})();\n"
        )
    parts.append(f"export const {{{', '.join(_exports(entry))}}} = {_name(entry)};\n")
    parts.append(f"export {{{', '.join(map(_name, paths))}}};\n")
    return "".join(parts)


def _apart(path: str, entry: str, bundled: list[str]) -> str:
    """Return a module that is imported when needed: what the bundle has comes from there."""
    there = _relative(entry, path)

    def shared(found: re.Match[str]) -> str:
        name = _resolve(path, found[2])
        if name not in bundled:
            return found[0]
        return f"import {{{_name(name)}}} from '{there}';\n{_taken(path, found)}"

    source = _source(path)
    imports = "".join(shared(found) for found in _IMPORT.finditer(source))
    return imports + _IMPORT.sub("", source)


def _taken(path: str, found: re.Match[str]) -> str:
    """Return an import's names, taken from a module of the bundle instead."""
    if found[1] is None:
        return ""
    names = re.sub(r"\s+as\s+", ": ", found[1])
    return f"const {{{names}}} = {_name(_resolve(path, found[2]))};\n"


def _renamed(path: str, entry: str, found: re.Match[str]) -> str:
    return _relative(_resolve(path, found[1]), entry)


def _source(path: str) -> str:
    source = (STATIC / path).read_text(encoding="utf-8")
    if other := _OTHER.search(source):
        raise ValueError(f"{path}: cannot be joined with others: {other[0]}")
    return source


def _imports(path: str) -> list[str]:
    return [_resolve(path, found[2]) for found in _IMPORT.finditer(_source(path))]


def _later(path: str) -> list[str]:
    return [_resolve(path, name) for name in _LATER.findall(_source(path))]


def _exports(path: str) -> list[str]:
    return _EXPORT.findall(_source(path))


def _name(path: str) -> str:
    return "$" + re.sub(r"\W", "_", path.removesuffix(".js"))


def _resolve(path: str, name: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), name))


def _relative(path: str, seen_from: str) -> str:
    name = posixpath.relpath(path, posixpath.dirname(seen_from) or ".")
    return name if name.startswith(".") else f"./{name}"
