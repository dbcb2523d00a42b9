"""Layer definitions: reads ``layers/*.toml`` into typed objects.

A layer is a GeoJSON file in ``geodata/`` and a TOML file in ``layers/``; it needs no Python. The
TOML holds the layer's title, its symbols, table columns, the fields that its features carry beyond
the base fields, and the pages on which it is visible by default.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from atlas.core.model import Colour, Strict, Text, vocabulary
from atlas.core.toml_files import TextFileError, load_toml

Dash = Annotated[str, Field(pattern=r"^\d+(\.\d+)?( \d+(\.\d+)?)*$")]


#: field type → suffixes of its columns, for types that take two columns
COLUMN_ENDINGS = {"bilingual": ("_zh", "_en"), "band": ("_min", "_max")}


class CatalogueError(ValueError):
    """An invalid layer definition; the message names file and field."""


class FieldDefinition(Strict):
    """A layer-specific field of features, beyond the base fields."""

    #: ``bilingual`` text takes two properties, ``<name>_zh`` and ``<name>_en``; a ``band`` (a
    #: figure known only as a range) takes ``<name>_min`` and ``<name>_max``
    type: Literal["text", "bilingual", "number", "integer", "band", "list", "code"]
    label: Text
    #: short column header for tables, where the label is long
    short: Text | None = None
    unit: Text | None = None
    #: factor from the figure to the English unit, where the two differ (亿元 → billion CNY)
    scale_en: float = 1
    #: vocabulary table of the values, for ``code`` and ``list`` fields
    vocabulary: str | None = None
    #: whether the card shows it
    card: bool = True
    required: bool = False


class LineSymbol(Strict):
    """Symbol of a line: core, casing beside it, inlay on top (a railway's white dashes)."""

    colour: Colour
    weight: float
    casing: Colour | None = None
    casing_weight: float | None = None
    inlay: Colour | None = None
    inlay_weight: float | None = None
    inlay_dash: Dash | None = None
    opacity: float = 1.0
    #: arrowheads: at the line's last vertex, or at both ends
    arrow: Literal["end", "both"] | None = None
    #: gap in px between the last vertex and the arrow tip, leaving room for a point symbol there
    arrow_gap: float = 0


class Halo(Strict):
    """Soft bands outside an edge, as on administrative maps."""

    colour: Colour
    weights: tuple[float, ...] = (14, 9, 5)
    opacities: tuple[float, ...] = (0.10, 0.14, 0.18)


class AreaSymbol(Strict):
    """Symbol of a polygon: fill, optional hatch over it, edge."""

    fill: Colour | None = None
    palette: tuple[Colour, ...] = ()
    fill_opacity: float = 0.3
    hatch: Colour | None = None
    edge: Colour
    edge_weight: float = 1.4
    edge_opacity: float = 1.0
    edge_dash: Dash | None = None
    halo: Halo | None = None


class PointSymbol(Strict):
    """Symbol of a point, with a fixed size in px."""

    shape: Literal["circle", "square", "diamond", "triangle", "station", "plane", "wave"]
    colour: Colour
    fill: Colour = "#ffffff"
    size: float = 5.0


class Category(Strict):
    """A value of ``kind`` and its symbols (several where features have mixed geometry types)."""

    value: str
    label: Text
    #: what a resident would call one of it, where the label is not that
    noun: Text | None = None
    #: pages that show it by default, where these are fewer than the layer's
    pages: tuple[str, ...] | None = None
    #: whether it is a mere direction or idea, without a location inside a town
    direction: bool = False
    #: whether its features have names of their own; without one, nothing is labelled on any map
    named: bool = True
    line: LineSymbol | None = None
    area: AreaSymbol | None = None
    point: PointSymbol | None = None

    @model_validator(mode="after")
    def _has_a_symbol(self) -> Category:
        if not (self.line or self.area or self.point):
            raise ValueError("a category needs at least one of line, area, point")
        return self


class LabelDefinition(Strict):
    """How the layer's features are labelled on the map."""

    field: str = "name"
    style: Literal["town", "county", "river", "point", "area", "line", "shield"]
    min_zoom: float = 0
    max_zoom: float = 30
    priority: int = 50
    #: only features of these kinds are labelled
    kinds: tuple[str, ...] = ()
    #: whether the name of an area may stand beside it where it does not fit; others are left off
    beside: bool = False


def complete_kinds(style: dict[str, Any]) -> dict[str, Any]:
    """Return a label style as a file states it, each of its ``kinds`` with all its values."""
    base = {key: value for key, value in style.items() if key != "kinds"}
    kinds = {kind: {**base, **own} for kind, own in style.get("kinds", {}).items()}
    return {**style, "kinds": kinds}


class BuildOptions(Strict):
    """Extra values that the build computes for this layer."""

    #: kinds of ``transport-network``: the nearest feature of each is recorded with its distance
    nearest: tuple[str, ...] = ()


class LayerDefinition(Strict):
    """A layer: identity, symbols, table columns and fields."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    theme: str
    title: Text
    description: Text
    geometry: tuple[
        Literal["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"],
        ...,
    ]
    #: ``city``: every shape lies in or touches the city; ``region``: context beyond it
    extent: Literal["city", "region"] = "city"
    #: z-index of the layer's pane on the map
    order: int = Field(ge=200, le=590)
    renderer: Literal["svg", "canvas"] = "svg"
    #: context drawn under everything: neither filtered nor listed
    context: bool = False
    #: whether it reacts to the pointer; if not, clicks pass through
    interactive: bool = True
    #: below this zoom it is neither fetched nor drawn, on screen or in print
    min_zoom: float = 0
    #: pages that show it by default (``*``: all); elsewhere the legend offers it
    pages: tuple[str, ...] = ()
    #: columns of the table, in order
    table: tuple[str, ...] = ("name", "status", "towns")
    #: categories (values of ``kind``) in drawing order, lowest first
    categories: tuple[Category, ...]
    #: order of ``kind`` values in the legend, from the top; empty: reverse drawing order
    legend: tuple[str, ...] = ()
    label: tuple[LabelDefinition, ...] = ()
    #: labels that replace the vocabulary's for a status (a reserve is “designated”, not “built”)
    status_labels: dict[str, Text] = Field(default_factory=dict)
    fields: dict[str, FieldDefinition] = Field(default_factory=dict)
    build: BuildOptions = BuildOptions()

    @model_validator(mode="after")
    def _words_are_known(self) -> LayerDefinition:
        words = vocabulary()
        if self.theme not in words.theme:
            raise ValueError(f"theme: expected one of {', '.join(words.theme)}")
        if unknown := set(self.status_labels) - set(words.status):
            raise ValueError(
                f"status_labels: expected statuses, found {', '.join(sorted(unknown))}"
            )
        if len(self.kinds) < len(self.categories):
            raise ValueError("categories: expected each value once")
        unnamed = {category.value for category in self.categories if not category.named}
        if any(unnamed & set(label.kinds or self.kinds) for label in self.label):
            raise ValueError("label.kinds: expected no category with named = false")
        if self.legend and sorted(self.legend) != sorted(self.kinds):
            raise ValueError("legend: expected the value of each category once")
        for name, own in self.fields.items():
            if own.vocabulary not in (None, "feature", *type(words).model_fields):
                raise ValueError(f"fields.{name}.vocabulary: no table {own.vocabulary!r}")
        return self

    @property
    def columns(self) -> dict[str, FieldDefinition]:
        """Layer-specific properties → their definitions (some fields take two properties)."""
        return {
            f"{name}{ending}": field
            for name, field in self.fields.items()
            for ending in COLUMN_ENDINGS.get(field.type, ("",))
        }

    @property
    def legend_order(self) -> tuple[Category, ...]:
        """Categories in legend order, from the top."""
        if self.legend:
            return tuple(self.category(kind) for kind in self.legend)
        return self.categories[::-1]

    @property
    def kinds(self) -> frozenset[str]:
        """Allowed values of ``kind`` in this layer."""
        return frozenset(category.value for category in self.categories)

    def category(self, kind: str) -> Category:
        """Return the category of ``kind``.

        Raises
        ------
        KeyError
            When the layer has no such category.
        """
        for category in self.categories:
            if category.value == kind:
                return category
        raise KeyError(kind)


def read_definition(path: Path) -> LayerDefinition:
    """Read one layer definition.

    Parameters
    ----------
    path : Path
        A file of ``layers/``; its stem is the layer's id.

    Raises
    ------
    CatalogueError
        Names file, key and expected value.

    Examples
    --------
    >>> from atlas.core.paths import Paths
    >>> read_definition(Paths.at().layers / "ecological-redlines.toml").title.en
    'Ecological red lines and reserves'
    """
    try:
        definition: LayerDefinition = load_toml(LayerDefinition, path, id=path.stem)
    except TextFileError as error:
        raise CatalogueError(str(error)) from error
    if definition.id != path.stem:
        raise CatalogueError(f"{path.name}: id: expected {path.stem!r}, found {definition.id!r}")
    return definition


def read_catalogue(folder: Path) -> tuple[dict[str, LayerDefinition], dict[str, str]]:
    """Read every layer definition of a folder.

    Returns
    -------
    definitions : dict of str to LayerDefinition
        In drawing order, lowest first.
    broken : dict of str to str
        Layer id → what is wrong with its file; these layers are left out.
    """
    definitions, broken = {}, {}
    for path in sorted(folder.glob("*.toml")):
        try:
            definitions[path.stem] = read_definition(path)
        except CatalogueError as error:
            broken[path.stem] = str(error)
    return dict(sorted(definitions.items(), key=lambda item: (item[1].order, item[0]))), broken
