import os
import subprocess
import sys
from pathlib import Path

from atlas.core.paths import ROOT, Paths


def test_the_project_s_own_root_is_the_default():
    assert (ROOT / "atlas" / "core" / "paths.py").is_file()
    assert Paths.at().root == ROOT


def test_an_argument_overrides_the_default_root(tmp_path):
    paths = Paths.at(tmp_path)
    assert paths.layers == tmp_path / "layers"
    assert paths.sources == tmp_path / "geodata" / "sources"


def test_the_environment_moves_the_root(tmp_path):
    for name in ("layers", "geodata"):
        (tmp_path / name).mkdir()
    printed = subprocess.run(
        [sys.executable, "-c", "from atlas.core.paths import GEODATA; print(GEODATA)"],
        env={**os.environ, "ATLAS_ROOT": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    assert Path(printed) == tmp_path.resolve() / "geodata"
