"""Checks of a request: language, parameters and their values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from typing import Any
from urllib.parse import urlencode

from pygeoapi.api import APIRequest
from starlette.requests import Request

from atlas.core.messages import message
from atlas.ogcapi.collection import Collection, QueryError, condition, corners
from atlas.ogcapi.configuration import LOCALES
from atlas.ogcapi.coordinate_systems import CRS84, SYSTEMS, box_in_degrees

#: query parameters of every resource, of one feature, and of a collection's features
COMMON = frozenset({"f", "lang"})
OF_ITEM = COMMON | {"crs"}
OF_ITEMS = OF_ITEM | {"bbox", "bbox-crs", "datetime", "limit", "offset", "properties", "q"}
OF_ITEMS |= {"resulttype", "skipGeometry", "sortby"}
#: schemas of the parameters that pygeoapi does not check
VALUES: Mapping[str, Mapping[str, Any]] = {
    "resulttype": {"type": "string", "enum": ["results", "hits"]},
    "skipGeometry": {"type": "boolean"},
}
#: an RFC 3339 instant or interval; open ends are empty or ``..``
_INSTANT = r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?"
DATETIME = re.compile(rf"{_INSTANT}|({_INSTANT}|\.\.)?/({_INSTANT}|\.\.)?")


def language(request: Request) -> str:
    """Return the language of the answer: requested, else the client's, else Chinese."""
    preferred = request.query_params.get("lang") or request.headers.get("accept-language", "")
    first = re.search(r"\b(zh|en)\b", preferred)
    return first[1] if first else "zh"


def as_pygeoapi(request: Request, lang: str) -> APIRequest:
    """Return a request in pygeoapi's form, for JSON in a language.

    pygeoapi reads only these two headers, and crashes on some values of them and of the
    parameter ``lang``.

    Raises
    ------
    QueryError
        If the service lacks the language in ``lang``.
    """
    requested = request.query_params.get("lang", lang)
    if not re.fullmatch(r"(zh|en)([-_][A-Za-z]{2,4}){0,2}", requested):
        words = ", ".join(LOCALES.values())
        expected = message("service.one_of", lang, words=words)
        raise QueryError(
            message("service.bad_value", lang, name="lang", expected=expected, found=requested)
        )
    headers = [(b"accept", b"application/json"), (b"accept-language", LOCALES[lang].encode())]
    query = urlencode(_in_degrees(request.query_params, lang)).encode()
    plain = Request({**request.scope, "headers": headers, "query_string": query})
    return APIRequest(plain, list(LOCALES.values()))


def _in_degrees(asked: Mapping[str, str], lang: str) -> dict[str, str]:
    """Return parameters with the box in degrees, longitude first.

    pygeoapi would transform only two of the box's corners.
    """
    parameters, system = dict(asked), asked.get("bbox-crs", CRS84)
    if "bbox" in parameters:
        try:
            numbers = [float(number) for number in parameters["bbox"].split(",")]
        except ValueError as error:
            raise QueryError(message("service.no_box", lang)) from error
        box = corners(numbers, lang)
        if system in SYSTEMS[1:]:
            del parameters["bbox-crs"]
            parameters["bbox"] = ",".join(map(str, corners(box_in_degrees(box, system), lang)))
    return parameters


def check_parameters(request: Request, known: Set[str], lang: str) -> None:
    """Refuse unknown parameters, since a misspelt one would return wrong results."""
    for name in request.query_params:
        if name not in known:
            words = ", ".join(sorted(known))
            raise QueryError(message("service.no_parameter", lang, name=name, words=words))
    if request.query_params.get("f", "json") != "json":
        raise QueryError(message("service.json_only", lang))


def check_query(asked: Mapping[str, str], collection: Collection, lang: str) -> None:
    """Refuse values that pygeoapi ignores or crashes on."""
    schemas = {**collection.fields, **VALUES}
    for name, value in asked.items():
        if name in schemas:
            condition(name, schemas[name], value, lang)
    if "sortby" in asked and not all(asked["sortby"].split(",")):
        raise QueryError(message("service.no_sort", lang))
    if "datetime" in asked and not DATETIME.fullmatch(asked["datetime"]):
        raise QueryError(message("service.no_datetime", lang))
