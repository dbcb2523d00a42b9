"""Templates: escaping, layout, missing values; all HTML comes from them."""

from __future__ import annotations

import ast
import re
import tomllib

import pytest
from jinja2 import UndefinedError

from atlas.core.templates import ATLAS, load_templates, render
from atlas.core.versions import PATTERNS

NAMES = {path.relative_to(ATLAS).as_posix() for path in ATLAS.rglob("*.j2")}
#: a tag with attributes, or one of HTML's usual tags
TAG = re.compile(
    r"</?[a-z][a-z0-9]* [a-z-]+=|</?(a|b|div|h\d|li|link|nav|p|small|span|table|td|ul)>"
)


def test_values_are_escaped_and_layout_is_dropped() -> None:
    hostile = "</td><img src=x onerror=alert(1)>\n{{ 7 * 7 }}"
    shown = render("web/templates/matrix.html.j2", heads=["a", "b & c"], rows=[[hostile, '"']])
    assert shown == (
        '<div class="atlas-matrix" tabindex="0"><table><thead><tr>'
        "<th scope=col><span>a</span></th><th scope=col><span>b &amp; c</span></th>"
        "</tr></thead><tbody><tr>"
        "<th scope=row>&lt;/td&gt;&lt;img src=x onerror=alert(1)&gt;\n{{ 7 * 7 }}</th>"
        "<td>&#34;</td></tr></tbody></table></div>"
    )


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="text"):
        render("web/templates/problem.html.j2")


def test_every_template_compiles_and_is_used() -> None:
    sources = [p.read_text("utf-8") for end in ("*.py", "*.j2") for p in ATLAS.rglob(end)]
    words = set(re.findall(r"[\w./]+\.j2", "\n".join(sources)))
    named = {word if "/" in word else f"web/templates/{word}" for word in words}
    assert named == NAMES
    load_templates()


def test_only_the_map_s_own_scripts_are_not_escaped() -> None:
    off = re.compile(r"\|\s*safe|autoescape|Markup")
    found = {name for name in NAMES if off.search((ATLAS / name).read_text("utf-8"))}
    assert found == {"webmap/templates/one_file_map.html.j2"}


def test_python_writes_no_html() -> None:
    found = set()
    for path in ATLAS.rglob("*.py"):
        source = path.read_text("utf-8")
        if not TAG.search(source):
            continue
        nodes = list(ast.walk(ast.parse(source)))
        docstrings = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
        if any(
            isinstance(node, ast.Constant)
            and id(node) not in docstrings
            and TAG.search(str(node.value))
            for node in nodes
        ):
            found.add(path.relative_to(ATLAS).as_posix())
    assert found == {
        "web/server/streamlit_internals.py",  # texts of Streamlit's document that are replaced
        "readers/kml/kml_reader.py",  # a root element without its namespace, repaired on reading
        *("print/map/pen.py", "print/map/map_text.py"),  # SVG of coordinates; texts are escaped
    }


def test_all_kinds_of_program_files_are_packaged_and_part_of_the_version() -> None:
    project = tomllib.loads((ATLAS.parent / "pyproject.toml").read_text("utf-8"))
    packaged = set(project["tool"]["setuptools"]["package-data"]["atlas"])
    kinds = {path.suffix for path in ATLAS.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    assert {f"**/*{kind}" for kind in kinds} == {*packaged, "**/*.py"}
    assert {f"atlas/**/*{kind}" for kind in kinds} <= set(PATTERNS)
