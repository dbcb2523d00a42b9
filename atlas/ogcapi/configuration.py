"""pygeoapi's configuration, generated from the layer definitions and data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from atlas.core.messages import message
from atlas.core.model import Text, vocabulary
from atlas.core.urls import Urls
from atlas.ogcapi.collection import Collection
from atlas.ogcapi.coordinate_systems import CRS84, SYSTEMS
from atlas.spatial.geojson_text import bounds

LOCALES: Mapping[str, str] = {"zh": "zh-CN", "en": "en-US"}
LICENCE = "https://opendatacommons.org/licenses/odbl/1-0/"
#: default and maximum number of features per page
PAGE, LARGEST_PAGE = 100, 1000


def configuration(collections: Mapping[str, Collection], urls: Urls) -> dict[str, Any]:
    """Return pygeoapi's configuration.

    Parameters
    ----------
    collections : mapping of str to Collection
    urls : Urls
        Addresses of the atlas as clients use them.

    Returns
    -------
    dict
        As in pygeoapi's configuration file, with texts in both languages.
    """
    whole = bounds(
        shape for collection in collections.values() for shape in collection.frame.geometry
    )
    about = {"name": message("app.title", "zh"), "url": urls.base}
    return {
        "server": {
            "url": urls.ogc,
            "encoding": "utf-8",
            "languages": list(LOCALES.values()),
            "limits": {
                "default_items": PAGE,
                "max_items": LARGEST_PAGE,
                "on_exceed": "throttle",
            },
            # required by pygeoapi, but used only in its HTML, which is not served
            "bind": {"host": "localhost", "port": 8501},
            "mimetype": "application/json; charset=UTF-8",
            "map": {"url": urls.base, "attribution": message("service.licence", "zh")},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": _message("app.title"),
                "description": _message("service.description"),
                "keywords": _words([term.text for term in vocabulary().theme.values()]),
                "keywords_type": "theme",
                "terms_of_service": LICENCE,
                "url": urls.base,
            },
            "license": {"name": "ODbL 1.0", "url": LICENCE},
            "provider": about,
            "contact": about,
        },
        "resources": {
            name: _resource(collection, whole or [-180, -90, 180, 90])
            for name, collection in collections.items()
        },
    }


def _resource(collection: Collection, elsewhere: list[float]) -> dict[str, Any]:
    definition = collection.definition
    words = [vocabulary().theme[definition.theme].text, definition.title]
    return {
        "type": "collection",
        "title": _text(definition.title),
        "description": _text(definition.description),
        "keywords": _words(words + [category.label for category in definition.categories]),
        "links": [
            {
                "type": "text/html",
                "rel": "license",
                "title": "ODbL 1.0",
                "href": LICENCE,
            },
        ],
        "extents": {
            "spatial": {"bbox": bounds(collection.frame.geometry) or elsewhere, "crs": CRS84}
        },
        "providers": [
            {
                "type": "feature",
                "name": "atlas.ogcapi.provider.LayerProvider",
                "data": collection,
                "id_field": "id",
                "crs": list(SYSTEMS),
                "storage_crs": CRS84,
            }
        ],
    }


def _text(text: Text) -> dict[str, str]:
    return {locale: text.in_(lang) for lang, locale in LOCALES.items()}


def _message(key: str) -> dict[str, str]:
    return {locale: message(key, lang) for lang, locale in LOCALES.items()}


def _words(texts: list[Text]) -> dict[str, list[str]]:
    return {locale: [text.in_(lang) for text in texts] for lang, locale in LOCALES.items()}
