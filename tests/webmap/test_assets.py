"""The one map's script and the files that the browser loads for it."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import pytest

from atlas.core.model import Text
from atlas.core.paths import GEODATA
from atlas.store.store import load
from atlas.webmap import assets as assets_module
from atlas.webmap import script_bundle
from atlas.webmap.assets import STYLES, Assets, build_assets, digest
from atlas.webmap.basemaps import Basemap, offered_basemaps
from atlas.webmap.folium_map import ELEMENT, map_script
from atlas.webmap.script_bundle import bundle
from tests.support.project import store

STATIC = Path(__file__).parents[2] / "static"
HOSTILE = ["<img src=x onerror=alert(1)>", "</script>", "`", "${alert(1)}", "C:\\2019", '"', "'"]


@cache
def urls() -> dict[str, str]:
    return {layer: f"/atlas/layers/{layer}.geojson" for layer in store().catalogue}


@cache
def assets() -> Assets:
    """Return the files of the project's map, with the default base maps."""
    return build_assets(store(), "/atlas")


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch):
    monkeypatch.delenv("ATLAS_BASEMAPS", raising=False)
    monkeypatch.delenv("ATLAS_TIANDITU_TOKEN", raising=False)


# ---- the script ----------------------------------------------------------------------------------


def test_the_script_is_the_same_every_time():
    once = map_script(store(), urls(), offered_basemaps())
    assert map_script(load(), urls(), offered_basemaps()) == once
    assert not re.search(r"\b[0-9a-f]{32}\b", once), "folium's random ids"


def test_the_script_is_a_module_that_makes_one_map_with_fixed_ids():
    script = map_script(store(), urls(), {})
    assert script.startswith("export default (L, atlas) => {\n")
    assert script.endswith(f"return {ELEMENT};\n}};\n")
    assert re.findall(r"var (\w+) = L\.map\(\s*\"(\w+)\"", script) == [(ELEMENT, ELEMENT)]
    assert script.count("atlas.start(L, map_atlas, ") == 1
    assert script.count("atlas.addLayer(") == len(store().catalogue)
    assert "atlas.addBasemap(" not in script
    opened = {a: script.count(a) for a in "{[("}
    assert list(opened.values()) == [script.count(b) for b in "}])"]


def test_layers_come_in_drawing_order_each_from_its_url():
    script = map_script(store(), urls(), {})
    places = [script.index(f'"url": "{urls()[layer]}"') for layer in store().catalogue]
    assert places == sorted(places)


def test_the_script_names_no_address_but_those_of_the_base_maps_on_offer():
    assert "http" not in map_script(store(), urls(), {})
    basemaps = offered_basemaps()
    hosts = {re.sub(r"https://([^/]*\.)?(\w+\.\w+)/.*", r"\2", b.url) for b in basemaps.values()}
    found = re.findall(r"(?:https?:)?//([^/\"' ]+)", map_script(store(), urls(), basemaps))
    assert {".".join(host.split(".")[-2:]) for host in found} == hosts
    assert hosts


@pytest.mark.parametrize("word", ["cdn", "jquery", "bootstrap", "unpkg", "jsdelivr", "cloudflare"])
def test_nothing_of_folium_s_page_is_included(word: str) -> None:
    assert word not in map_script(store(), urls(), offered_basemaps()).lower()


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_title_stays_text(text: str) -> None:
    title = Text(zh=text, en=text)
    rivers = store().catalogue["rivers"].model_copy(update={"title": title})
    titled = replace(store(), catalogue={**store().catalogue, "rivers": rivers})
    script = map_script(titled, urls(), {})
    escapes = {"<": "\\u003c", ">": "\\u003e", "'": "\\u0027", "\\": "\\\\", '"': '\\"'}
    escaped = "".join(escapes.get(sign, sign) for sign in text)
    assert f'"title": {{"en": "{escaped}", "zh": "{escaped}"}}' in script
    assert "<" not in script


# ---- the files -----------------------------------------------------------------------------------


def made(root: Path) -> Assets:
    return build_assets(load(root), "/atlas", root)


def test_the_scripts_and_icons_are_served_under_one_hashed_folder():
    found = assets()
    folder = found.main.rsplit("/", 1)[0]
    assert re.fullmatch(r"static-[0-9a-f]{12}", folder)
    served = {path: content for path, (content, _) in found.files.items()}
    wanted = {path: source.encode() for path, source in bundle().items()}
    wanted |= {
        path.relative_to(STATIC).as_posix(): path.read_bytes() for path in STATIC.rglob("*.svg")
    }
    for path, content in wanted.items():
        assert served[f"{folder}/{path}"] == content
    assert len([path for path in served if path.startswith(folder)]) == len(wanted) + 2
    started = (found.main, found.module, found.stylesheet, found.leaflet, found.leaflet_css)
    assert {*started, *found.layers.values()} <= set(served)


def test_our_modules_import_only_files_that_are_served():
    imported = 0
    for path in STATIC.rglob("*.js"):
        source = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for name in re.findall(r"(?:from |import\()'([^']+)'", source):
            imported += 1
            assert name.startswith(("./", "../"))
            assert (path.parent / name).resolve().is_relative_to(STATIC)
            assert (path.parent / name).is_file(), f"{path.name}: {name}"
    assert imported > 50


def test_the_one_style_sheet_has_every_part_once_in_order():
    parts = {path.stem for path in (STATIC / "styles").glob("*.css")}
    assert len(set(STYLES)) == len(STYLES)
    assert parts - set(STYLES) == {"tools", "onefile"}  # loaded when needed; of another document
    found = assets()
    sheet = found.files[found.stylesheet][0].decode()
    places = [
        sheet.index((STATIC / f"styles/{part}.css").read_text(encoding="utf-8")) for part in STYLES
    ]
    assert places == sorted(places)


def test_files_have_the_type_that_the_browser_needs():
    types = {path: kind for path, (_, kind) in assets().files.items()}
    wanted = {
        ".js": "text/javascript; charset=utf-8",
        ".geojson": "application/geo+json",
        ".json": "application/json",
        ".css": "text/css",
        ".svg": "image/svg+xml",
    }
    assert types == {path: wanted[Path(path).suffix] for path in types}


def test_leaflet_comes_from_the_wheel():
    found = assets()
    assert found.leaflet == f"leaflet-{version('django-js-lib-leaflet')}/leaflet.js"
    wheel = files("js_lib_leaflet").joinpath("static/js_lib_leaflet")
    assert found.files[found.leaflet][0] == wheel.joinpath("leaflet.js").read_bytes()
    assert found.files[found.leaflet_css][0] == wheel.joinpath("leaflet.css").read_bytes()


def test_a_layer_s_name_changes_with_its_content_and_the_map_s_with_it(root_copy: Path) -> None:
    before = made(root_copy)
    assert made(root_copy) == before
    path = root_copy / "geodata/rivers.geojson"
    path.write_bytes(path.read_bytes() + b"\n")
    after = made(root_copy)
    assert {n for n in after.layers if after.layers[n] != before.layers[n]} == {"rivers"}
    assert after.module != before.module
    assert (after.main, after.leaflet) == (before.main, before.leaflet)
    assert after.files[after.layers["rivers"]][0] == path.read_bytes()


def test_a_script_s_name_changes_with_any_of_our_scripts(
    root_copy: Path, tmp_path: Path, monkeypatch
) -> None:
    copy = tmp_path / "scripts"
    shutil.copytree(STATIC, copy)
    monkeypatch.setattr(assets_module, "STATIC", copy)
    monkeypatch.setattr(script_bundle, "STATIC", copy)
    before = made(root_copy)
    (copy / "map/legend.js").write_text("// changed", encoding="utf-8")
    after = made(root_copy)
    assert after.main != before.main
    assert after.stylesheet != before.stylesheet
    assert (after.module, after.layers) == (before.module, before.layers)


def test_a_broken_layer_is_not_served(root_copy: Path) -> None:
    (root_copy / "geodata/rivers.geojson").write_text("{", encoding="utf-8")
    found = made(root_copy)
    assert set(found.layers) == set(store().catalogue) - {"rivers"}
    assert b'"rivers"' not in found.files[found.module][0]


def test_the_map_is_made_without_the_city_boundary(root_copy: Path) -> None:
    (root_copy / "geodata/city-boundary.geojson").unlink()
    found = made(root_copy)
    assert b"atlas.start(" in found.files[found.module][0]


def test_addresses_start_at_the_mount_point():
    found = build_assets(store(), "/plans/atlas")
    assert found.url(found.main) == f"/plans/atlas/{found.main}"
    script = found.files[found.module][0].decode()
    assert all(f'"/plans/atlas/{path}"' in script for path in found.layers.values())


def test_different_contents_have_different_digests():
    assert digest(b"a") != digest(b"b")
    assert digest(b"a", b"b") == digest(b"a", b"b")
    assert digest((GEODATA / "rivers.geojson").read_bytes()).isalnum()


# ---- base maps -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (None, ["osm", "gaode"]),
        ("", []),
        ("osm", ["osm"]),
        (" gaode , osm ", ["gaode", "osm"]),
    ],
)
def test_the_offer_can_be_limited(wanted: str | None, names: list[str], monkeypatch) -> None:
    if wanted is not None:
        monkeypatch.setenv("ATLAS_BASEMAPS", wanted)
    assert list(offered_basemaps()) == names


def test_tianditu_needs_a_token(monkeypatch):
    monkeypatch.setenv("ATLAS_TIANDITU_TOKEN", "abc123")
    tianditu: Basemap = offered_basemaps()["tianditu"]
    assert tianditu.url.endswith("&tk=abc123")
    monkeypatch.setenv("ATLAS_TIANDITU_TOKEN", "")
    assert "tianditu" not in offered_basemaps()


def test_only_gaode_is_shifted(monkeypatch):
    monkeypatch.setenv("ATLAS_TIANDITU_TOKEN", "abc123")
    script = map_script(store(), urls(), offered_basemaps())
    makers = dict(re.findall(r'atlas\.addBasemap\("(\w+)", ([\w.]+)\(', script))
    assert makers == {
        "osm": "L.tileLayer",
        "gaode": "atlas.shiftedTiles",
        "tianditu": "L.tileLayer",
    }


def test_the_offer_of_no_base_map_leaves_the_script_offline(monkeypatch):
    monkeypatch.setenv("ATLAS_BASEMAPS", "")
    found = build_assets(store(), "/atlas")
    assert found.basemaps == {}
    assert b"http" not in found.files[found.module][0]
