"""The workbench tools, run without a browser: each gives a result, none breaks the page."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from atlas.analysis.overlap import CheckError, chosen
from atlas.core.messages import LANGUAGES, message
from atlas.store.query import Tool
from atlas.store.store import Store
from atlas.web.jobs import check_jobs
from atlas.web.server.resources import store
from atlas.web.state.page_list import page_of
from atlas.web.workbench import check_tools
from tests.support.pages import run, texts

WORKBENCH = page_of("workbench")
ACROSS = "polygon:119.95,36.9;120.05,36.9;120.05,37;119.95,37"
ASKED = {
    "spot": {"at": "119.98,36.95"},
    "draw": {"shape": ACROSS, "buffer": "100", "against": "reserves"},
    "feature": {"id": "tp-metro-14"},
    "file": {},
    "matrix": {"buffer": "50"},
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("tool", get_args(Tool))
def test_a_tool_answers_in_both_languages(tool: str, lang: str) -> None:
    app = run(WORKBENCH, {"tool": tool, "lang": lang, **ASKED[tool]})
    assert not app.exception
    assert app.button_group[-1].value == tool
    problems = [text for text in texts(app).split("<p") if "atlas-problem" in text]
    assert problems == []
    if tool != "spot":
        assert message(f"task.{tool}_about", lang)[:20] in texts(app)


@pytest.mark.parametrize("tool", ["draw", "feature", "matrix"])
def test_an_unusable_layer_is_reported_and_the_page_still_works(
    monkeypatch: pytest.MonkeyPatch, tool: str
) -> None:
    known = store()
    broken: Store = replace(known, broken={"ecological-redlines": "line 7: no JSON"})
    for module in (check_tools, check_jobs):
        monkeypatch.setattr(module, "store", lambda: broken)
    check_jobs._zones.cache_clear()
    try:
        app = run(WORKBENCH, {"tool": tool, **ASKED[tool]})
    finally:
        check_jobs._zones.cache_clear()
    assert not app.exception
    assert "line 7: no JSON" in texts(app)
    assert app.button_group, "the tools are still there"


def test_features_without_a_location_are_not_offered() -> None:
    for identifier in check_tools._checkable():
        try:
            chosen(store(), [identifier])
        except CheckError as error:
            pytest.fail(f"{identifier}: {error}")
