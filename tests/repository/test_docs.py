"""Statements of the documents about files and keys are true."""

import re
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


def test_links_between_documents_are_valid():
    documents = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")]
    broken = [
        f"{document.name}: {target}"
        for document in documents
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text(encoding="utf-8"))
        if not (document.parent / target).exists()
    ]
    assert not broken
