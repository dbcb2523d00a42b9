"""The table of a check of all projects against all zones."""

from __future__ import annotations

import pytest

from atlas.analysis.overlap import matrix
from atlas.core.messages import LANGUAGES
from atlas.wording.check_table import matrix_table
from tests.support.project import store


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_matrix_is_a_table_of_words(lang):
    every_project = matrix(store())
    heads, rows = matrix_table(store(), every_project, lang)
    assert len(rows) == len(every_project.report.subjects)
    assert {len(row) for row in rows} == {len(heads)}
    assert {"·", "≈"} < {cell for row in rows for cell in row}
