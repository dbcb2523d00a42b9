"""Planners' files read or refused as a whole, with what all of them have in common."""

from __future__ import annotations

import pytest

from atlas.readers.file_reader import UNSAID, read_planners_file
from atlas.readers.planners_file import Answers, PlannersFile, ReaderError


def read(name: str, content: bytes, answers: Answers = UNSAID) -> PlannersFile:
    drawing = read_planners_file(name, content, answers)
    assert drawing.frame is not None, [q.why.text("zh") for q in drawing.questions]
    assert drawing.frame.crs == 4326
    assert drawing.frame.geometry.is_valid.all()
    assert not drawing.frame.geometry.has_z.any()
    return drawing


def keys(drawing: PlannersFile) -> list[str]:
    return [note.key for note in drawing.notes]


def refusal(name: str, content: bytes, answers: Answers = UNSAID) -> str:
    with pytest.raises(ReaderError) as caught:
        read_planners_file(name, content, answers)
    assert caught.value.note.text("en")
    return caught.value.note.text("zh")
