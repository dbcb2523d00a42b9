"""Kinds of damage to data files, and functions that run all pages and downloads in one process."""

from __future__ import annotations

import gc
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from atlas.core.messages import LANGUAGES
from atlas.core.paths import GEODATA, LAYERS
from atlas.web.browsing.filter_data import filter_data
from atlas.web.browsing.panel_data import card_data, panel_data
from atlas.web.server.resources import store
from atlas.web.server.routes import routes
from atlas.web.state.page_list import PAGES
from tests.support.pages import run

AREA = "polygon:119.95,36.9;120.05,36.9;120.05,37;119.95,37"
#: page → queries to try besides the empty one
ASKED: dict[str, list[dict[str, str]]] = {
    "overview": [{"id": "tp-metro-14", "lang": "en"}, {"id": "town-nancun"}, {"q": "南村"}],
    "industry": [{"town": "370283105"}],
    "reader": [{"clause": "5-1"}],
    "plates": [{"plate": "fig1"}],
    "towns": [{"town": "370283105,370283116"}],
    "workbench": [
        {"at": "119.98,36.95"},
        {"tool": "draw", "shape": AREA, "buffer": "100"},
        {"tool": "feature", "id": "tp-metro-14"},
        {"tool": "file"},
        {"tool": "matrix"},
    ],
}
FILES = (
    "evaluation?page=evaluation",
    "evaluation?page=evaluation&format=xlsx",
    "extract?page=workbench&at=119.98,36.95",
    f"extract?page=workbench&shape={AREA}&lang=en",
    "extract?page=workbench&id=tp-metro-14",
    "sheet?page=overview&format=png&size=A4",
    "sheet?page=towns&town=370283105",
    "sheet?page=plates&plate=fig1",
    "atlas.html?page=overview",
    "layers?page=overview&what=view&format=gpkg",
    "layers?page=data&what=theme:transport&format=xlsx",
    "layers?page=data&what=transport-projects&format=dxf",
)
#: status of a download that is refused with a reason
REFUSED = 400


def _other_type(content: bytes) -> bytes:
    return b"[1]" if content.lstrip()[:1] == b"{" else b'{"a": 1}'


def _wrong_field(content: bytes) -> bytes:
    """Change a field of one row to an invalid value."""
    text = content.decode()
    try:
        data = json.loads(text)
    except ValueError:  # a layer's definition
        return content.replace(b"\norder = ", b'\norder = "x" # ', 1)
    if data == []:  # a table without rows
        return b'[{"old": {"not": "this"}}]'
    row = data[0] if isinstance(data, list) else _first_row(data)
    row = row.get("properties", row)
    row[next(iter(row))] = {"not": "this"}
    return json.dumps(data, ensure_ascii=False).encode()


def _first_row(data: dict[str, Any]) -> dict[str, Any]:
    rows = next(value for value in data.values() if isinstance(value, list) and value)
    found: dict[str, Any] = next(row for row in data.get("features", rows))
    return found


KINDS: dict[str, Callable[[bytes], bytes | None]] = {
    "missing": lambda content: None,
    "empty": lambda content: b"",
    "no JSON": lambda content: b"<html>\xff</html>",
    "truncated": lambda content: content[: len(content) * 2 // 3],
    "other type": _other_type,
    "wrong field": _wrong_field,
}


def data_files() -> list[str]:
    """Return all data files that the atlas reads at run time."""
    found = [f"geodata/{path.name}" for path in GEODATA.glob("*json")]
    return sorted([*found, *(f"layers/{path.name}" for path in LAYERS.glob("*.toml"))])


def spoil(root: Path, name: str, kind: str) -> None:
    """Damage a file below a root."""
    path = root / name
    content = KINDS[kind](path.read_bytes())
    if content is None:
        path.unlink()
    else:
        assert content != path.read_bytes()
        path.write_bytes(content)


def mend(root: Path, name: str) -> None:
    """Undo the damage by :func:`spoil`."""
    folder, _, file = name.partition("/")
    shutil.copy({"layers": LAYERS, "geodata": GEODATA}[folder] / file, root / name)


def forget() -> None:
    """Clear all caches, so that data are loaded again."""
    for name, module in list(sys.modules.items()):
        if name.startswith("atlas.web"):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


@contextmanager
def served(root: Path) -> Iterator[None]:
    """Make pages and downloads read the data of a root, then restore the project's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "ATLAS_ROOT", str(root))
        forget()
        try:
            yield
        finally:
            forget()
            gc.collect()


def faults_of_pages(asked: bool = True) -> list[str]:
    """Run every page; return the failures with page and query.

    With ``asked``, also run the queries of :data:`ASKED`.
    """
    found = []
    for page in PAGES:
        more = ASKED.get(page.topic.key, ()) if asked else ()
        for query in ({}, *more):
            app = run(page, query, timeout_s=120)
            where = f"{page.topic.key} {query}"
            found += [f"{where}: {error.message}" for error in app.exception]
    return found + faults_of_data()


def faults_of_data() -> list[str]:
    """Make the data from which the browser draws every page; return what is wrong with them."""
    known = store()
    try:
        filter_data(known)
        for lang in LANGUAGES:
            card_data(known, known.records, lang, known.today)
            told = " ".join(panel_data(known, lang)["broken"])
    except Exception as error:
        return [f"the browser's data: {type(error).__name__} {error}"]
    return [f"no page says that {name} is out of use" for name in known.broken if name not in told]


def faults_of_files(files: tuple[str, ...] = FILES) -> list[str]:
    """Make every download; return the failures."""
    found = []
    client = TestClient(Starlette(routes=routes()))
    for address in (*(f"/download/{file}" for file in files), "/readyz", "/ogc/collections"):
        try:
            answer = client.get(address)
        except Exception as error:
            trace = error.__traceback__
            while trace and trace.tb_next:
                trace = trace.tb_next
            place = trace and f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
            found.append(f"{address}: {type(error).__name__} {error} at {place}")
            continue
        if answer.status_code != 200 and not (
            answer.status_code == REFUSED and len(answer.text.strip()) > 5
        ):
            found.append(f"{address}: {answer.status_code} {answer.text[:80]}")
    return found
