"""Statements of the documents about files and keys are true."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from atlas.layers import layer_definition
from atlas.layers.layer_definition import read_definition

ROOT = Path(__file__).parents[2]
ADDING = ROOT / "docs" / "adding-a-layer.md"


def test_the_example_layer_definition_is_valid(tmp_path):
    (example,) = re.findall(r"```toml\n(.*?)```", ADDING.read_text("utf-8"), flags=re.DOTALL)
    path = tmp_path / "filling-stations.toml"
    path.write_text(example, encoding="utf-8")
    assert read_definition(path).kinds == {"station"}


def test_every_key_of_a_layer_is_explained():
    models = [
        value
        for value in vars(layer_definition).values()
        if isinstance(value, type)
        and issubclass(value, BaseModel)
        and value.__module__ == layer_definition.__name__
    ]
    keys = {key for model in models for key in model.model_fields} - {"id"}
    named = set(re.findall(r"\w+", ADDING.read_text("utf-8")))
    assert keys <= named, keys - named


def documents() -> list[Path]:
    """Return the Markdown files that people write."""
    found = [path for folder in (".", "docs", "geodata") for path in (ROOT / folder).glob("*.md")]
    return [path for path in found if path.name != "coverage.md"]


def prose(text: str) -> Iterator[tuple[int, str]]:
    """Yield number and text of the lines outside tables, code and Chinese paragraphs."""
    fenced = False
    for number, line in enumerate(text.splitlines(), start=1):
        fence = line.lstrip().startswith("```")
        fenced ^= fence
        chinese = len(re.findall(r"[\u3000-\u9fff\uff00-\uffef]", line)) > len(line) / 2
        if not (fence or fenced or chinese or line.lstrip().startswith("|")):
            yield number, line


def anchors(document: Path) -> set[str]:
    """Return the fragments by which the headings of a document are linked."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_links_between_documents_are_valid():
    broken = []
    for document in documents():
        text = document.read_text(encoding="utf-8")
        for target, anchor in re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)", text):
            path = document.parent / target if target else document
            if not path.exists() or (anchor and anchor not in anchors(path)):
                broken.append(f"{document.name}: {target}#{anchor}")
    assert not broken


def test_prose_wraps_at_120():
    long = [
        f"{document.name}:{number}: {len(line)}"
        for document in documents()
        for number, line in prose(document.read_text(encoding="utf-8"))
        if len(line) > 120
    ]
    assert not long


def test_wrapping_is_not_asked_of_tables_code_and_chinese():
    word = "x" * 121
    text = f"| {word} |\n```\n{word}\n```\n{'规划示意,' * 40}\n- {word}"
    assert list(prose(text)) == [(6, f"- {word}")]


def test_the_readme_s_tree_says_what_each_package_says():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^  (\w+)/ +(.+)$", readme, flags=re.MULTILINE))
    said = {
        path.parent.name: str(ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))))
        for path in (ROOT / "atlas").glob("*/__init__.py")
    }
    assert shown == {
        name: text.splitlines()[0].replace("``", "").rstrip(".") for name, text in said.items()
    }
