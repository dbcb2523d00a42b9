"""Detection of a file's format: texts in UTF-16, the extensions, and unsupported formats."""

from __future__ import annotations

import pytest

from atlas.readers import unsupported_formats
from atlas.readers.file_reader import read_planners_file
from atlas.readers.format_detection import ENDINGS, FORMS
from atlas.readers.planners_file import ReaderError
from atlas.readers.raw_file import Member
from tests.support.drawings import ANSWERS, FILES
from tests.support.planners import KML, PARCELS, geojson
from tests.support.project import failures
from tests.support.reading import keys, read


def test_the_name_in_utf16_is_read():
    name = "text_utf16be_bom.geojson"
    assert list(read(name, (FILES / name).read_bytes()).frame["name"]) == [ANSWERS[name]["name"]]


def test_every_refused_format_is_explained_and_selectable():
    def refuses(ending: str) -> None:
        with pytest.raises(ReaderError) as caught:
            read_planners_file(f"红线.{ending}", b"\1\2\3\4")
        form = unsupported_formats.forms()[
            unsupported_formats.form_of(Member(f"a.{ending}", b"")) or ""
        ]
        for lang in ("zh", "en"):
            said = caught.value.text(lang)
            assert form.form.in_(lang) in said and form.way.in_(lang) in said, said
        assert ending in ENDINGS

    assert not failures(refuses, unsupported_formats.endings())
    assert {*FORMS, "zip", "kmz", "shp", "dbf", "tab", "mif", "mid"} <= set(ENDINGS)
    assert not set(FORMS) & set(unsupported_formats.endings())


@pytest.mark.parametrize("mark", ["\ufeff", ""])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_of_either_kind_in_every_text(mark, encoding):
    texts = {
        "a.kml": KML.replace("UTF-8", "UTF-16"),
        "a.geojson": geojson().decode(),
        "a.csv": f'name,wkt\n地块,"SRID=4326;{PARCELS.geometry.iloc[0].wkt}"\n',
    }
    for name, text in texts.items():
        assert "planners.not_as_claimed" not in keys(read(name, (mark + text).encode(encoding)))
