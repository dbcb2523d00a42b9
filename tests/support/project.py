"""The project's own data, loaded once per test process and only when a test asks for it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from atlas.core.paths import GEODATA, LAYERS
from atlas.store.store import Store, load


@cache
def store() -> Store:
    """Return the project's store without private data."""
    return load(private=False)


@cache
def built(layer: str) -> list[dict[str, Any]]:
    """Return the features of a layer from its GeoJSON file."""
    features: list[dict[str, Any]] = json.loads(
        (GEODATA / f"{layer}.geojson").read_text(encoding="utf-8")
    )["features"]
    return features


def record(**values: Any) -> dict[str, Any]:
    """Return the record of the first feature with some changed values."""
    return {**next(iter(store().records.values())), **values}


@cache
def tokens() -> list[str]:
    """Return every layer and every ``layer/kind``, as in URLs, sorted."""
    return sorted(
        token
        for layer, definition in store().catalogue.items()
        for token in (layer, *(f"{layer}/{kind}" for kind in definition.kinds))
    )


def failures(check: Callable[..., object], *axes: Iterable[Any]) -> dict[str, str]:
    """Call ``check`` with every combination of the axes' items; return item → failure message.

    Used for loops over so many items that a test per item would be too much.
    """
    cases = list(product(*axes))
    assert cases, "nothing to check"
    found = {}
    for case in cases:
        try:
            check(*case)
        except Exception as error:
            reason = " ".join(str(error).split())[:300]
            found[" ".join(map(str, case))] = f"{type(error).__name__}: {reason}"
    return found


def copy_of_the_data(folder: Path) -> Path:
    """Copy layer definitions, built data and tours into a folder, as the root of an atlas."""
    shutil.copytree(LAYERS, folder / "layers")
    shutil.copytree(GEODATA, folder / "geodata", ignore=shutil.ignore_patterns("sources"))
    return folder


def change(path: Path, old: str, new: str) -> None:
    """Replace a text that a file has."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
