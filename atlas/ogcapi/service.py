"""OGC API - Features over the atlas's collections, by pygeoapi.

pygeoapi implements the standard. This module filters requests that would crash it, puts the URL
that the client used into answers, and removes what the atlas does not offer: HTML that needs other
sites, JSON-LD, tiles, processes, transactions.
"""

from __future__ import annotations

import copy
import json
import logging
from collections.abc import Callable, Mapping, Set
from functools import partial
from http import HTTPMethod, HTTPStatus
from typing import Any

import pygeoapi.api as core
from pygeoapi.api import API, APIRequest, itemtypes
from pygeoapi.openapi import get_oas_30
from starlette.requests import Request
from starlette.responses import Response

from atlas.core.messages import message
from atlas.core.urls import Urls
from atlas.ogcapi.collection import Collection, QueryError, collections_of
from atlas.ogcapi.configuration import configuration
from atlas.ogcapi.reply import CORS, PLACES, Answer, refusal, reply
from atlas.ogcapi.request import (
    COMMON,
    OF_ITEM,
    OF_ITEMS,
    VALUES,
    as_pygeoapi,
    check_parameters,
    check_query,
    language,
)
from atlas.store.store import Store

JSON = "application/json"
GEOJSON, SCHEMA = "application/geo+json", "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
#: conformance classes of the standards that are implemented
CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/json",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/landing-page",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/core-roles-features",
    "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/schemas",
)
#: parameters that pygeoapi declares but the service lacks, or whose definition is only on GitHub
OMITTED = frozenset({"profile", "sortby.yaml", "ui", "vendorSpecificParameters"})
#: parameters of features that pygeoapi does not declare
MORE = {**{name: {"type": "string"} for name in ("datetime", "q", "sortby")}, **VALUES}

#: known query parameters, media type, and function that makes the answer
Resource = tuple[Set[str], str, Callable[[], Answer]]

log = logging.getLogger(__name__)


class RequestError(ValueError):
    """The request is refused: HTTP status and localized message."""

    def __init__(self, status: HTTPStatus, text: str) -> None:
        self.status = status
        super().__init__(text)


class Service:
    """OGC API - Features over collections.

    Parameters
    ----------
    collections : mapping of str to Collection
    """

    def __init__(self, collections: Mapping[str, Collection]) -> None:
        self.collections = collections
        # pygeoapi adds a handler to the root logger, and logs every bad request as an error
        root = logging.getLogger()
        handlers, level = root.handlers[:], root.level
        self._api = API(configuration(collections, Urls()), {})
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.getLogger("pygeoapi").setLevel(logging.CRITICAL)

    @classmethod
    def of(cls, store: Store) -> Service:
        """Return the service for the usable layers of a store."""
        return cls(collections_of(store))

    def _at(self, urls: Urls) -> API:
        """Return pygeoapi for the addresses that a request used; nothing is cached."""
        api = copy.copy(self._api)
        api.config = configuration(self.collections, urls)
        api.base_url = api.config["server"]["url"]
        return api

    def answer(self, request: Request, path: str, urls: Urls) -> Response:
        """Return the answer to a request. It blocks, so call it in a thread.

        Parameters
        ----------
        request : starlette.requests.Request
        path : str
            Below the service, for example ``collections/rivers/items``.
        urls : Urls
            Addresses of the atlas as the client used them.

        Returns
        -------
        starlette.responses.Response
            JSON, for errors too.
        """
        lang = language(request)
        try:
            return self._answer(request, path.strip("/"), urls, lang)
        except RequestError as error:
            return refusal(error.status, str(error))
        except QueryError as error:
            return refusal(HTTPStatus.BAD_REQUEST, str(error))
        except Exception:
            log.exception("no answer to %r", request.url.path)
            text = message("service.failed", lang)
            return refusal(HTTPStatus.INTERNAL_SERVER_ERROR, text)

    def _answer(self, request: Request, path: str, urls: Urls, lang: str) -> Response:
        if request.method == HTTPMethod.OPTIONS:
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=CORS)
        if request.method not in (HTTPMethod.GET, HTTPMethod.HEAD):
            text = message("service.read_only", lang)
            raise RequestError(HTTPStatus.METHOD_NOT_ALLOWED, text)
        api, asked = self._at(urls), as_pygeoapi(request, lang)
        known, media_type, make = self._resource(path.split("/"), api, asked, lang)
        check_parameters(request, known, lang)
        return reply(request, api.base_url, make(), media_type)

    def _resource(self, path: list[str], api: API, asked: APIRequest, lang: str) -> Resource:
        """Return the resource at a path.

        Raises
        ------
        RequestError
            If the path does not exist.
        """
        match path:
            case [""]:
                return COMMON, JSON, partial(core.landing_page, api, asked)
            case ["openapi"]:
                return COMMON, OPENAPI, lambda: ({}, 200, _openapi(api))
            case ["conformance"]:
                return COMMON, JSON, lambda: ({}, 200, {"conformsTo": CONFORMANCE})
            case ["collections"]:
                return COMMON, JSON, partial(core.describe_collections, api, asked)
            case ["collections", name, *rest] if name in self.collections:
                return self._of_collection(rest, api, asked, self.collections[name], lang)
        raise RequestError(HTTPStatus.NOT_FOUND, message("service.nothing_here", lang))

    def _of_collection(
        self, path: list[str], api: API, asked: APIRequest, collection: Collection, lang: str
    ) -> Resource:
        name = collection.definition.id
        match path:
            case []:
                return COMMON, JSON, partial(core.describe_collections, api, asked, name)
            case ["schema"]:
                made = partial(core.get_collection_schema, api, asked, name)
                return COMMON, SCHEMA, lambda: _titled(made(), collection, lang)
            case ["queryables"]:
                made = partial(itemtypes.get_collection_queryables, api, asked, name)
                return COMMON, SCHEMA, lambda: _titled(made(), collection, lang)
            case ["items"]:
                check_query(asked.params, collection, lang)
                known = OF_ITEMS | set(collection.fields)
                return known, GEOJSON, partial(itemtypes.get_collection_items, api, asked, name)
            case ["items", item]:
                make = partial(itemtypes.get_collection_item, api, asked, name, item)
                return OF_ITEM, GEOJSON, make
        raise RequestError(HTTPStatus.NOT_FOUND, message("service.nothing_here", lang))


def _openapi(api: API) -> dict[str, Any]:
    """Return pygeoapi's OpenAPI document, reduced to what the service offers."""
    document: dict[str, Any] = get_oas_30(api.config)
    shared = document["components"]["parameters"]
    shared["f"]["schema"]["enum"] = ["json"]
    del shared["vendorSpecificParameters"]
    paths = {}
    for path, methods in document["paths"].items():
        if path.split("/")[1] not in PLACES:
            continue
        parameters = {_name(parameter): parameter for parameter in methods["get"]["parameters"]}
        parameters = {name: parameters[name] for name in parameters if name not in OMITTED}
        if path.endswith("/queryables"):
            parameters.pop("properties")
        if path.endswith("/items"):
            parameters |= {name: _parameter(name, schema) for name, schema in MORE.items()}
        paths[path] = {"get": {**methods["get"], "parameters": list(parameters.values())}}
    return document | {"paths": paths}


def _name(parameter: Mapping[str, Any]) -> str:
    return str(parameter.get("name") or parameter["$ref"].rsplit("/", 1)[1])


def _parameter(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema}


def _titled(answer: Answer, collection: Collection, lang: str) -> Answer:
    """Return a collection's schema with full details and titles of the properties."""
    headers, status, text = answer
    document = json.loads(text)
    for name, schema in document["properties"].items():
        if name in collection.fields:
            schema |= {**collection.fields[name], "title": collection.title(name, lang)}
    return headers, status, document
