"""Data files in TOML: an error names the file, the line and the field."""

from __future__ import annotations

import pytest

from atlas.core.model import Strict
from atlas.core.toml_files import TextFileError, load_toml


class Road(Strict):
    name: str
    lanes: int = 2


GOOD = '[[road]]\nname = "a"\n\n[[road]]\nname = "b"\nlanes = 4\n'


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("lanes = 4", "lanes = 'x'", "roads.toml: line 6: road.1.lanes: Input should be a valid"),
        ('name = "b"', "", "roads.toml: line 4: road.1.name: Field required"),
        ('name = "a"', 'nome = "a"\nname = "a"', "roads.toml: line 2: road.0.nome: Extra inputs"),
        ("[[road]]", "[[street]]", "roads.toml: expected road, found street"),
        ("lanes = 4", "lanes = ", "roads.toml: not valid TOML: .*line 6"),
    ],
)
def test_an_error_names_file_line_and_field(tmp_path, old, new, said):
    file = tmp_path / "roads.toml"
    file.write_text(GOOD.replace(old, new), "utf-8")
    with pytest.raises(TextFileError, match=said):
        load_toml(tuple[Road, ...], file, "road")


def test_a_valid_file_is_returned_as_the_model(tmp_path):
    file = tmp_path / "roads.toml"
    file.write_text(GOOD, "utf-8")
    assert load_toml(tuple[Road, ...], file, "road") == (Road(name="a"), Road(name="b", lanes=4))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(TextFileError, match=r"roads\.toml: cannot be read"):
        load_toml(dict, tmp_path / "roads.toml")
