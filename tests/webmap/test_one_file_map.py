"""The one-file map: size, content, no requests, hostile texts, route and command."""

from __future__ import annotations

import base64
import gzip
import json
import re
from datetime import date
from functools import cached_property
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient
from typer.testing import CliRunner

from atlas.cli import main
from atlas.store.query import Filter, Topic
from atlas.store.store import load
from atlas.web.downloads.one_file_download import address
from atlas.web.server.routes import routes
from atlas.web.state.page_view import view_at
from atlas.webmap.one_file_map import _script_json, one_file
from atlas.wording import card
from tests.support.project import built, store

OVERVIEW = Topic("overview")
DAY = date(2026, 1, 2)
HOSTILE = "</script><img src=x onerror=alert(1)>\u2028<!--<script>{title}"


class Document(HTMLParser):
    """A parsed HTML document: its tags, and the text of its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append((dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script":
            attributes, text = self.scripts[-1]
            self.scripts[-1] = attributes, text + data

    def script(self, **wanted: str) -> str:
        (text,) = [t for attributes, t in self.scripts if wanted.items() <= attributes.items()]
        return text

    @cached_property
    def data(self) -> dict[str, Any]:
        packed = base64.b64decode(self.script(id="data"))
        found: dict[str, Any] = json.loads(gzip.decompress(packed))
        return found

    @property
    def modules(self) -> dict[str, str]:
        imports = json.loads(self.script(type="importmap"))["imports"]
        head = "data:text/javascript;charset=utf-8,"
        assert all(url.startswith(head) for url in imports.values())
        return {name: unquote(url.removeprefix(head)) for name, url in imports.items()}


@pytest.fixture(scope="module")
def content() -> bytes:
    return one_file(store(), OVERVIEW, Filter(), "zh", DAY)


@pytest.fixture(scope="module")
def document(content: bytes) -> Document:
    return Document(content.decode())


def test_the_whole_atlas_is_far_below_3_mb(content):
    assert 300_000 < len(content) < 1_500_000


def test_the_same_view_makes_the_same_bytes(content):
    assert one_file(store(), OVERVIEW, Filter(), "zh", DAY) == content


def test_every_feature_is_in_it_with_the_geometry_of_its_layer(document):
    data = document.data
    assert list(data["features"]) == list(store().catalogue)
    for layer, frame in store().frames.items():
        assert [f["id"] for f in data["features"][layer]] == list(frame["id"])
        assert data["geometries"][layer] == [f["geometry"] for f in built(layer)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_card_is_in_it(document, lang):
    cards = document.data["cards"][lang]
    assert cards == json.loads(json.dumps({i: card(store(), i, lang) for i in store().records}))
    quotes = {link.quote for links in store().links.values() for link in links}
    assert quotes == {quote["text"] for each in cards.values() for quote in each["quotes"]}


def test_features_that_never_show_are_left_out(document):
    shown = {key for rows in document.data["features"].values() for row in rows for key in row}
    assert not shown & {"plan_quote", "note_zh", "sources", "towns_reason_en", "area_ha_drawn"}


def test_every_module_finds_what_it_imports(document):
    modules = document.modules
    for name, source in modules.items():
        if name == "leaflet":
            continue
        code = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)  # types are named in comments
        imported = re.findall(r"(?:from |import |import\()'([^']+)'", code)
        assert set(imported) <= set(modules), name
        assert "fetch(" not in source, name
    assert "atlas/main.js" not in modules


def test_the_document_has_no_links_and_forbids_every_request(document):
    for tag, attributes in document.tags:
        for name in ("src", "href", "action", "srcset"):
            assert (attributes.get(name) or "data:").startswith("data:"), tag
    (policy,) = [a["content"] for _, a in document.tags if "http-equiv" in a]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    assert "connect-src" not in rules
    assert "'unsafe-inline'" not in rules["script-src"]


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_json_in_a_script_is_read_back_and_contains_no_markup(value):
    text = _script_json(value)
    assert json.loads(text) == value
    assert not set(text) & set("<>&\u2028\u2029")


def spoil(root_copy) -> None:
    """Put markup into all texts of a layer, its title and a quote."""
    path = root_copy / "geodata/transport-projects.geojson"
    layer = json.loads(path.read_text("utf-8"))
    for feature in layer["features"]:
        for key, value in feature["properties"].items():
            if key.startswith(("name_", "note_")) and value:
                feature["properties"][key] = HOSTILE + value
    path.write_text(json.dumps(layer), encoding="utf-8")
    path = root_copy / "layers/transport-projects.toml"
    text = path.read_text("utf-8")
    title = re.search(r'^title = \{ zh = "', text, re.MULTILINE)[0]
    # TOML allows the line separator unescaped
    path.write_text(text.replace(title, title + HOSTILE, 1), encoding="utf-8")


def test_hostile_texts_end_no_script(root_copy, document):
    spoil(root_copy)
    content = one_file(load(root_copy), Topic("transport", "transport"), Filter(), "zh", DAY)
    spoilt = Document(content.decode())
    assert [tag for tag, _ in spoilt.tags] == [tag for tag, _ in document.tags]
    names = [f["name_zh"] for f in spoilt.data["features"]["transport-projects"]]
    assert all(name.startswith(HOSTILE) for name in names)
    # folium's templates have escaped it in the map's script
    script = spoilt.modules["atlas/map.js"]
    assert "alert(1)" in script
    assert "</script" not in script


# ---- the route, the command ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(Starlette(routes=routes()))


def opening(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Document(text).script(id="opening"))
    return found


def test_the_file_opens_with_the_reader_s_view(client):
    answer = client.get(
        "/download/atlas.html?page=transport&town=370283105&theme=ecology&status=planned"
        "&off=transport-projects/metro&id=tp-metro-14&lang=en&bbox=119.7,36.5,120.1,36.9"
    )
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''Pingdu")
    found = opening(answer.text)
    assert found["chosen"] == {
        "towns": ["370283105"],
        "themes": ["ecology"],
        "statuses": ["planned"],
        "industries": [],
        "outcomes": [],
        "chapters": [],
        "year": None,
        "off": ["transport-projects/metro"],
        "on": [],
        "selected": "tp-metro-14",
    }
    assert found["bounds"] == [[36.5, 119.7], [36.9, 120.1]]
    assert (found["lang"], found["state"]["page"]) == ("en", "transport")


def test_a_view_beyond_the_map_is_clipped(client):
    found = opening(client.get("/download/atlas.html?bbox=100.5,36.449999999999996,140,37").text)
    assert found["bounds"] == [[36.449999999999996, 112.0], [37.0, 128.0]]


def test_a_plate_brings_its_title_and_its_bounds(client):
    found = opening(client.get("/download/atlas.html?page=plates&plate=fig2&town=370283105").text)
    assert found["plate"]["zh"].startswith("图2")
    assert found["chosen"]["towns"] == []
    assert found["home"][0][0] < found["home"][1][0]


@pytest.mark.parametrize("page", ["reader", "workbench", "indicators", "data"])
def test_a_page_without_a_map_of_its_own_gives_the_overview(client, page):
    found = opening(client.get(f"/download/atlas.html?page={page}&town=370283105").text)
    assert found["state"]["page"] == "overview"
    assert found["state"]["focus"] == "all"
    assert found["chosen"]["towns"] == ["370283105"]


@pytest.mark.parametrize(
    "bounds",
    ["1,2,3", "a,b,c,d", "120,36,119,37", "119,37,120,36", "nan,36,120,37", "0,0,1,1", "<b>"],
)
def test_impossible_bounds_are_refused_and_never_shown_back(client, bounds):
    answer = client.get("/download/atlas.html", params={"bbox": bounds, "lang": "en"})
    assert answer.status_code == 400
    assert answer.text.startswith("bbox: expected west,south,east,north")
    assert "<b>" not in answer.text


def test_the_link_on_the_data_page_keeps_the_filter_and_drops_the_switches(client):
    view = view_at("data", {"town": "370283105", "off": "rivers", "lang": "en"})
    assert address(view) == "/download/atlas.html?page=overview&town=370283105&lang=en"
    assert client.get(address(view)).status_code == 200


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main.app, ["map", *arguments])
    return result.exit_code, result.output


def test_the_command_writes_the_file_and_says_how_large_it_is(tmp_path):
    path = tmp_path / "atlas.html"
    code, told = run("--output", str(path), "--page", "ecology", "--lang", "en")
    assert code == 0
    assert f"{path}, {path.stat().st_size / 1e6:.2f} MB" in told.replace("\n", "")
    found = opening(path.read_text("utf-8"))
    assert (found["lang"], found["state"]["page"]) == ("en", "ecology")


def test_the_command_lists_the_pages(tmp_path):
    code, told = run("--output", str(tmp_path / "atlas.html"), "--page", "nowhere")
    assert code == 2
    assert "overview, structure" in told
    assert not list(tmp_path.iterdir())


def test_the_command_reports_missing_data(root_copy, tmp_path):
    (root_copy / "geodata/rivers.geojson").write_text("{", encoding="utf-8")
    code, told = run("--output", str(tmp_path / "a.html"), "--root", str(root_copy))
    assert code == 1
    assert "rivers" in told
    assert "rivers" not in Document((tmp_path / "a.html").read_text("utf-8")).data["features"]
