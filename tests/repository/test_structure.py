"""The code structure: one direction of imports, Streamlit in one package."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from atlas.web.state.page_list import EVERY, FOLDER
from tests.support.project import failures

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "atlas"
LONGEST_PAGE = 60


def outside() -> list[Path]:
    """Return the files of the package outside ``atlas.web``."""
    return sorted(p for p in PACKAGE.rglob("*.py") if "web" not in p.relative_to(PACKAGE).parts)


def scripts() -> list[Path]:
    """Return the scripts of the pages."""
    return sorted((ROOT / "pages").glob("*.py"))


def imported(path: Path) -> set[str]:
    """Return the full names of all modules that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            found.add(node.module or "")
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_the_import_contracts_hold() -> None:
    # in a separate process, because it disables all loggers
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 kept, 0 broken" in done.stdout


def test_only_the_web_package_imports_streamlit_or_itself() -> None:
    def check(path: Path) -> None:
        roots = {name.split(".")[0] for name in imported(path)}
        assert "streamlit" not in roots
        assert not {name for name in imported(path) if f"{name}.".startswith("atlas.web.")}

    assert failures(check, outside()) == {}


def test_the_engine_runs_without_loading_streamlit():
    names = ",".join(module(path) for path in outside())
    code = f"import sys, {names}; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_a_page_script_is_short_and_only_combines_parts() -> None:
    def check(path: Path) -> None:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_PAGE
        engine = {name for name in imported(path) if name.split(".")[0] == "atlas"}
        assert all(f"{name}.".startswith("atlas.web.") for name in engine)

    assert failures(check, scripts()) == {}


def test_every_page_has_its_script_and_address():
    assert sorted(page.script for page in EVERY) == sorted(FOLDER / path.name for path in scripts())
    addresses = [page.path for page in EVERY]
    assert addresses[0] == ""
    assert len(set(addresses)) == len(addresses)
    for page in EVERY:
        assert f'read_view("{page.topic.key}")' in page.script.read_text(encoding="utf-8")
