"""The catalogue: layers/*.toml → typed layer definitions.

A layer is a GeoJSON file in ``geodata/`` and a TOML file in ``layers/``; no Python. The TOML says
what the layer is called, how it is drawn and listed, which fields its features carry beyond the
base ones and which pages show it at first.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, model_validator

from atlas.model import Strict, Text, vocabulary
from atlas.textfiles import TextFileError, first_problem, read_toml

Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
Dash = Annotated[str, Field(pattern=r"^\d+(\.\d+)?( \d+(\.\d+)?)*$")]


#: type of a field → what its columns add to its name, where it has several
COLUMN_ENDINGS = {"bilingual": ("_zh", "_en"), "band": ("_min", "_max")}


class CatalogueError(ValueError):
    """A layer definition that cannot be used; the message names file and field."""


class FieldDefinition(Strict):
    """A field of the layer's features beyond the base fields."""

    #: ``bilingual`` text stands in two properties, ``<name>_zh`` and ``<name>_en``; a ``band``, a
    #: figure that is only known between two bounds, in ``<name>_min`` and ``<name>_max``
    type: Literal["text", "bilingual", "number", "integer", "band", "list", "code"]
    label: Text
    #: head of the table's column, where the label is long
    short: Text | None = None
    unit: Text | None = None
    #: factor from the figure to the English unit, where it counts otherwise (亿元 → billion CNY)
    scale_en: float = 1
    #: for ``code`` and ``list``: the vocabulary that names its values
    vocabulary: str | None = None
    #: the card shows it
    card: bool = True
    required: bool = False


class LineSymbol(Strict):
    """A line: core, casing beside it, inlay on top (the white dashes of a railway)."""

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
    #: px between the last vertex and the tip there: room for the symbol that it points to
    arrow_gap: float = 0


class Halo(Strict):
    """Soft bands outside an edge, as on administrative maps."""

    colour: Colour
    weights: tuple[float, ...] = (14, 9, 5)
    opacities: tuple[float, ...] = (0.10, 0.14, 0.18)


class AreaSymbol(Strict):
    """A polygon: fill, optional hatch over it, edge."""

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
    """A point: a sign of fixed size."""

    shape: Literal["circle", "square", "diamond", "triangle", "station", "plane", "wave"]
    colour: Colour
    fill: Colour = "#ffffff"
    size: float = 5.0


class Category(Strict):
    """One value of ``kind`` and its symbol (several for mixed geometry)."""

    value: str
    label: Text
    #: pages that show it at first, where they are fewer than the layer's
    pages: tuple[str, ...] | None = None
    #: whether it only says a direction or an idea: it lies at no place within a town
    direction: bool = False
    line: LineSymbol | None = None
    area: AreaSymbol | None = None
    point: PointSymbol | None = None

    @model_validator(mode="after")
    def _has_a_sign(self) -> Category:
        if not (self.line or self.area or self.point):
            raise ValueError("a category needs at least one of line, area, point")
        return self


class LabelDefinition(Strict):
    """How the names of the layer's features stand on the map."""

    field: str = "name"
    style: Literal["town", "county", "river", "point", "area", "line", "shield"]
    min_zoom: float = 0
    max_zoom: float = 30
    priority: int = 50
    #: only features of these kinds are labelled
    kinds: tuple[str, ...] = ()


class BuildOptions(Strict):
    """What the build computes for this layer beside the base fields."""

    #: kinds of transport-network whose nearest feature is noted, with its distance
    nearest: tuple[str, ...] = ()


class LayerDefinition(Strict):
    """One layer: identity, drawing, listing, checks."""

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
    #: clicks pass through
    interactive: bool = True
    #: farther out it is neither fetched nor drawn, on the screen and on sheets
    min_zoom: float = 0
    #: pages that show it at first (``*``: all); elsewhere the legend offers it
    pages: tuple[str, ...] = ()
    #: columns of the table, in order
    table: tuple[str, ...] = ("name", "status", "towns")
    #: values of ``kind``, lowest on the map first
    categories: tuple[Category, ...]
    #: values of ``kind`` as the legend lists them, from the top; none: as they lie on the map
    legend: tuple[str, ...] = ()
    label: tuple[LabelDefinition, ...] = ()
    #: words for a status where the vocabulary's do not fit (a reserve is designated, not built)
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
        if self.legend and sorted(self.legend) != sorted(self.kinds):
            raise ValueError("legend: expected the value of each category once")
        for name, own in self.fields.items():
            if own.vocabulary not in (None, "feature", *type(words).model_fields):
                raise ValueError(f"fields.{name}.vocabulary: no table {own.vocabulary!r}")
        return self

    @property
    def columns(self) -> dict[str, FieldDefinition]:
        """Own properties of the features → their definitions (some fields give two)."""
        return {
            f"{name}{ending}": field
            for name, field in self.fields.items()
            for ending in COLUMN_ENDINGS.get(field.type, ("",))
        }

    @property
    def legend_order(self) -> tuple[Category, ...]:
        """Categories as every legend lists them, from the top."""
        if self.legend:
            return tuple(self.category(kind) for kind in self.legend)
        return self.categories[::-1]

    @property
    def kinds(self) -> frozenset[str]:
        """Values that ``kind`` may have in this layer."""
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
        Naming file, key and what was expected.
    """
    try:
        definition = LayerDefinition.model_validate({"id": path.stem, **read_toml(path)})
    except TextFileError as error:
        raise CatalogueError(str(error)) from error
    except ValidationError as error:
        raise CatalogueError(f"{path.name}: {first_problem(error)}") from error
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
        Layer id → what is wrong with its file. The rest of the atlas goes on without it.
    """
    definitions, broken = {}, {}
    for path in sorted(folder.glob("*.toml")):
        try:
            definitions[path.stem] = read_definition(path)
        except CatalogueError as error:
            broken[path.stem] = str(error)
    return dict(sorted(definitions.items(), key=lambda item: (item[1].order, item[0]))), broken
