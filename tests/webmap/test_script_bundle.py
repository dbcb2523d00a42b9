"""The browser's scripts, joined into few files."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from atlas.webmap import script_bundle
from atlas.webmap.script_bundle import STATIC, bundle
from tests.support.javascript import node

MODULES = {
    "main.js": """import {Pair, one as first} from './parts/pair.js';
import './parts/mark.js';

const one = 10; // not that of the other module
export const sum = () => one + first + new Pair(1, 2).sum;
export const later = async () => (await import('./tools/late.js')).seen();
""",
    "parts/pair.js": """export const one = 1;
export class Pair {
  constructor(a, b) {
    this.sum = a + b;
  }
}
""",
    "parts/mark.js": "globalThis.marks = (globalThis.marks ?? 0) + 1;\n",
    "tools/late.js": """import {one} from '../parts/pair.js';
import {two} from './two.js';
import '../parts/mark.js';

export const seen = () => [one, two, globalThis.marks];
""",
    "tools/two.js": "export const two = 2;\n",
}


def served(
    folder: Path, modules: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """Return the bundle of modules; write it below ``folder``, as the server would."""
    for path, source in modules.items():
        file = folder / "sources" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source, encoding="utf-8")
    monkeypatch.setattr(script_bundle, "STATIC", folder / "sources")
    found = bundle()
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    for path, source in found.items():
        file = folder / "served" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source, encoding="utf-8")
    return found


def test_joined_modules_do_what_they_did_apart(tmp_path, monkeypatch):
    found = served(tmp_path, MODULES, monkeypatch)
    assert set(found) == {"main.js", "tools/late.js", "tools/two.js"}
    code = (
        f"const m = await import({json.dumps(str(tmp_path / 'served/main.js'))});"
        "console.log(JSON.stringify([m.sum(), await m.later()]))"
    )
    command = [*node(), "--input-type=module", "-e", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [14, [1, 2, 1]]  # a module of the bundle has run once


@pytest.mark.parametrize(
    ("module", "said"),
    [
        ("import {sum} from '../main.js';\nexport const one = sum;\n", "import one another"),
        ("export default 1;\n", r"parts/pair.js: .*export default 1"),
        ("export {one};\n", r"parts/pair.js: .*export \{one\}"),
        ("import * as all from './mark.js';\n", r"parts/pair.js: .*import \* as all"),
    ],
)
def test_what_cannot_be_joined_is_refused(module, said, tmp_path, monkeypatch):
    with pytest.raises(ValueError, match=said):
        served(tmp_path, {**MODULES, "parts/pair.js": module}, monkeypatch)


def test_every_script_of_the_page_is_served_once():
    found = bundle()
    apart = {path for path in found if path != "main.js"}
    names = re.findall(r"^const (\$\w+) = \(\(\) => \{$", found["main.js"], flags=re.MULTILINE)
    joined = {p.relative_to(STATIC).as_posix() for p in STATIC.rglob("*.js")} - apart
    joined = {path for path in joined if not path.startswith("onefile/")}  # another document's
    assert sorted(names) == sorted("$" + re.sub(r"\W", "_", path[:-3]) for path in joined)
    wanted = re.findall(r"(?<=import\(')\./([\w./]+)(?='\))", found["main.js"])
    assert wanted and set(wanted) <= apart
