// The shapes of data that the scripts share, for `tsc --checkJs`; browsers load nothing of it. A script names what it
// needs with `@import`. What Python sends is built in atlas/webmap/folium_map.py (map and layers),
// atlas/layers/symbology.py (styles), atlas/web/browsing/ (filter, words) and atlas/wording/ (cards, panels, plan's text).

import type * as GeoJSON from 'geojson';
import type * as L from 'leaflet';

import type {Atlas} from './map/atlas.js';
import type {Layer} from './map/layer.js';
import type {OutcomeColours} from './map/outcome_colours.js';
import type {Shape} from './map/spatial.js';
import type {Reader} from './panels/reader.js';
import type {Side} from './tools/side.js';

export type {Atlas, Layer, Reader, Shape, Side};
export type {Time} from './tools/side.js';
export type {Compare} from './tools/compare.js';
export type {Drawing} from './tools/draw.js';
export type {Drawn} from './tools/drawn.js';
export type {FullscreenCaption} from './map/fullscreen.js';
export type {Legend} from './map/legend.js';
export type {Measure} from './tools/measure.js';
export type TakeMenu = ReturnType<typeof import('./tools/take.js').addTake>;
export type {Trays} from './map/trays.js';

/** Leaflet's module. */
export type Leaflet = typeof L;

// ---- plain values ----------------------------------------------------------------------------------

export type Lang = 'zh' | 'en';
/** A text in both languages. */
export type Text = Record<Lang, string>;
/** Longitude and latitude, degrees. */
export type Place = [number, number];
/** x to the right and y downwards, px; of a `Shape` at zoom 0. */
export type XY = [number, number];
/** Two corners, each latitude and longitude. */
export type Corners = [[number, number], [number, number]];
/** A box on the screen, px: its west, north, east and south. */
export type Box = {w: number; n: number; e: number; s: number};
/** From a place in a layer's pixels at zoom 0 to the pixels of its pane. */
export type ToPane = (point: XY) => XY;
/** A text of the catalogue, or its forms by number: {one, other}. */
export type Message = string | Record<string, string>;
/** The localized text of a key of the catalogue, for a number where it has forms. */
export type Texts = (key: string, n?: number) => string;

// ---- styles ----------------------------------------------------------------------------------------

export type Mark = Record<'glow' | 'rim' | 'changed' | 'unsure' | 'hit' | 'spotlight' | 'dim' | 'drawn', string>;
export type Stroke = {color: string; weight: number; lineCap: 'butt' | 'round'; opacity?: number; dashArray?: string};
export type Arrow = {
  ends: 'both' | 'end';
  color: string;
  length: number;
  width: number;
  /** px of the tip beyond the line's first and last point. */
  start: number;
  end: number;
};
export type Sign = 'circle' | 'station' | 'square' | 'diamond' | 'triangle' | 'wave' | 'plane';
/** The shape of a point symbol in units of its radius, y downwards; without an outline it is a circle. */
export type PointShape = {outline: XY[]; corner: number; glyph: XY[]; stroke: XY[]; dot: number | null};
export type PointStyle = {
  shape: 'point';
  sign: Sign;
  color: string;
  fill: string;
  size: number;
  opacity?: number;
  dashArray?: string;
  strokes?: undefined;
  arrow?: undefined;
  fillOpacity?: undefined;
  halo?: undefined;
};
export type LineStyle = {
  shape: 'line';
  strokes: Stroke[];
  arrow?: Arrow;
  fillOpacity?: undefined;
  halo?: undefined;
};
export type AreaStyle = {
  shape: 'area';
  strokes: Stroke[];
  /** A palette colours its features in turn. */
  fill?: string | string[];
  fillOpacity?: number;
  hatch?: string;
  halo?: Stroke[];
  arrow?: undefined;
};
export type Style = PointStyle | LineStyle | AreaStyle;

// ---- layers and features ---------------------------------------------------------------------------

/** The properties that the map reads; labels read fields of their own as well. */
export type Properties = {
  id: string;
  kind: string;
  name_zh: string;
  name_en: string;
  label_zh?: string | null;
  label_en?: string | null;
  status: string | null;
  status_in_plan?: string | null;
  precision: string | null;
  accuracy_m: number | null;
  label_point?: Place | null;
  /** Codes of its towns. */
  towns: string[];
  /** Of a township: its own code. */
  code?: string;
  /** Set in a comparison's map of the plan, where `status` is that in the plan. */
  planned?: boolean;
};
export type PointGeometry = GeoJSON.Point | GeoJSON.MultiPoint;
export type LineGeometry = GeoJSON.LineString | GeoJSON.MultiLineString;
export type AreaGeometry = GeoJSON.Polygon | GeoJSON.MultiPolygon;
export type Geometry = PointGeometry | LineGeometry | AreaGeometry;
/** Of a drawn or uploaded shape. */
export type AnyGeometry = GeoJSON.Geometry;
/** `ordinal` where it is not its place in the collection. */
export type FeatureData = {properties: Properties; geometry: Geometry | null; ordinal?: number};
export type Collection = {features: FeatureData[]};

interface Member {
  id: string;
  layer: Layer;
  /** Its place in the layer's file. */
  ordinal: number;
  properties: Properties;
  /** Its status today; in `properties` is that of the year of the timeline. */
  now?: string | null;
  /** Whether it is unknown which status it had in the year of the timeline. */
  undated?: boolean;
  shown: boolean;
  /** Of a layer in tiles, whose geometry is being fetched. */
  pending?: boolean;
}
export interface PointFeature extends Member {
  geometry: PointGeometry;
  style: PointStyle;
  shape: Shape;
  paths: L.Marker[];
}
export interface LineFeature extends Member {
  geometry: LineGeometry;
  style: LineStyle;
  shape: Shape;
  paths: L.Path[];
}
export interface AreaFeature extends Member {
  geometry: AreaGeometry;
  style: AreaStyle;
  shape: Shape;
  paths: L.Path[];
}
/** A feature without a public place. */
export interface UndrawnFeature extends Member {
  geometry: null;
  style: null;
  shape: null;
  paths: [];
}
export type DrawnFeature = PointFeature | LineFeature | AreaFeature;
export type Feature = DrawnFeature | UndrawnFeature;

export type LabelStyle = 'town' | 'county' | 'river' | 'point' | 'area' | 'line' | 'shield';
export type Label = {
  field: string;
  style: LabelStyle;
  min_zoom: number;
  max_zoom: number;
  priority: number;
  kinds: string[];
  beside?: boolean;
};
export type LabelLook = {size: number; colour: string; ground: string | null};
/** Where labels may stand and how they look: `atlas/layers/label_rules.toml`. */
export type LabelRules = {
  spots: Record<'point' | 'area' | 'town' | 'beside' | 'line' | 'shield', XY[]>;
  costs: Record<'covers' | 'later' | 'later_area' | 'line' | 'beside', number>;
  placing: Record<'inside' | 'long' | 'small' | 'selected' | 'gap' | 'line_gap' | 'symbol' | 'cell', number> & {
    along: number[];
  };
  growth: {styles: LabelStyle[]; steps: [number, number][]};
  styles: Record<LabelStyle, LabelLook & {kinds: Record<string, LabelLook>}>;
  chosen: LabelLook;
};
/** How trays are laid out, in px: `atlas/layers/tray_rules.toml`. */
export type TrayRules = Record<'pitch' | 'edge' | 'below' | 'row' | 'ratio', number>;
/** A name that the map should show. */
export type Wanted = {
  key: string;
  f: DrawnFeature;
  text: string;
  style: LabelStyle;
  /** Whether the name of an area may stand beside it where it does not fit. */
  beside?: boolean;
  kind: string;
  priority: number;
  chosen: boolean;
};
export type LegendEntry = {kind: string; rank: number; label: Text; style: Style};
/** The dated states: distinct texts, and by ordinal an index into them, or -1. */
export type States = {texts: Text[]; now: number[]; plan: number[]};
export type LayerDefinition = {
  id: string;
  theme: string;
  title: Text;
  order: number;
  renderer: 'svg' | 'canvas';
  context: boolean;
  interactive: boolean;
  min_zoom: number;
  /** Of its GeoJSON, or of its index of tiles. */
  url: string;
  tiled: boolean;
  /** Of a layer in tiles: empty until its attributes are loaded. */
  states: States;
  styles: Record<string, Style>;
  legend: LegendEntry[];
  labels: Label[];
};
/** The JSON at a URL: a layer's GeoJSON, or its index, tiles and attributes. */
export type FetchJson = (url: string) => Promise<any>;
export type FetchLayer = FetchJson;

// ---- layers in tiles (atlas/webmap/tiles.py) -------------------------------------------------------

export type TileContent = {
  /** West, north, east, south in whole pixels of the band's unit. */
  box: [number, number, number, number];
  /** The features of its parts. */
  ordinals: number[];
  /** Points of each ring or line; of a hole negative. */
  sizes: number[];
  /** x and y of each point, less those of the one before. */
  steps: number[];
};
export type TileBand = {zoom: number; unit: number; boxes: TileContent['box'][]; tiles?: TileContent[]};
export type TileIndex = Collection & {
  count: number;
  /** Keys of styles; `looks` and `planned` are places in it by ordinal, or -1. */
  styles: string[];
  looks: number[];
  planned: number[] | null;
  bands: TileBand[];
};
export type TileAttributes = {
  states: States;
  /** Values by ordinal, or distinct values and places in them by ordinal. */
  columns: Record<string, [unknown[]] | [unknown[], number[]]>;
  /** Tiles of the closest band with a feature's parts, by ordinal. */
  tiles: (number | number[])[];
};

/** What the map has from Python once. */
export type Config = {
  home: Corners;
  /** Bounds of the city centre. */
  centre: Corners | null;
  messages: Record<Lang, Record<string, Message>>;
  themes: Record<string, {label: Text; colour: string}>;
  statuses: Record<string, Text>;
  /** In display order. */
  outcomes: {key: string; label: Text; colour: string}[];
  tint: Tint;
  /** The colours of marks. */
  mark: Mark;
  /** The years of the timeline. */
  years: string[];
  samples: Record<string, Style>;
  labels: LabelRules;
  trays: TrayRules;
  symbols: Record<Sign, PointShape>;
};

// ---- state and choices -----------------------------------------------------------------------------

/** The geometry of a check and what it overlaps. */
export type Checked = {subject?: AnyGeometry | null; overlaps?: AnyGeometry | null};
/** What a check found; `asks` names the state that was checked. */
export type Found = Checked & {asks: string; bounds?: Corners | null};

/** Id of a project → its outcome; code of a town → how many projects it has, and of how many something is known. */
export type Outcomes = {of: Record<string, string>; towns: Record<string, {total: number; known: number}>};

/** What the map shows. */
export type State = {
  page: string;
  theme: string | null;
  /** The layers on offer with the ordinals that pass the filter; `null`: all. */
  layers: Record<string, number[] | null>;
  /** Layers (`layer`) and categories (`layer/kind`) that are off. */
  hidden: string[];
  /** Codes of the chosen towns. */
  towns: string[];
  selected: string | null;
  /** The sites in the shortlist. */
  kept?: string[];
  /** Ids of the sites that stand side by side. */
  compared?: string[];
  lang: Lang;
  wide: boolean;
  /** Purpose of the map on the page. */
  focus: 'all' | 'text' | 'towns' | 'spot';
  spot: Place | null;
  tool?: string;
  /** The drawn shape, as in the address. */
  shape?: string | null;
  asks?: string;
  /** Sites that a search has found, the best first; unset until it is known. */
  hits?: string[];
  /** Outcomes, on a page in their colours. */
  outcomes?: Outcomes | null;
  /** What the towns are shaded by. */
  shade?: TownMeasure | null;
  /** The year of the timeline. */
  year?: string | null;
  /** The statuses at its end, by id; how many of the listed features are undated, or have it only by promise. */
  statuses?: Map<string, string> | null;
  undated?: number;
  promised?: number;
  /** Of an open plate; the view of an open step. */
  title?: string;
  home?: Corners;
  /** The open step of a tour, and the features that stand out in it. */
  visit?: string;
  spotlight?: string[];
  /** The first view of the one-file map. */
  bounds?: Corners;
};
/** What is chosen on the map. */
export type Change = {
  hidden?: string[];
  towns?: string[];
  selected?: string | null;
  spot?: Place;
  tool?: string;
  /** As state/shape_text.js writes it; empty: none. */
  shape?: string;
  year?: string | null;
};
/** Has a choice acted on. */
export type Tell = (change: Change) => void;

// ---- the map's parts -------------------------------------------------------------------------------

/** Whose legend it is: the main map's, or the other map's of a comparison. */
export type LegendOwner = Pick<Side, 'config' | 'labels' | 'map' | 'text' | 'toggle'> & {outcomes?: OutcomeColours};
/** What drawing a shape is told to do. */
export type DrawActs = {
  onChange?: (points: Place[], loose: Place | null) => Node | false;
  onEnd?: (points: Place[]) => void;
  onCancel?: () => void;
};
export type DrawKind = 'line' | 'polygon';
/** Draws a box on the map and gives it to `done`, or `null`; returns what gives up. */
export type DrawBox = (atlas: Atlas, done: (box: L.Rectangle | null) => void) => () => void;

// ---- card, table, panels, plan's text --------------------------------------------------------------

/** What a click in a panel does. */
export type Acts = {
  select: (id: string) => void;
  town: (code: string) => void;
  close: () => void;
  /** Open the plan's text at a clause. */
  read: (clause: string) => void;
  /** The star of a site; `null` for other features. */
  star?: (id: string) => Node | null;
  /** The button that copies the lasting link of a card. */
  copy?: (card: Pick<Card, 'id' | 'title' | 'link'>) => Node;
  /** Whether what can be reached from sites is on the map, and a switch for it. */
  reach?: {on: boolean; toggle: () => void};
  /** The row for remarks and notes below a card. */
  remarks?: (card: Card) => Node;
};
export type Chip = {text: string; tone?: string};
/** A site in the shortlist. */
export type ShortlistSite = {id: string; name: string; below: string};
/** What a click in the shortlist does. */
export type ShortlistActs = {
  select: (id: string) => void;
  /** Compare a site, or no longer. */
  tick: (id: string) => void;
  drop: (id: string) => void;
  compareAll: () => void;
  close: () => void;
  /** Address of the shortlist as a file. */
  file: (format: 'pdf' | 'xlsx') => string;
  /** How many sites can be compared. */
  most: number;
};
/** A file to download. */
export type Take = {text: string; href: string};

/** `stale` is shown after the day `check_after` (YYYY-MM-DD), without one at once. */
export type CardRow = {
  label: string;
  value: string;
  select?: string;
  /** Rows of one group are folded together. */
  group?: string;
  /** Date and source of the value. */
  basis?: string;
  check_after?: string;
  stale?: string;
};
export type Quote = {id: string; clause: string; relation: string; text: string};
export type Town = {code: string; name: string};
export type SourceEntry = {title: string; url?: string; meta: string};
export type CardTexts = Record<
  'towns' | 'close' | 'only_town' | 'read' | 'sources' | 'more_quotes' | 'facts' | 'due' | 'details' | 'basis',
  string
>;
/** A milestone: when it was promised or reached, what, and who says so. */
export type HistoryRow = Pick<CardRow, 'check_after' | 'stale'> & {
  date: string;
  text: string;
  basis: string;
  /** Whether it is a promise that a later one has replaced. */
  replaced: boolean;
};
/** What had become of a project on a day, and its history. */
export type Progress = {
  /** Of the outcome. */
  colour: string;
  rows: HistoryRow[];
  texts: Record<'title' | 'many' | 'replaced', string>;
};
/** A station, town or end of a line, with at most one of the links `town` and `select`. */
export type CourseStop = {
  name: string;
  /** Stations of the line in the town; the state of the stop; that it lies outside the city. */
  below?: string;
  town?: string;
  select?: string;
  outside?: boolean;
};
/** The course of a line: its stops in order from end to end. */
export type Course = {
  title: string;
  /** That the drawing is schematic. */
  mark?: string;
  length: string;
  /** Dashes of its status, as on the map; without: solid. */
  dash?: string;
  stops: CourseStop[];
  /** The state of its sections. */
  parts?: string[];
};
/** Long ones are folded. */
export type CardNote = Chip & {fold?: boolean};
export type Card = {
  id: string;
  title: string;
  kind: string;
  colour: string;
  chips: Chip[];
  /** When it comes or since when it exists, or what it is; then the rest. */
  plain: {first: string; rest?: string};
  /** Of a line of whose course something is known. */
  course?: Course;
  rows: CardRow[];
  /** Of a project with milestones. */
  progress?: Progress;
  quotes: Quote[];
  sources: SourceEntry[];
  notes: CardNote[];
  towns: Town[];
  takes?: Take[];
  /** Text of the switch for what can be reached from a site, where that is known. */
  reach?: string;
  /** Path of the page with this card open; the one-file map has none. */
  link?: string;
  texts: CardTexts;
};
// ---- remarks and notes -----------------------------------------------------------------------------

/** A text of the page by its key, with values filled in. */
export type TextOf = (key: string, values?: Record<string, string | number> & {n?: number}) => string;
export type RemarkKind = 'place' | 'state' | 'text' | 'other' | 'opinion';
/** Where remarks can be sent, empty if nowhere, and the version of the data. */
export type RemarkWays = {send: string; email: string; most: number; version: string};
/** What a remark or a note is about; `link` is a path, `href` a whole address in the language of the page. */
export type Subject = {id: string; name: string; link: string; href: string};
/** A note as it is stored: its text, when it was written (ISO 8601, UTC), name and path of its feature. */
export type Note = {text: string; at: string; name: string; link: string};

/** A figure, a text, a text with a value to sort by or with a second line, a chip; `null`: unknown. */
export type Cell =
  | number
  | string
  | null
  | {text: string; value: number | string}
  | {text: string; below: string; tone?: undefined}
  | {text: string; tone?: string; below?: string};
/** A feature's id and its cells. */
export type Row = [string, ...Cell[]];
export type Column = {key: string; label: string; number: boolean};
export type Table = {
  columns: Column[];
  rows: Row[];
  selected: string | null;
  /** That there are more rows; then it cannot be sorted. */
  more?: string;
  /** Its name for assistive technology. */
  label?: string;
  /** How many rows there are, with those that are not shown. */
  total?: number;
};

/** A line of a panel's cell with at most one of the links `select`, `read`, `town`, `url`, `go`. */
export type Item = {
  text: string;
  /** What it is, on a line of its own, and its status. */
  about?: string;
  state?: Chip | null;
  small?: string;
  /** Part of `text` or `small` that is marked. */
  mark?: [number, number, 'text' | 'small'];
  select?: string;
  read?: string;
  town?: string;
  url?: string;
  go?: string;
  /** As in a card's row. */
  check_after?: string;
  stale?: string;
};
export type PanelRow = {label: string; cells: Item[][]};
/** Which values are better. */
export type Sense = 'less' | 'more';
/** What is known of a site in a row; with a band where it can be compared. */
export type ComparedCell = {items: Item[]; band?: {low: number | null; high: number | null; unit: string}};
/** A row that says nothing of any of the sites is named if `always`. */
export type ComparedRow = {key: string; label: string; sense?: Sense; always?: boolean};
/** A small map around a site: paths and points by class; the accuracy of its place as a ring. */
export type Sketch = {paths: [string, string][]; points: [string, number, number][]; ring: number | null};
export type ComparedSite = {
  name: string;
  kind: string;
  /** Labels of what takes it out, and of its map. */
  drop: string;
  map: string;
  cells: Record<string, ComparedCell>;
  sketch: Sketch | null;
};
/** comparison-zh.json, comparison-en.json: the sites as columns. */
export type SiteColumns = {
  texts: Record<string, string>;
  groups: {title: string; rows: ComparedRow[]}[];
  sites: Record<string, ComparedSite>;
  /** Of the small maps: half their width, and the length of the scale bar. */
  scale: {half: number; bar: number};
};
/** What a click in a comparison does. */
export type ComparedActs = Pick<Acts, 'select' | 'read' | 'close'> & {
  drop: (id: string) => void;
  star: (id: string) => Node | null;
};
export type Section = {
  title: string;
  colour?: string;
  fold?: boolean;
  aside?: string;
  rows: PanelRow[];
  /** Headings of its own columns, and the number of one that is marked. */
  heads?: string[];
  marked?: number;
};
export type Panel = {
  columns: string[];
  sections: Section[];
  note: string;
  takes?: Take[];
  /** Text of a button that prints. */
  print?: string;
};

export type Heading = {
  id: string;
  level: 'chapter' | 'section' | 'item' | 'sub_item';
  number: string;
  title: string;
};
export type Clause = {
  id: string;
  level?: undefined;
  kind: string;
  number: string | null;
  text: string;
  /** Start, end and features of a link within the text. */
  marks: [number, number, string[]][];
  /** Start, end and code of a town's name within it. */
  names: [number, number, string][];
  features: string[];
  towns: string[];
};
export type ReaderState = {
  /** URL of the plan's text. */
  url: string;
  clause: string | null;
  selected: string | null;
  towns: string[];
  town_names: string;
  lang: Lang;
  texts: Record<'in_towns' | 'in_area' | 'in_both', Message> &
    Record<'whole' | 'show_all' | 'show_some' | 'area_on' | 'area_off' | 'area_hint' | 'area_touch', string>;
};

// ---- filter ----------------------------------------------------------------------------------------

/** What the filter reads of a feature; a context feature touches no towns. */
export type FilterFeature = {
  id: string;
  kind: string;
  touches: string[];
  status?: string | null;
  industries?: string[] | null;
  /** A letter for its status at the end of each year; none if it is undated. */
  years?: string;
  /** A letter for its outcome at the end of each year up to today; none if it is no project. */
  outcomes?: string;
  /** Numbers of the chapters of the plan that speak of it. */
  chapters?: string[];
  /** Where it is not drawn at its own place. */
  place?: 'undrawn' | 'town';
  /** Set where only the plan of 2021 tells its status: whether news was looked for. */
  old?: 'plan' | 'checked';
};
/** How the map of outcomes is coloured: atlas/layers/symbology.toml. */
export type Tint = {fill: number; light: number; context: string; share: {least: number; colour: string}[]};
/** The years of the timeline, and the letters of statuses and outcomes: atlas/plan/evaluation/years.py. */
export type Codes = {years: string[]; statuses: Record<string, string>; outcomes: Record<string, string>};
/** Features by layer, in the order of the layer's file. */
export type Features = Record<string, FilterFeature[]>;
export type FilterLayer = {
  id: string;
  theme: string;
  always: boolean;
  listed: boolean;
  hidden: string[];
  hidden_when_chosen: string[];
};
/** What a page or a plate offers (atlas/webmap/filter_rules.py). */
export type Topic = {own: string | null; theme: string | null; layers: FilterLayer[]; projects?: boolean};
/** The part of the state that decides which features show. */
export type Narrowing = Record<ChoiceKey | 'off' | 'on', string[]> & {year: string | null};
export type Selected = {
  layers: Record<string, number[] | null>;
  hidden: string[];
  listed: {layer: string; feature: FilterFeature}[];
  unticked: number;
};

// ---- the page (atlas/web/browsing/) ----------------------------------------------------------------

/** A parameter of an address: atlas/web/state/url_parameters.toml. */
export type Parameter = {
  name: string;
  field: string;
  form: 'list' | 'sorted' | 'one' | 'text' | 'spot' | 'shape' | 'metres' | 'pairs';
  values: string;
  default: string;
  /** How many values a list holds at most, 0 for the usual limit; of pairs, the largest number. */
  most: number;
};
export type Limits = {items: number; search: number; metres: number; shape: number; extent: number[]};
/** What addresses may name. */
export type Vocabulary = {
  grammar: Parameter[];
  /** Names of all parameters. */
  known: string[];
  limits: Limits;
  /** Former ids of features → their ids now. */
  ids: Record<string, string>;
  sets: Record<string, Set<string>>;
};
/** The whole state of an address but the page and the language. */
export type Chosen = Narrowing & {
  selected: string | null;
  clause: string | null;
  plate: string | null;
  /** The open tour, and the number of its step. */
  tour: string | null;
  step: string | null;
  search: string;
  spot: Place | null;
  tool: string;
  shape: string;
  buffer_m: number;
  against: string[];
  /** What an investor looks for: a kind of production, needs and weights; and the sites that he keeps. */
  want: string | null;
  needs: [string, number][];
  weights: [string, number][];
  shortlist: string[];
  compared: string[];
  /** What the map of towns is shaded by. */
  shade: string;
};
/** A state, and the parameters that were not understood. */
export type Parsed = {chosen: Chosen; lang: Lang; problems: string[]};
export type PageRules = Topic & {
  key: string;
  path: string;
  counts: boolean;
  wide: boolean;
  mapless: boolean;
  plates: boolean;
  tours: boolean;
  /** The choices that the filter bar offers. */
  choices: string[];
  focus: State['focus'];
  /** What the colours of the map mean. */
  colours: 'symbol' | 'outcome' | 'measure';
  /** What the browser shows in the panel. */
  parts: string[];
  columns: string[];
  /** Fields of the state on which the page's own part depends; `*`: all. */
  follows: string[];
};
/** What filters read: static/state/unpack.js. */
export type Filtering = Omit<Vocabulary, 'sets'> & {
  values: Record<string, string[]>;
  features: Features;
  order: string[];
  codes: Codes;
  pages: PageRules[];
  plates: Record<string, Topic & {home: Corners}>;
  /** By tour. */
  tours: Record<string, TourStep[]>;
  /** How many cards are in a block. */
  block: number;
};
/** The features of a layer: ids, one a line; the facts that occur; for each feature the place of its facts. */
export type PackedFeatures = {ids: string; facts: Omit<FilterFeature, 'id'>[]; of: number[]};
/** filter.json */
export type PackedFiltering = Omit<Filtering, 'features'> & {features: Record<string, PackedFeatures>};
export type ChoiceKey = 'towns' | 'themes' | 'statuses' | 'industries' | 'outcomes' | 'chapters';
/** A choice of the filter bar. */
export type Choice = {
  key: ChoiceKey;
  title: string;
  nothing: string;
  hint: string;
  options: {value: string; label: string}[];
};
/** words-zh.json, words-en.json */
export type Words = {
  texts: Record<string, Message>;
  pages: Record<string, {name: string; colour: string; lead: string}>;
  plates: Record<string, string>;
  options: Record<ChoiceKey, Record<string, string>>;
  /** What is wrong with the data. */
  broken: string[];
  columns: Record<string, Column[]>;
  common: Record<string, Column>;
  /** By id and column. */
  rows: Record<string, Record<string, Cell> & {spoken: string}>;
  doors: {who: string; title: string; text: string; links: {text: string; page: string}[]}[];
  tours: {id: string; title: string; lead: string; steps: number}[];
  glance: {title: string; facts: [string, string, string][]};
};
/** Addresses of the data. */
export type DataFiles = {
  filter: string;
  words: Record<Lang, string>;
  sites: Record<Lang, string>;
  tours: Record<Lang, string>;
  /** Of the search box, fetched when it is first used. */
  search: Record<Lang, string>;
  /** Folder of what can be reached from each site. */
  reach: string;
  cards: Record<Lang, string>;
  rows: Record<Lang, string>;
  comparison: Record<Lang, string>;
  towns: Record<Lang, string>;
};
/** What the document names. */
export type Start = MapFiles & {data: DataFiles; home: string; feedback: RemarkWays; streamlit: Entry};

// ---- tours (atlas/web/browsing/tour_data.py) ------------------------------------------------------

/** What a step shows: the page, the filter there, the features that stand out, and its view. */
export type TourStep = {page: string; filter: Narrowing; features: string[]; home: Corners};
export type TourStepWords = {
  heading: string;
  text: string;
  /** `place` where it is not drawn. */
  features: {id: string; name: string; state: string; tone: string; place?: string}[];
  quotes: Omit<Quote, 'relation'>[];
  explore: string;
};
/** tours-zh.json, tours-en.json: by tour. */
export type TourWords = Record<string, {title: string; steps: TourStepWords[]}>;

// ---- search (atlas/web/browsing/search_data.py) ----------------------------------------------------

/** Chinese names, English names, pinyin of Chinese names with a space between syllables. */
export type SearchNames = [string[], string[], string[]];
/** A town or feature, and how the list shows it. */
export type SearchEntry = {
  id: string;
  names: SearchNames;
  /** Places in `groups`. */
  belongs: number[];
  town: boolean;
  theme: string;
  title: string;
  about: string;
  state: Chip | null;
};
/** search-zh.json, search-en.json */
export type SearchData = {longest: number; idle: string[]; groups: SearchNames[]; entries: SearchEntry[]};

/** What can be reached by car from a site, the longest time first (atlas/web/browsing/reach_data.py). */
export type ReachData = {title: Text; close: Text; areas: {minutes: number; geometry: AreaGeometry; text: Text}[]};

// ---- the page of towns (atlas/web/browsing/town_data.py) -------------------------------------------

/** What the map of towns can be shaded by: its classes, light to dark; of each town the class, value, and bar in %. */
export type TownMeasure = {
  key: string;
  label: string;
  title: string;
  note: string;
  classes: {colour: string; text: string}[];
  towns: Record<string, {place: number; value: number; text: string; bar: number}>;
};
/** A project as a resident reads of it; `more` and `place` may be empty. */
export type TownRow = {
  id: string;
  name: string;
  kind: string;
  theme: string;
  outcome: string;
  /** Of the outcome. */
  colour: string;
  state: string;
  /** What there is to add to its state, such as a delay. */
  more: string;
  place: string;
  /** Path of the page with its card open. */
  link: string;
};
/** A town with the ids of its projects by state. */
export type TownPlace = {
  code: string;
  name: string;
  counts: string[];
  headline: string;
  total: number;
  groups: {key: string; title: string; ids: string[]}[];
  take: Take;
};
/** towns-zh.json, towns-en.json */
export type TownData = {
  texts: Record<string, Message>;
  measures: TownMeasure[];
  towns: TownPlace[];
  /** The projects of no town. */
  elsewhere: {title: string; note: string; ids: string[]}[];
  rows: Record<string, TownRow>;
  as_of: string;
};

// ---- finding sites (atlas/web/browsing/site_data.py) -----------------------------------------------

/** A kind of production: its industries, itself first; `words` are in both languages. */
export type Want = {
  key: string;
  label: string;
  words: string[];
  industries: string[];
  /** Whether it needs a certified chemical park. */
  park: boolean;
  /** Pinyin, whole or initials → the Chinese word. */
  spelt: Record<string, string>;
};
/** The lowest and the highest score that a criterion may have, each 0 to 1. */
export type Reach = [number, number];
/** What the ranking reads of a site. */
export type SearchSite = {
  id: string;
  name: string;
  /** Empty: unknown. */
  industries: string[];
  /** Want → the word by which the site names it itself. */
  named: Record<string, string>;
  /** Name under which it is certified as a chemical park; empty if it is not. */
  certified: string;
  /** Land on offer, piece by piece, with the last day of the entry (YYYY-MM-DD). */
  offers: {ha: number; check_after: string | null}[];
  /** Of the whole site, in hectares. */
  area: number | null;
  /** Kilometres to each kind of target, lower and upper bound. */
  ways: Record<string, [number, number | null]>;
  /** Kilometres to the nearest ecological zone. */
  eco: [number, number | null] | null;
};
export type KnownSite = SearchSite & {
  state: Chip | null;
  standing: 'placed' | 'town' | 'undrawn';
  precision: string | null;
  centre: Place | null;
  /** Why its distances are unknown. */
  unplaced: string;
  offers: {ha: number; check_after: string | null; date: string}[];
  way_texts: Record<string, {km: string; minutes: string; to: string}>;
  eco_text: string;
  eco_zone: string;
};
/** sites-zh.json, sites-en.json */
export type SiteData = {
  texts: Record<string, Message>;
  wants: Want[];
  industries: Record<string, string>;
  /** Names of the criteria. */
  criteria: Record<string, string>;
  needs: {key: string; start: number}[];
  sites: KnownSite[];
};
/** What is looked for: the industries of a want, itself first; needs and weights by criterion. */
export type SiteSearch = {
  want: string | null;
  industries: string[] | null;
  /** Whether it needs a certified chemical park. */
  park: boolean;
  needs: Record<string, number>;
  weights: Record<string, number>;
};
/** `sure`: the condition is met for certain. */
export type Criterion = {key: string; score: Reach; sure: boolean};
/** To what a condition must be changed for a site to come in; `sure`: then it meets it for certain. */
export type Relaxed = {to: number; sure: boolean};
/** Why a site is out; `at`: what it has at best; `shortfall`: by what share of what is wanted it fails. */
export type Veto = {
  key: string;
  reason: 'industry' | 'land' | 'area' | 'far' | 'near';
  shortfall: number;
  at: number | null;
  /** What would let the site in; `null`: nothing. */
  relaxed: Relaxed | null;
};
/** `sure`: it meets every condition for certain; `leads`: a certified chemical park, where one is needed. */
export type Ranked = {
  id: string;
  name: string;
  criteria: Criterion[];
  score: Reach | null;
  sure: boolean;
  leads: boolean;
};
/** `sure`: what it meets and by how much it fails are known. */
export type Miss = {id: string; name: string; vetoes: Veto[]; shortfall: number; sure: boolean};
/** How the first places change where a weight goes up or down by a fifth. */
export type Order = {places: number; moved: {key: string; up: boolean; first: string}[]};
export type Ranking = {
  asked: string[];
  fitting: Ranked[];
  misses: Miss[];
  ordered: boolean;
  order: Order | null;
  /** Whether what is unknown may turn the first two round. */
  open: boolean;
  excluding: {key: string; all: number; alone: number}[];
};

// ---- the one-file map (atlas/webmap/one_file_map.py) -----------------------------------------------

export type OneFileData = Topic & {
  order: string[];
  codes: Codes;
  features: Record<string, (Properties & FilterFeature)[]>;
  geometries: Record<string, (Geometry | null)[]>;
  cards: Record<Lang, Record<string, Card>>;
  columns: Record<Lang, Column[]>;
  rows: Record<Lang, Record<string, Cell[]>>;
  /** How a feature is announced. */
  spoken: Record<Lang, Record<string, string>>;
  choices: {
    key: ChoiceKey;
    title: Text;
    nothing: Text;
    hint?: Text | null;
    options: {value: string; label: Text}[];
  }[];
  title: Text;
  texts: Record<Lang, Record<string, Message>>;
};
/** What the document opens with. */
export type Opening = {
  element: string;
  lang: Lang;
  date: string;
  chosen: Narrowing & {selected: string | null};
  state: Pick<State, 'page' | 'theme' | 'focus' | 'spot'>;
  plate?: Text;
  home?: Corners;
  bounds?: Corners;
};

// ---- Streamlit -------------------------------------------------------------------------------------

/** Addresses of what makes the map. */
export type MapFiles = {module: string; leaflet: string; element: string; downloads: string};
/** The element that Streamlit gives a component; it keeps what is mounted in it. */
export type Mount = HTMLElement & {atlas?: Atlas; reader?: Reader; shownId?: string | null; query?: string};
/** Addresses that make Streamlit run. */
export type Entry = {entry: string[]; scripts: string[]; styles: string[]};
/** Tells Python an address. */
export type Say = (name: 'address', query: string) => void;
/** How Streamlit calls a component. */
export type Component<Data> = {data: Data; parentElement: Mount; setTriggerValue: Say};

// ---- what scripts keep at Leaflet's objects, and what they use of its inside -----------------------

declare module 'leaflet' {
  interface Map {
    haloRenderer?: L.Renderer;
    _animatingZoom?: boolean;
    _getNewPixelOrigin(center: L.LatLngExpression, zoom?: number): L.Point;
    _animateZoom(center: L.LatLng, zoom: number, start: boolean, noUpdate?: boolean): void;
    _getCenterLayerPoint(): L.Point;
    _move(center: L.LatLng, zoom: number, data?: object): this;
    _moveEnd(zoomChanged: boolean): this;
    _moveStart(zoomChanged: boolean, noMoveStart: boolean): this;
    _onZoomTransitionEnd(): void;
    _rawPanBy(offset: L.Point): void;
    _stop(): this;
  }
  interface ZoomPanOptions {
    /** Draw everything anew. */
    reset?: boolean;
  }
  interface Path {
    /** Missing on a canvas. */
    _path?: SVGPathElement;
    _icon?: undefined;
  }
  interface Marker {
    _icon?: HTMLElement;
    _path?: undefined;
  }
  interface TileLayer {
    /** Tiles in a row that did not load. */
    failures?: number;
    _getTiledPixelBounds(center: L.LatLng): L.Bounds;
    _setZoomTransform(level: object, center: L.LatLngExpression, zoom: number): void;
  }
}

declare global {
  interface Window {
    L?: typeof L;
  }
}
