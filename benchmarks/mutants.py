"""Kill rates of the tests on sampled mutants: ``python -m benchmarks.mutants MODULE [MODULE ...]``.

Needs the dependency group ``mutants``. cosmic-ray makes the mutants: each is the module with one
small change inside a function. A mutant is killed when the module's tests fail, cannot be imported
or exceed the time limit, and survives when they pass. The sample depends only on the module's
source and the seed, so two test trees can be compared: ``--tests FOLDER`` runs the tests in FOLDER
against the atlas beside that folder.

The parent process imports the heavy libraries once and forks one child per mutant. The child serves
the mutated source through an import hook; no file is changed. Processes that a test starts itself
(the command line, a server) import the original module, so mutants in them are not seen.
"""

from __future__ import annotations

import argparse
import ast
import gc
import os
import random
import resource
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType

import pytest
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names
from hypothesis.internal.conjecture import engine

#: name on the command line → module, and the test files that call it directly
MODULES = {
    "query": ("atlas.store.query", "store/test_query plan/test_plates"),
    "overlap": (
        "atlas.analysis.overlap.overlap_check",
        "analysis/test_overlap_check wording/test_check_text analysis/test_overlap_rules",
    ),
    "crs": (
        "atlas.spatial.crs",
        "spatial/test_crs spatial/test_pieces spatial/test_moved_edges "
        "spatial/test_coordinate_notation spatial/test_derived_fields",
    ),
    "georeferencing": (
        "atlas.readers.georeferencing",
        "readers/test_georeferencing readers/test_location_notes readers/test_old_systems "
        "readers/test_file_reader",
    ),
    "symbology": (
        "atlas.layers.symbology",
        "layers/test_symbol_strokes layers/test_symbology writers/test_qgis_style",
    ),
}
#: imported before forking; nothing of the atlas may be among them
LIBRARIES = "ezdxf fastkml folium geopandas openpyxl pyogrio pypdf pypinyin streamlit typst"
ARGUMENTS = ("-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "--hypothesis-seed=0")
#: time limit of a mutant: CPU time as a multiple of the unmutated run's, and at least in seconds;
#: elapsed time as a multiple of that
SLOWER, LEAST_S, WAITING = 5, 20, 10
MEMORY = 8 * 1024**3
#: outcomes of a child by exit code: those of pytest, and signals of the time limits
OUTCOMES = {
    pytest.ExitCode.OK: "survived",
    pytest.ExitCode.TESTS_FAILED: "killed",
    pytest.ExitCode.INTERRUPTED: "killed",  # a test file could not be imported
    -signal.SIGPROF: "timeout",
    -signal.SIGALRM: "timeout",
}


@dataclass(frozen=True, order=True)
class Mutant:
    """A module with one change: its line, cosmic-ray's operator, the changed line, all lines."""

    line: int
    operator: str
    changed: str
    source: str


class Mutated(SourceFileLoader):
    """An import hook that serves one module from a given source."""

    def __init__(self, name: str, path: str, source: str) -> None:
        super().__init__(name, path)
        self.source = source

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.source, self.path, "exec", dont_inherit=True)

    def find_spec(self, name: str, path: object, target: object = None) -> ModuleSpec | None:
        return spec_from_file_location(name, self.path, loader=self) if name == self.name else None


def meaning(source: str) -> str:
    """Return the syntax tree without annotations, which do nothing at run time in functions."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef):
            node.returns = None
    return ast.dump(tree)


def mutants(source: str) -> Iterator[Mutant]:
    """Yield the distinct mutants of a module that change the behaviour of its functions."""
    nodes = ast.walk(ast.parse(source))
    functions = [range(f.lineno, f.end_lineno + 1) for f in nodes if isinstance(f, ast.FunctionDef)]
    tokens = list(ast_nodes(get_ast(source)))
    seen = {meaning(source)}
    for name in operator_names():
        operator = get_operator(name)
        if operator.arguments():  # needs names to insert
            continue
        spots = [at for token in tokens for at in operator().mutation_positions(token)]
        for occurrence, ((line, _), _) in enumerate(spots):
            if not any(line in function for function in functions):
                continue
            mutated = mutate_code(source, operator(), occurrence)
            with suppress(SyntaxError):
                if (tree := meaning(mutated)) not in seen:
                    seen.add(tree)
                    lines = zip(source.splitlines(), mutated.splitlines(), strict=False)
                    changed = next(new.strip() for old, new in lines if new != old)
                    yield Mutant(line, name.removeprefix("core/"), changed, mutated)


def fork(loader: Mutated, files: list[str], limit: int = 0) -> int:
    """Run pytest in a forked child with the module of a loader, and return the child's id.

    ``limit`` is in seconds of CPU time. Without one, pytest's output is shown on stderr.
    """
    if child := os.fork():
        return child
    code: int = pytest.ExitCode.INTERNAL_ERROR
    try:
        os.setsid()
        signal.setitimer(signal.ITIMER_PROF, limit)  # 0: no limit
        signal.alarm(WAITING * limit)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        os.dup2(os.open(os.devnull, os.O_WRONLY) if limit else 2, 1)
        os.dup2(1, 2)
        engine.MAX_SHRINKING_SECONDS = 0  # the first failure is enough
        sys.meta_path.insert(0, loader)
        ended = pytest.main([*ARGUMENTS, *files])
        code = ended if ended or sys.modules[loader.name].__loader__ is loader else code
    finally:
        os._exit(code)


def run(intact: Mutated, sample: list[Mutant], files: list[str], jobs: int) -> dict[Mutant, str]:
    """Return the outcome of each mutant; the tests must pass on the original first."""
    fork(intact, files)
    _, status, used = os.wait3(0)
    if status:
        sys.exit(f"{intact.name}: the tests fail without a mutant, or do not import it")
    limit = max(LEAST_S, round(SLOWER * (used.ru_utime + used.ru_stime)))
    waiting, running, outcomes = list(sample), dict[int, Mutant](), dict[Mutant, str]()
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant = waiting.pop()
            running[fork(Mutated(intact.name, intact.path, mutant.source), files, limit)] = mutant
        child, status = os.wait()
        code = os.waitstatus_to_exitcode(status)
        outcomes[running.pop(child)] = OUTCOMES.get(code, f"exit code {code}")
        with suppress(ProcessLookupError):  # processes left by a killed test
            os.killpg(child, signal.SIGKILL)
    return outcomes


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("modules", nargs="+", choices=MODULES, metavar="MODULE")
    parser.add_argument("--sample", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tests", type=Path, default=Path("tests"))
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="list the survivors")
    asked = parser.parse_args()
    tests = asked.tests.resolve()
    os.chdir(tests.parent)
    sys.path[0] = os.environ["PYTHONPATH"] = str(tests.parent)
    for library in LIBRARIES.split():
        import_module(library)
    gc.freeze()  # the children need not collect what they share
    for key in asked.modules:
        name, listed = MODULES[key]
        path = Path(f"{name.replace('.', '/')}.py")
        source = path.read_text("utf-8")
        found = sorted(mutants(source))
        sample = random.Random(asked.seed).sample(found, min(asked.sample, len(found)))
        files = [f"{tests}/{file}.py" for file in listed.split()]
        outcomes = run(Mutated(name, str(path.resolve()), source), sample, files, asked.jobs)
        count = Counter(outcomes.values())
        rate = (count["killed"] + count["timeout"]) / len(sample)
        ends = ", ".join(f"{number} {end}" for end, number in count.most_common())
        print(f"{key}: kill rate {rate:.0%} of {len(sample)} of {len(found)} mutants: {ends}")
        for mutant in sorted(outcomes) if asked.list else ():
            if outcomes[mutant] not in ("killed", "timeout"):
                print(f"  {path}:{mutant.line} {mutant.operator}  {mutant.changed}")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
