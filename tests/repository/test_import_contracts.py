"""The import contracts in ``pyproject.toml`` cover every package."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_package_but_web_is_kept_from_streamlit():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = {one["name"]: one for one in settings["tool"]["importlinter"]["contracts"]}
    kept = contracts["Only the web package knows Streamlit"]["source_modules"]
    packages = {f"atlas.{path.parent.name}" for path in (ROOT / "atlas").glob("*/__init__.py")}
    assert set(kept) == packages - {"atlas.web"}
    assert len(kept) == len(set(kept))
