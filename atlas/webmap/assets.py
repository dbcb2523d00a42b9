"""The browser's files, under content-hashed paths that may be cached forever.

Scripts and styles share one folder hash, so that a module's relative imports stay within one
version; Leaflet comes from the installed wheel.
"""

from __future__ import annotations

import hashlib
import mimetypes
import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from atlas.core.atomic_files import current
from atlas.core.paths import Paths
from atlas.spatial.geojson_text import frame_features, geojson_text, json_line
from atlas.store.store import Store
from atlas.webmap.basemaps import Basemap, offered_basemaps
from atlas.webmap.folium_map import ELEMENT, layer_states, map_script
from atlas.webmap.script_bundle import STATIC, bundle, fetched_with
from atlas.webmap.tiles import is_tiled, tile_layer
from atlas.wording.plan_text import plan_text

#: the parts of the one style sheet that pages load, in the order in which they override each other
STYLES = (
    *(
        "base",
        "streamlit",
        "bars",
        "stage",
        "panels",
        "course",
        "progress",
        "reader",
        "sections",
        "search",
    ),
    "evaluation",
    *("finder", "finder_results", "reach", "shortlist", "side_by_side"),
    *("towns", "tours", "feedback"),
    *("map", "labels", "legend", "controls", "print", "narrow", "indicators"),
    *("access", "drawers", "phone", "low", "targets"),
)
#: the script that draws large layers
TILES = "map/tiles.js"
#: URL path of the style sheet below the mount point
STYLESHEET = "styles/atlas.css"
#: imports of other modules by a relative path, at the start of a module or when needed
_IMPORTED = re.compile(r"(?<=from '|port\('|port ')(\.{1,2}/[\w./-]+\.js)(?=')")
#: Leaflet's folder in the installed wheel
LEAFLET = files("js_lib_leaflet").joinpath("static", "js_lib_leaflet")


@dataclass(frozen=True)
class Assets:
    """Files by path below the mount point, and the paths that the page loads first.

    Attributes
    ----------
    files : dict of str to (bytes, str)
        Path → content and media type.
    base : str
        URL of the mount point, without a trailing slash.
    main, module, stylesheet, leaflet, leaflet_css : str
        Paths of the entry script, folium's script, the styles and Leaflet.
    layers : dict of str to str
        Layer → path of its GeoJSON, or of the index of its tiles.
    tiled : frozenset of str
        The layers in tiles.
    tile_scripts : list of str
        Paths of the scripts that draw layers in tiles.
    text : str
        Path of the plan's text with its links into the map.
    """

    files: dict[str, tuple[bytes, str]] = field(repr=False)
    base: str
    main: str
    module: str
    stylesheet: str
    leaflet: str
    leaflet_css: str
    layers: dict[str, str]
    tiled: frozenset[str]
    tile_scripts: list[str]
    text: str
    basemaps: dict[str, Basemap]
    element: str = ELEMENT

    def url(self, path: str) -> str:
        """Return the URL of a path of :attr:`files`."""
        return f"{self.base}/{path}"


def digest(*contents: bytes) -> str:
    """Return a short content hash."""
    whole = hashlib.sha256()
    for content in contents:
        whole.update(content)
    return whole.hexdigest()[:12]


def _framed(name: str, content: bytes) -> tuple[bytes, bytes]:
    """Return a file's input to the hash: its name and length, then its content."""
    return f"{name}:{len(content)}:".encode(), content


def _type(name: str) -> str:
    if name.endswith(".geojson"):
        return "application/geo+json"
    if name.endswith(".js"):
        return "text/javascript; charset=utf-8"
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def build_assets(store: Store, base: str, root: Path | str | None = None) -> Assets:
    """Collect the files.

    Parameters
    ----------
    store : Store
        The atlas's data; only its usable layers are served.
    base : str
        URL of the mount point, for example ``/atlas``.
    root : Path, optional
        The atlas's root folder.
    """
    contents: dict[str, tuple[bytes, str]] = {}

    static = static_files()
    folder = f"static-{digest(*(part for item in static.items() for part in _framed(*item)))}"
    for name, content in static.items():
        contents[f"{folder}/{name}"] = (content, _type(name))

    leaflet = f"leaflet-{version('django-js-lib-leaflet')}"
    for name in ("leaflet.js", "leaflet.css"):
        contents[f"{leaflet}/{name}"] = (LEAFLET.joinpath(name).read_bytes(), _type(name))

    layers: dict[str, str] = {}
    tiled: set[str] = set()
    for name, definition in store.catalogue.items():
        if is_tiled(store.frames[name], definition):
            tiled.add(name)
            tiles = tile_layer(store, definition, layer_states(store, definition))
            whole = f"layers/{name}-{digest(tiles.index)}"
            layers[name] = f"{whole}.json"
            contents[layers[name]] = (tiles.index, _type(layers[name]))
            contents |= {f"{whole}/{file}": (c, _type(file)) for file, c in tiles.files.items()}
            continue
        if name in store.overlaid:
            content = geojson_text(frame_features(store.frames[name])).encode()
        else:
            content = current(Paths.at(root).geodata, f"{name}.geojson").read_bytes()
        layers[name] = f"layers/{name}-{digest(content)}.geojson"
        contents[layers[name]] = (content, _type(layers[name]))

    plan = json_line(plan_text(store)).encode()
    text = f"plan-{digest(plan)}.json"
    contents[text] = (plan, "application/json")

    basemaps = offered_basemaps()
    script = map_script(
        store, {name: f"{base}/{path}" for name, path in layers.items()}, basemaps, tiled
    ).encode()
    module = f"map-{digest(script)}.js"
    contents[module] = (script, _type(module))

    return Assets(
        files=contents,
        base=base,
        main=f"{folder}/main.js",
        module=module,
        stylesheet=f"{folder}/{STYLESHEET}",
        leaflet=f"{leaflet}/leaflet.js",
        leaflet_css=f"{leaflet}/leaflet.css",
        layers=layers,
        tiled=frozenset(tiled),
        tile_scripts=[f"{folder}/{path}" for path in fetched_with(TILES)],
        text=text,
        basemaps=basemaps,
    )


def stylesheet(*parts: str) -> str:
    """Return parts of the styles as one style sheet, by default all that pages load."""
    sheets = (STATIC / "styles" / f"{part}.css" for part in parts or STYLES)
    return "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)


def static_files() -> dict[str, bytes]:
    """Return the files of ``static/`` that browsers load: path below it → content."""
    found = {path: source.encode() for path, source in bundle().items()}
    found |= {p.relative_to(STATIC).as_posix(): p.read_bytes() for p in STATIC.rglob("*.svg")}
    found[STYLESHEET] = stylesheet().encode()
    found["styles/tools.css"] = stylesheet("tools").encode()
    return dict(sorted(found.items()))


def modules(entry: str) -> dict[str, str]:
    """Return a script of ``static/`` and all that it imports: path → source.

    Parameters
    ----------
    entry : str
        Path of the script below ``static/``.
    """
    found: dict[str, str] = {}
    waiting = [entry]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found[path] = (STATIC / path).read_text(encoding="utf-8")
            waiting += [_resolve(path, name) for name in _IMPORTED.findall(found[path])]
    return found


def rename_imports(path: str, source: str, rename: Callable[[str], str]) -> str:
    """Return a script whose relative imports are replaced by other names.

    Parameters
    ----------
    path : str
        Path of the script below ``static/``.
    source : str
    rename : callable
        From the path of an imported script below ``static/`` to its new name.
    """
    return _IMPORTED.sub(lambda found: rename(_resolve(path, found[1])), source)


def _resolve(path: str, name: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
