// One layer of the map: its pane, and its features, shown or hidden.

import {Shape, isDrawn, isPoint, pathOf, positions, shareThePoints} from './spatial.js';
import {addArrows, fillOf, pointSymbol} from './symbols.js';

/**
 * @import {Collection, DrawnFeature, Feature, FeatureData, FetchJson, Geometry, LayerDefinition, Leaflet, PointFeature,
 *   Properties, Style} from '../types.d.ts'
 */
/** @import {TileData} from './tiledata.js' */
/** @import {Tiles} from './tiles.js' */

const SHAPE = {
  Point: 'point',
  MultiPoint: 'point',
  LineString: 'line',
  MultiLineString: 'line',
  Polygon: 'area',
  MultiPolygon: 'area',
};

/**
 * Make the panes of a map that its layers share.
 *
 * @param {Leaflet} L
 * @param {L.Map} map
 */
export const makePanes = (L, map) => {
  const panes = {halo: 206, mask: 312, glow: 398, hover: 466, selected: 468};
  for (const [name, order] of Object.entries(panes)) {
    const pane = map.createPane(name);
    Object.assign(pane.style, {zIndex: String(order), pointerEvents: 'none'});
    pane.ariaHidden = 'true';
  }
  map.haloRenderer = L.svg({pane: 'halo', padding: 0.5});
};

/**
 * A feature of layers. In a layer in tiles it may be `pending`; the map is refreshed when its geometry is there.
 *
 * @type {(layers: Iterable<Layer>, id: string) => Feature | null}
 */
export const findFeature = (layers, id) => {
  for (const layer of layers) {
    const f = layer.features.find(one => one.id === id) ?? layer.tiles?.find(id);
    if (f) return f;
  }
  return null;
};

/**
 * Resolves with a feature of layers in tiles once its geometry is there, or with null.
 *
 * @type {(layers: Iterable<Layer>, id: string) => Promise<Feature | null>}
 */
export const locateFeature = async (layers, id) => {
  for (const layer of layers) {
    const f = await layer.tiles?.locate(id);
    if (f) return f;
  }
  return null;
};

export class Layer {
  /** @type {Feature[]} */
  features = [];
  visible = false;
  loaded = false;
  /** @type {Promise<void> | undefined} */
  loading;
  /** @type {L.LayerGroup | undefined} */
  group;
  /** @type {Map<string, string> | null} the statuses with which it is drawn */
  dressed = null;
  /** @type {Tiles | undefined} the lines and areas of a large layer; its other features are in `features` */
  tiles;

  /**
   * @param {Leaflet} L
   * @param {L.Map} map
   * @param {LayerDefinition} definition
   */
  constructor(L, map, definition) {
    this.L = L;
    this.map = map;
    this.definition = definition;
    this.id = definition.id;
    this.pane = map.createPane(this.id);
    this.pane.style.zIndex = String(definition.order);
    this.pane.ariaHidden = 'true'; // shapes have no names: the list has what they show
    this.pane.style.display = 'none';
    if (!definition.interactive) this.pane.style.pointerEvents = 'none';
    if (definition.min_zoom) map.on('zoomend', () => this.#place());
    this.renderer = definition.renderer === 'canvas' ? L.canvas({pane: this.id}) : L.svg({pane: this.id, padding: 0.5});
  }

  /** Whether the map is close enough for it. */
  get near() {
    return this.map.getZoom() >= (this.definition.min_zoom ?? 0);
  }

  #place() {
    this.pane.style.display = this.visible && this.near ? '' : 'none';
  }

  /**
   * @param {FetchJson} fetchLayer
   * @param {() => void} changed called when more of a layer in tiles has arrived
   */
  async load(fetchLayer, changed) {
    const {url, tiled} = this.definition;
    if (!tiled) {
      this.fill(await fetchLayer(url));
      return;
    }
    const [{openTiles}, index] = await Promise.all([import('./tiles.js'), fetchLayer(url)]);
    const data = openTiles(index, name => fetchLayer(url.replace(/\.json$/, `/${name}`)));
    await this.fillTiled(index, data, changed);
  }

  /**
   * Take in the features of a GeoJSON collection and draw them.
   *
   * @param {Collection} collection
   */
  fill(collection) {
    this.features = collection.features.map((feature, place) => this.#read(feature, feature.ordinal ?? place));
    this.#draw();
    this.loaded = true;
  }

  /**
   * Take in a large layer: a collection with its points, and tiles with the rest.
   *
   * @type {(collection: Collection, data: TileData, changed: () => void, planned?: boolean) => Promise<void>}
   */
  async fillTiled(collection, data, changed, planned = false) {
    const {Tiles} = await import('./tiles.js');
    const tiles = new Tiles(this, data, changed, planned);
    await tiles.loadView();
    this.tiles = tiles;
    this.fill(collection);
  }

  /** @type {(properties: Properties, geometry: Geometry | null) => Style | null} */
  #styleOf(properties, geometry) {
    const type = geometry && SHAPE[geometry.type];
    const key = `${properties.kind}|${properties.status ?? ''}|${properties.precision}|${type}`;
    const style = geometry && this.definition.styles[key];
    if (geometry && !style) throw new Error(`${properties.id}: no style for ${key}`);
    return style;
  }

  /**
   * Draw features with the statuses of a year (id → status), the undated ones faint unless they are context; `null`:
   * with those of today. Layers in tiles are drawn as of today. Whether anything was drawn anew.
   *
   * @param {Map<string, string> | null} statuses
   */
  dress(statuses) {
    if (!this.loaded || statuses === this.dressed) return false;
    this.dressed = statuses;
    let changed = false;
    for (const f of this.features) {
      const {now = null} = f;
      const status = statuses?.get(f.id) ?? now;
      f.undated = Boolean(statuses && now && !statuses.has(f.id)) && !this.definition.context;
      if (status === f.properties.status) continue;
      f.properties = {...f.properties, status};
      Object.assign(f, {style: this.#styleOf(f.properties, f.geometry)});
      changed = true;
    }
    if (changed) {
      this.group?.remove();
      for (const f of this.features) Object.assign(f, {paths: [], shown: false});
      this.#draw();
    }
    for (const {paths, undated} of this.features)
      for (const path of paths) (path._path ?? path._icon)?.classList.toggle('undated', undated ?? false);
    return changed;
  }

  /**
   * @param {FeatureData} data
   * @param {number} ordinal
   */
  #read({properties, geometry}, ordinal) {
    const style = this.#styleOf(properties, geometry);
    const shape = geometry && new Shape(this.map, geometry);
    const feature = {
      id: properties.id,
      layer: this,
      ordinal,
      properties,
      now: properties.status ?? null,
      undated: false,
      geometry,
      style,
      paths: [],
      shown: false,
      shape,
    };
    return /** @type {Feature} */ (feature); // its style is that of its geometry, as the key says
  }

  // Draw the categories in the legend's order. Within one, all casings come before all cores, so that where lines
  // meet, no casing cuts a core.
  #draw() {
    const group = (this.group = this.L.layerGroup());
    const halo = this.map.getPane('halo');
    for (const {kind} of this.definition.legend) {
      const drawn = this.features.filter(isDrawn).filter(f => f.properties.kind === kind);
      const depth = Math.max(0, ...drawn.map(f => f.style.strokes?.length ?? 0));
      for (const f of drawn) {
        const fill = f.style.shape === 'area' && fillOf(f.style, f.ordinal);
        if (fill) this.#path(group, f, {stroke: false, fill: true, fillColor: fill, fillOpacity: f.style.fillOpacity});
        for (const s of (halo && f.style.halo) || [])
          this.#path(group, f, {...s, fill: false, pane: 'halo', renderer: this.map.haloRenderer});
      }
      for (let i = 0; i < depth; i++)
        for (const f of drawn) if (f.style.strokes?.[i]) this.#path(group, f, {...f.style.strokes[i], fill: false});
      for (const f of drawn) if (isPoint(f)) this.#marker(group, f);
    }
    group.addTo(this.map);
    for (const {style, paths} of this.features) {
      const line = style?.arrow && paths.at(-1)?._path;
      if (line) addArrows(line, style);
    }
    for (const f of this.features) for (const path of f.paths) this.#toggle(path, false);
  }

  /**
   * Its categories among what is hidden: layers (`layer`) and categories (`layer/kind`).
   *
   * @param {Set<string>} hidden
   */
  kindsIn(hidden) {
    const tokens = [...hidden].filter(token => token.startsWith(`${this.id}/`));
    return new Set(tokens.map(token => token.split('/')[1]));
  }

  /** Take the layer off its map. */
  remove() {
    for (const part of [this.group, this.renderer, this.tiles, this.pane]) part?.remove();
  }

  /** @type {(group: L.LayerGroup, f: DrawnFeature, options: L.PolylineOptions) => void} */
  #path(group, f, options) {
    const layer = pathOf(this.L, f.geometry);
    this.L.setOptions(layer, {
      lineJoin: 'round',
      interactive: false,
      pane: this.id,
      renderer: this.renderer,
      smoothFactor: 0.6,
      noClip: Boolean(f.style.arrow),
      ...options,
    });
    const paths = /** @type {L.Polyline[]} */ (f.paths);
    const first = paths.find(({options: {renderer}}) => renderer === layer.options.renderer);
    if (first) shareThePoints(layer, first);
    group.addLayer(layer);
    paths.push(layer);
  }

  /** @type {(group: L.LayerGroup, f: PointFeature) => void} */
  #marker(group, f) {
    const pane = f.properties.precision === 'town' ? 'trays' : this.id;
    for (const [lon, lat] of positions(f.geometry)) {
      const symbol = pointSymbol(f.style);
      const size = Number(symbol.getAttribute('width'));
      const icon = this.L.divIcon({
        className: 'atlas-point',
        html: /** @type {HTMLElement} */ (/** @type {Element} */ (symbol)),
        iconSize: [size, size],
      });
      const marker = this.L.marker([lat, lon], {pane, icon, interactive: false, keyboard: false});
      group.addLayer(marker);
      f.paths.push(marker);
    }
  }

  /** @type {(path: L.Path | L.Marker, on: boolean) => void} */
  #toggle(path, on) {
    const node = path._path ?? path._icon;
    if (node)
      node.style.display = on ? '' : 'none'; // SVG keeps its drawing order
    else if (on !== this.map.hasLayer(path)) on ? path.addTo(this.map) : path.remove(); // canvas
  }

  /**
   * Show the layer with its features of `ordinals` (all when null), without the kinds in `hiddenKinds`; where `focus`
   * is set and the layer is no context, only the features in `focus`.
   *
   * @param {boolean} visible
   * @param {number[] | null} ordinals
   * @param {Set<string>} hiddenKinds
   * @param {Set<string | null> | null} focus
   */
  show(visible, ordinals, hiddenKinds, focus = null) {
    this.visible = visible;
    this.#place();
    const wanted = ordinals && new Set(ordinals);
    for (const f of this.features) {
      const on =
        visible &&
        (!wanted || wanted.has(f.ordinal)) &&
        !hiddenKinds.has(f.properties.kind) &&
        (!focus || this.definition.context || focus.has(f.id));
      if (on === f.shown) continue;
      f.shown = on;
      for (const path of f.paths) this.#toggle(path, on);
    }
    this.tiles?.show(visible, ordinals, hiddenKinds, this.definition.context ? null : focus);
  }
}
