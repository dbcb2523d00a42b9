"""The live service under hostile and mistaken requests, behind proxies, with broken data."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.testclient import TestClient

from atlas.core.urls import Urls
from atlas.ogcapi import service as service_module
from atlas.ogcapi.collection import QueryError, condition
from atlas.ogcapi.coordinate_systems import SYSTEMS
from atlas.ogcapi.request import OF_ITEMS
from atlas.ogcapi.service import Service
from atlas.store.store import load
from atlas.web.server.resources import store
from atlas.web.server.routes import middleware, routes
from tests.support.project import built

METRES = SYSTEMS[-1]
BASE = "http://atlas.test:8501"
CLIENT = TestClient(Starlette(routes=routes(), middleware=middleware()), base_url=BASE)
BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PARKS = "/ogc/collections/industrial-parks/items"


@pytest.fixture(scope="module", autouse=True)
def one_event_loop() -> Iterator[None]:
    """Let all requests share an event loop: one for each costs more than most answers."""
    with CLIENT:
        yield


# ---- hostile and mistaken -----------------------------------------------------------------------

BAD_QUERIES = [
    *("limit=-1", "limit=0", "limit=x", "limit=", "limit=1.5", f"limit={'9' * 5000}"),
    *("offset=-1", "offset=x", f"offset={'9' * 5000}"),
    *("bbox=foo", "bbox=", "bbox=1,2,3", "bbox=1,2,3,4,5", "bbox=nan,1,2,3", "bbox=1e999,1,2,3"),
    *("bbox=1,3,2,1", "bbox-crs=x", "bbox=1,1,2,2&bbox-crs=x", "bbox=1,1,2,2&bbox-crs="),
    *(f"bbox=1e9,1e9,1e10,1e10&bbox-crs={METRES}", "crs=foo", "crs=urn:ogc:def:crs:EPSG::4549"),
    *("crs=http://www.opengis.net/def/crs/EPSG/0/3857", "crs=/etc/passwd", "crs=%00"),
    *("sortby=", "sortby=-", "sortby=foo", "sortby=id,,kind", "properties=", "properties=foo"),
    *("f=html", "f=csv", "f=jsonld", "f=../x", "lang=xx", "lang=en;q=0", "lang=<script>"),
    *("filter=a=1", "filter-lang=cql2-text", "town=370283105", "token=1", "__proto__=1"),
    *("status=nope", "kind=eight,nope", "accuracy_m=x", "accuracy_m=inf", "towns_unknown=maybe"),
    *("datetime=foo", "datetime=2021", "skipGeometry=perhaps", "resulttype=foo"),
]


@pytest.mark.parametrize("query", BAD_QUERIES, ids=lambda query: query[:30])
def test_a_bad_query_is_refused_in_json(query: str) -> None:
    for lang in ("zh", "en"):
        answer = CLIENT.get(f"{PARKS}?{query}", headers={"accept-language": lang, **BROWSER})
        assert answer.status_code == 400, lang
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["access-control-allow-origin"] == "*"
        told = answer.json()
        assert told["code"]
        assert told["description"]
        assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        *("/ogc/nothing", "/ogc/collections/nope", "/ogc/collections/nope/items", "/ogc/processes"),
        *("/ogc/collections/rivers/items/nope", "/ogc/collections/rivers/items/a/b", "/ogc/jobs"),
        *("/ogc/collections//items", "/ogc/stac", "/ogc/TileMatrixSets", "/ogc/admin/config"),
        *("/ogc/collections/rivers/tiles", "/ogc/collections/rivers/coverage"),
    ],
)
def test_unknown_paths_are_not_found(path: str) -> None:
    for headers in ({}, BROWSER):
        answer = CLIENT.get(path, headers=headers)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/json"
        assert answer.json()["description"]


@given(
    st.dictionaries(
        st.sampled_from(sorted(OF_ITEMS | {"towns", "status", "accuracy_m", "label_point", "x"})),
        st.one_of(
            st.text(max_size=20),
            st.integers().map(str),
            st.floats().map(str),
            st.sampled_from([*SYSTEMS, "1,2,3,4", "id", "-id", ",", "en", "json", "hits"]),
        ),
    ),
    st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=30),
)
def test_no_query_crashes_the_service(query: dict[str, str], header: str) -> None:
    answer = CLIENT.get(
        f"{PARKS}?{urlencode(query)}", headers={"accept-language": header.encode("latin-1")}
    )
    assert answer.status_code in (200, 400)
    assert answer.json()


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_it_is_read_only(method: str) -> None:
    for path in ("/ogc", PARKS, f"{PARKS}/park-baishahe"):
        answer = CLIENT.request(method, path, headers={"content-type": "application/geo+json"})
        assert answer.status_code == 405, path
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
        assert answer.json()["code"] == "MethodNotAllowed"


def test_other_origins_may_read() -> None:
    asked = CLIENT.options(PARKS, headers={"access-control-request-method": "GET"})
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert CLIENT.get(PARKS).headers["access-control-allow-origin"] == "*"


def test_an_internal_error_is_json_and_logged(monkeypatch, caplog):
    def fail(*_):
        raise RuntimeError("secret")

    monkeypatch.setattr(service_module.core, "landing_page", fail)
    answer = CLIENT.get("/ogc?lang=en")
    assert answer.status_code == 500
    assert answer.json() == {
        "code": "InternalServerError",
        "description": "The service failed; try again later.",
    }
    assert "secret" in caplog.text


# ---- caches, addresses, threads -----------------------------------------------------------------


def test_unchanged_content_is_not_sent_again() -> None:
    first = CLIENT.get(PARKS)
    assert first.headers["cache-control"] == "no-cache"
    again = CLIENT.get(PARKS, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = CLIENT.get(f"{PARKS}?limit=2", headers={"if-none-match": first.headers["etag"]})
    assert other.status_code == 200


def addresses(answer: Any) -> set[str]:
    found = {urlsplit(link["href"])[:2] for link in answer.json()["links"]}
    return {f"{scheme}://{host}" for scheme, host in found}


def test_links_have_the_url_that_the_client_used(monkeypatch) -> None:
    for host in ("atlas.example.org", "10.0.0.7:8600", "[::1]:8501", "atlas.example.org"):
        assert addresses(CLIENT.get("/ogc", headers={"host": host})) == {f"http://{host}"}
    told = {"x-forwarded-host": "evil.example"}
    assert addresses(CLIENT.get("/ogc", headers=told)) == {BASE}
    monkeypatch.setenv("ATLAS_URL", "https://gis.example.org/pingdu/")
    answer = CLIENT.get("/ogc", headers={"host": "evil.example"})
    assert addresses(answer) == {"https://gis.example.org"}
    assert "https://gis.example.org/pingdu/ogc/collections" in answer.text
    assert "https://gis.example.org/pingdu/ogc" in CLIENT.get("/ogc", headers=BROWSER).text


@pytest.mark.parametrize("host", ['a"b', "a b", "a/b", "<script>", "a@b", "a:x", "", "[::1"])
def test_an_invalid_host_is_refused(host: str) -> None:
    answer = CLIENT.get("/ogc", headers={"host": host})
    assert answer.status_code == 400
    assert answer.json()["description"]


def test_concurrent_requests_get_their_own_answers() -> None:
    def ask(number: int) -> bool:
        host, system = f"host-{number % 5}.example", SYSTEMS[number % 4]
        answer = CLIENT.get(f"{PARKS}?crs={system}&limit=1000", headers={"host": host})
        return (
            addresses(answer) == {f"http://{host}"}
            and answer.headers["content-crs"] == f"<{system}>"
            and answer.json()["numberReturned"] == len(built("industrial-parks"))
        )

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(40)))


def test_pygeoapi_waits_for_the_first_request_and_keeps_quiet() -> None:
    code = (
        "import sys, atlas.web.server.routes; from atlas.web.server import ogc_routes; "
        "sys.exit(any(name.split('.')[0] == 'pygeoapi' for name in sys.modules))"
    )
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
    handlers = logging.getLogger().handlers[:]
    assert Service.of(store())._api
    assert logging.getLogger().handlers == handlers


# ---- broken data --------------------------------------------------------------------------------


def spoilt(root: Path, layer: str, change: Any) -> Service:
    path = root / "geodata" / f"{layer}.geojson"
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    path.write_text(json.dumps(document), encoding="utf-8")
    return Service.of(load(root))


def test_a_broken_layer_is_absent_and_the_rest_work(root_copy: Path) -> None:
    spoilt(root_copy, "rivers", lambda d: d["features"][0].pop("geometry"))
    (root_copy / "geodata" / "energy.geojson").write_text("{", encoding="utf-8")
    service = Service.of(load(root_copy))
    client = TestClient(serving(service), base_url=BASE)
    told = client.get("/collections").json()["collections"]
    assert {each["id"] for each in told} == set(store().catalogue) - {"energy", "rivers"}
    assert client.get("/collections/energy/items").status_code == 404
    assert client.get("/collections/townships/items").json()["numberMatched"] == 17
    assert client.get("/openapi").status_code == 200


def test_a_layer_without_features_or_with_more_columns_works(root_copy: Path) -> None:
    spoilt(root_copy, "reservoirs", lambda d: d["features"].clear())

    def widen(document: dict[str, Any]) -> None:
        for feature in document["features"]:
            feature["properties"]["unheard_of"] = {"a": 1}

    client = TestClient(serving(spoilt(root_copy, "rivers", widen)), base_url=BASE)
    assert client.get("/collections/reservoirs/items?bbox=1,1,2,2").json()["numberMatched"] == 0
    assert client.get("/collections/reservoirs").json()["extent"]["spatial"]["bbox"]
    feature = client.get("/collections/rivers/items?limit=1").json()["features"][0]
    assert "unheard_of" not in feature["properties"]


def serving(service: Service) -> Any:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        await service.answer(request, scope["path"], Urls(BASE))(scope, receive, send)

    return app


def test_an_error_is_in_the_reader_s_language() -> None:
    with pytest.raises(QueryError, match="参数 accuracy_m 应为数字，收到的是 x。"):
        condition("accuracy_m", {"type": "number"}, "x", "zh")
    with pytest.raises(QueryError, match="accuracy_m: expected a number, found x"):
        condition("accuracy_m", {"type": "number"}, "x", "en")


# ---- the page -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "word"), [("zh", "在线服务"), ("en", "Live service")])
def test_a_browser_gets_a_page_of_the_atlas(lang: str, word: str) -> None:
    for answer in (
        CLIENT.get(f"/ogc?lang={lang}", headers=BROWSER),
        CLIENT.get(f"/ogc/?lang={lang}&f=html"),
    ):
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert word in answer.text
        assert f"{BASE}/ogc<" in answer.text
        for layer, definition in store().catalogue.items():
            assert f">{layer}<" in answer.text
            assert definition.title.in_(lang) in answer.text
        assert "<script" not in answer.text
        assert 'src="http' not in answer.text


def test_programs_and_browsers_on_deeper_paths_get_json() -> None:
    for accept in ("*/*", "application/json", "application/json,text/html;q=0.9"):
        answer = CLIENT.get("/ogc", headers={"accept": accept})
        assert answer.headers["content-type"] == "application/json"
    answer = CLIENT.get(PARKS, headers=BROWSER)
    assert answer.headers["content-type"] == "application/geo+json"
    assert "高端装备制造产业园".encode() in answer.content


def test_the_example_on_the_page_finds_something() -> None:
    page = CLIENT.get("/ogc?lang=en", headers=BROWSER).text
    start = page.index(f"{BASE}/ogc/collections/transport-projects/items?")
    example = page[start : page.index('"', start)].replace("&amp;", "&")
    assert CLIENT.get(example).json()["numberMatched"] > 0


def test_text_is_utf_8() -> None:
    answer = CLIENT.get("/ogc/collections/townships/items")
    assert "南村镇" in answer.content.decode("utf-8")
    assert "\\u" not in answer.text
