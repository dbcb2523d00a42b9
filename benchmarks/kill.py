"""Kill builds and imports at random moments; the atlas must start with whole data each time.

``python -m benchmarks.kill`` works on a copy of the data. Each round changes the sources or the
import, starts the command, kills it by ``kill -9`` and then loads the data as a server does: all
files must be either the old or the new ones, and every layer must be usable. Nothing is repaired
between rounds. Half of the kills come at any moment of the command, half during its short writing
phase. Every tenth round, a server is started and must report that it is ready.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import geopandas as gpd
from shapely.geometry import box

from atlas.core.atomic_files import DRAFT, NEXT, current, current_files
from atlas.core.paths import Paths
from atlas.core.settings import PROJECT
from atlas.pipeline.build.build_files import built_files
from atlas.store.store import load
from tests.support.server import Server

LAYER, TITLE = "ecological-redlines", "Red lines for the benchmark"
#: maximum wait for a command to start writing, and for a server to be ready, in seconds
PATIENCE_S = 120.0


class Trial:
    """A copy of the data, and two versions of the sources and of the import."""

    def __init__(self, folder: Path) -> None:
        self.root, self.private = folder / "atlas", folder / "private"
        self.private.mkdir()
        for name in ("layers", "geodata"):
            shutil.copytree(PROJECT / name, self.root / name)
        os.environ["ATLAS_PRIVATE"] = str(self.private)
        self.paths = Paths.at(self.root)
        self.tables = [self._versions(path) for path in self._tables()]
        self.drawings = [_drawing(folder, number) for number in (1, 2)]
        self.built = [self._built(version) for version in (0, 1)]
        self.imported = [self._imported(version) for version in (0, 1)]

    def _tables(self) -> list[Path]:
        return sorted((self.paths.sources / "features").glob("*.csv"))

    @staticmethod
    def _versions(path: Path) -> tuple[Path, bytes, bytes]:
        """Return a table unchanged and with a changed name, so that every layer differs."""
        old = path.read_bytes()
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        rows[0]["name_en"] += " (new)"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        return path, old, path.read_bytes()

    def set_sources(self, version: int) -> None:
        for path, *contents in self.tables:
            path.write_bytes(contents[version])

    def _built(self, version: int) -> dict[str, str]:
        self.set_sources(version)
        return {name: _sha(text.encode()) for name, text in built_files(self.paths).items()}

    def _imported(self, version: int) -> dict[str, str]:
        subprocess.run(self.importing(version), check=True, stdout=subprocess.DEVNULL)
        return self.private_state()

    def building(self) -> list[str]:
        return [*_ATLAS, "build", "--root", str(self.root)]

    def importing(self, version: int) -> list[str]:
        said = [
            "--layer",
            LAYER,
            "--source",
            TITLE,
            "--date",
            "2024-05",
            "--kind",
            "redline",
            "--root",
            str(self.root),
        ]
        return [*_ATLAS, "import", str(self.drawings[version]), *said]

    def built_state(self) -> dict[str, str]:
        geodata = self.paths.geodata
        return {name: _sha(current(geodata, name).read_bytes()) for name in self.built[0]}

    def private_state(self) -> dict[str, str]:
        """Return the digests of the private files, ignoring the import time."""
        state = {}
        for pattern in ("*/*.geojson", "*/*.json"):
            for name, path in current_files(self.private, pattern).items():
                content = path.read_bytes()
                if name.endswith(".json"):
                    provenance = json.loads(content)
                    provenance.pop("imported_at")
                    content = json.dumps(provenance, sort_keys=True).encode()
                state[name] = _sha(content)
        return state


_ATLAS = [sys.executable, "-m", "atlas.cli.main"]


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _drawing(folder: Path, number: int) -> Path:
    """Write a drawing of several hundred red lines."""
    shapes = [
        box(119.80 + 0.004 * n, 36.6 + 0.01 * number, 119.803 + 0.004 * n, 36.608 + 0.01 * number)
        for n in range(100 * number)
    ]
    columns = {"YSDM": "2003010100", "HXMC": [f"Line {number}-{n}" for n in range(len(shapes))]}
    path = folder / f"drawing-{number}.gpkg"
    gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4490").to_file(path, layer="STBHHX")
    return path


def killed(command: list[str], folder: Path, *, writing: bool, within_s: float) -> str:
    """Start a command and kill it at a random moment; return whether it was killed or had ended.

    Parameters
    ----------
    command : list of str
    folder : Path
        Folder that it writes to.
    writing : bool
        Whether to kill it after it starts to write, or at any time after its start.
    within_s : float
        Maximum delay of the kill after that, in seconds.
    """
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + PATIENCE_S
    while writing and process.poll() is None and time.monotonic() < until:
        if any((folder / name).exists() for name in (DRAFT, NEXT)):
            break
        time.sleep(0.0005)
    time.sleep(random.uniform(0, within_s))
    ended = process.poll() is not None
    if not ended:
        process.send_signal(signal.SIGKILL)
    process.wait()
    return "had ended" if ended else "killed"


def start(trial: Trial) -> None:
    """Load the data as commands and the server do; every layer must be usable."""
    store = load(trial.root)
    assert store.broken == {}, store.broken
    assert store.refused == (), [note.text("en") for note in store.refused]


def start_server(trial: Trial, log: Path) -> None:
    """Start a server and wait until it reports that it is ready with whole data."""
    server = Server(log, environment={"ATLAS_ROOT": str(trial.root)}).wait("/readyz", PATIENCE_S)
    try:
        _, _, text = server.get("/readyz")
    finally:
        server.stop()
    state = json.loads(text)
    assert state["ready"] and state["whole"], state


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    random.seed(asked.seed)
    counts: Counter[str] = Counter()
    failures: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(Path(folder))
        trial.set_sources(0)
        durations = {}
        for what, command in (("build", trial.building()), ("import", trial.importing(0))):
            began = time.monotonic()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            durations[what] = time.monotonic() - began
        for number in range(asked.times):
            what = ("build", "import")[number % 2]
            writing = number % 4 < 2
            if what == "build":
                into, states, read = trial.paths.geodata, trial.built, trial.built_state
            else:
                into, states, read = trial.private, trial.imported, trial.private_state
            version = 1 - states.index(read()) if read() in states else 0
            if what == "build":
                trial.set_sources(version)
            command = trial.building() if what == "build" else trial.importing(version)
            within_s = 0.3 if writing else durations[what]
            how = killed(command, into, writing=writing, within_s=within_s)
            found = read()
            state = "new" if found == states[version] else "old"
            mid = "moving broken off" if (into / NEXT).exists() else ""
            try:
                assert found in states, "a mixture"
                start(trial)
                if number % 10 == 9:
                    start_server(trial, Path(folder) / "output.log")
                    counts["servers started"] += 1
            except Exception as error:
                failures.append(f"{number} {what} {how}: {type(error).__name__} {error}")
                state = "broken"
            moment = "writing" if writing else "any moment"
            counts[f"{what}, {moment}, {how}: {state} data {mid}".strip()] += 1
            print(f"{number + 1}/{asked.times} {what} {moment} {how}: {state} {mid}", flush=True)
    print(*(f"{n:4}  {what}" for what, n in sorted(counts.items())), sep="\n")
    print(*failures, sep="\n")
    print(f"{asked.times} times: {asked.times - len(failures)} with whole data")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
