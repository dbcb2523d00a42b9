// The lines and areas of a large layer: drawn on canvases from tiles, found under the pointer, named, and handed out as
// features where the map needs single ones. Its points are ordinary features.

import {Shape} from './spatial.js';
import {TileCanvas, SIZE} from './tilecanvas.js';
import {TileData} from './tiledata.js';
import {paintTiles} from './tilepaint.js';

/** @import {AreaFeature, DrawnFeature, Feature, FetchJson, Layer, LineFeature, Properties} from '../types.d.ts' */
/** @import {AreaStyle, LineStyle, TileIndex, XY} from '../types.d.ts' */
/** @import {Extent, Tile} from './tiledata.js' */

const MARGIN = 10; // px that a stroke may reach beyond its line
const NAMED = 60; // features that may have a name at a time
const LEGIBLE = 24; // px: width or height of a shape that may have a name
const REMEMBERED = 500; // features kept

/** @type {(index: TileIndex, fetchFile: FetchJson) => TileData} */
export const openTiles = (index, fetchFile) => new TileData(index, fetchFile);

export class Tiles {
  /** @type {Map<string, DrawnFeature>} */
  #features = new Map();
  /** @type {{key: string, features: DrawnFeature[]} | undefined} */
  #largest;

  /**
   * @param {Layer} layer
   * @param {TileData} data
   * @param {() => void} changed called when features can be found that could not be before
   * @param {boolean} planned whether it is drawn as in the plan, for a comparison
   */
  constructor(layer, data, changed, planned) {
    const {index} = data;
    this.layer = layer;
    this.data = data;
    this.changed = changed;
    this.planned = planned;
    /** Place of the style by ordinal; -1 where the feature is not in the tiles. */
    this.looks = Int16Array.from((planned && index.planned) || index.looks);
    this.styles = index.styles.map(key => {
      const style = layer.definition.styles[key];
      if (!style) throw new Error(`no style for ${key}`);
      return /** @type {LineStyle | AreaStyle} */ (style);
    });
    this.kinds = index.styles.map(key => key.split('|')[0]);
    /** Whether a feature shows, by ordinal. */
    this.shown = new Uint8Array(index.count);
    this.canvas = new TileCanvas(layer.L, layer.map, layer.pane, (context, x, y, zoom) =>
      this.#paint(context, x, y, zoom),
    );
  }

  /** Take it off its map. */
  remove() {
    this.canvas.remove();
  }

  /** Load what the view needs for a first drawing. */
  async loadView() {
    const {map} = this.layer;
    const band = this.data.bandAt(map.getZoom());
    await this.data.load(band, this.data.numbers(band, this.#view()));
  }

  /** @returns {Extent} */
  #view() {
    const {map} = this.layer;
    const {min, max} = map.getPixelBounds();
    const [from, to] = [/** @type {L.Point} */ (min), /** @type {L.Point} */ (max)];
    const scale = 2 ** map.getZoom();
    return [from.x / scale, from.y / scale, to.x / scale, to.y / scale];
  }

  // ---- what shows ----------------------------------------------------------------------------------

  /**
   * As `Layer.show`.
   *
   * @type {(visible: boolean, ordinals: number[] | null, hiddenKinds: Set<string>, focus: Set<string | null> | null) =>
   *   void}
   */
  show(visible, ordinals, hiddenKinds, focus) {
    const before = this.shown;
    const shown = new Uint8Array(before.length);
    const hides = this.kinds.map(kind => hiddenKinds.has(kind));
    /** @param {number} ordinal */
    const take = ordinal => {
      const look = this.looks[ordinal];
      if (look >= 0 && !hides[look]) shown[ordinal] = 1;
    };
    if (visible && focus)
      for (const id of focus) {
        const ordinal = id === null ? undefined : this.data.ordinal(id);
        if (ordinal !== undefined && (!ordinals || ordinals.includes(ordinal))) take(ordinal);
      }
    else if (visible && ordinals) for (const ordinal of ordinals) take(ordinal);
    else if (visible) for (let ordinal = 0; ordinal < shown.length; ordinal++) take(ordinal);
    this.#largest = undefined;
    if (!visible) {
      this.canvas.on = false; // it keeps what it shows, as it is often shown again like that
      return;
    }
    if (shown.some((on, ordinal) => on !== before[ordinal])) {
      this.shown = shown;
      for (const f of this.#features.values()) f.shown = Boolean(shown[f.ordinal]);
      this.canvas.redraw();
    } else if (!this.canvas.on) this.canvas.resume();
    if (!this.data.attributes) setTimeout(() => this.#loadAttributes()); // once it is drawn
  }

  /** The statuses that occur. */
  get statuses() {
    return new Set(this.data.index.styles.map(key => key.split('|')[1] || null));
  }

  /**
   * The ordinals of the features without one of these statuses.
   *
   * @param {Set<string>} statuses
   */
  ordinalsWithout(statuses) {
    const hides = this.data.index.styles.map(key => statuses.has(key.split('|')[1]));
    return [...this.looks.keys()].filter(ordinal => this.looks[ordinal] >= 0 && !hides[this.looks[ordinal]]);
  }

  #loadAttributes() {
    const {data, layer} = this;
    data
      .loadAttributes()
      .then(() => {
        if (data.attributes) layer.definition.states = data.attributes.states;
        this.changed();
      })
      .catch(error => console.warn(`layer ${layer.id}: ${error.message}`));
  }

  /** @type {(context: CanvasRenderingContext2D, x: number, y: number, zoom: number) => boolean} */
  #paint(context, x, y, zoom) {
    const {data, layer} = this;
    const scale = 2 ** zoom;
    /** @type {Extent} */
    const extent = [
      (x - MARGIN) / scale,
      (y - MARGIN) / scale,
      (x + SIZE + MARGIN) / scale,
      (y + SIZE + MARGIN) / scale,
    ];
    paintTiles(context, this, data.tiles(zoom, extent), {x, y, zoom, extent});
    const band = data.bandAt(zoom);
    const loading = data.load(band, data.numbers(band, extent));
    loading?.then(
      () => this.canvas.refine(),
      error => console.warn(`layer ${layer.id}: ${error.message}`),
    );
    return !loading;
  }

  // ---- single features -----------------------------------------------------------------------------

  /** @param {number} ordinal */
  #isLine(ordinal) {
    return this.styles[this.looks[ordinal]].shape === 'line';
  }

  /**
   * The ordinals of the shown features with a part in an extent that passes a test, with the tiles of their parts.
   *
   * @type {(extent: Extent, test: (tile: Tile, part: number, ordinal: number) => boolean) => Map<number, Set<Tile>>}
   */
  #having(extent, test) {
    /** @type {Map<number, Set<Tile>>} */
    const found = new Map();
    for (const tile of this.data.tiles(this.layer.map.getZoom(), extent))
      for (const part of tile.meeting(extent)) {
        const ordinal = tile.ordinals[part];
        if (!this.shown[ordinal] || !test(tile, part, ordinal)) continue;
        found.set(ordinal, (found.get(ordinal) ?? new Set()).add(tile));
      }
    return found;
  }

  /**
   * The features at a point, as they are drawn; distances in pixels at zoom 0. None before the attributes are loaded.
   *
   * @type {(point: XY, tolerance: number) => DrawnFeature[]}
   */
  at([x, y], tolerance) {
    if (!this.data.attributes || !this.canvas.on) return [];
    /** @type {Extent} */
    const extent = [x - tolerance, y - tolerance, x + tolerance, y + tolerance];
    const found = this.#having(extent, (tile, part, ordinal) =>
      tile.hit(part, [x, y], tolerance, this.#isLine(ordinal)),
    );
    return [...found].map(([ordinal, tiles]) => this.#feature(ordinal, [...tiles]));
  }

  /**
   * The ids of the shown features that reach into an extent in view.
   *
   * @param {Extent} extent
   */
  within(extent) {
    if (!this.data.attributes) return [];
    const found = this.#having(extent, (tile, part, ordinal) => tile.reaches(part, extent, this.#isLine(ordinal)));
    return [...found.keys()].map(ordinal => /** @type {string} */ (this.data.properties(ordinal).id));
  }

  /** The largest features in view: those that may have a name. */
  largest() {
    const {map} = this.layer;
    if (!this.data.attributes || !this.canvas.on) return [];
    const view = this.#view();
    const tiles = this.data.tiles(map.getZoom(), view);
    const key = `${view} ${tiles[0]?.unit}`;
    if (this.#largest?.key === key) return this.#largest.features;
    /** @type {Map<number, number>} */
    const sizes = new Map();
    const scale = 2 ** map.getZoom();
    this.#having(view, ({boxes, unit}, part, ordinal) => {
      const [width, height] = [2, 3].map(i => ((boxes[4 * part + i] - boxes[4 * part + i - 2]) * scale) / 2 ** unit);
      if (Math.max(width, height) >= LEGIBLE) sizes.set(ordinal, (sizes.get(ordinal) ?? 0) + width * height);
      return false;
    });
    const ordinals = [...sizes].sort((a, b) => b[1] - a[1]).slice(0, NAMED);
    const features = ordinals.map(([ordinal]) => this.#feature(ordinal, tiles));
    this.#largest = {key, features};
    return features;
  }

  /**
   * A feature of the layer with its geometry of the closest zoom; `pending` while that is fetched.
   *
   * @param {string} id
   * @returns {Feature | undefined}
   */
  find(id) {
    const ordinal = this.data.ordinal(id);
    if (ordinal === undefined) return undefined;
    const known = this.#features.get(`${ordinal} closest`);
    if (known) return known;
    this.locate(id).then(f => f && this.changed());
    const properties = this.#properties(ordinal);
    const {layer} = this;
    return {
      ...{id, layer, ordinal, properties, shown: Boolean(this.shown[ordinal])},
      ...{geometry: null, style: null, shape: null, paths: [], pending: true},
    };
  }

  /**
   * The same, once it is there; null where the layer has none or it cannot be fetched.
   *
   * @param {string} id
   */
  async locate(id) {
    const {data} = this;
    try {
      await data.loadAttributes();
      const ordinal = data.ordinal(id);
      return ordinal === undefined ? null : this.#feature(ordinal, await data.closest(ordinal), 'closest');
    } catch {
      return null;
    }
  }

  /** @param {number} ordinal */
  #properties(ordinal) {
    const properties = /** @type {Properties} */ (this.data.properties(ordinal));
    const {status, status_in_plan} = properties;
    return this.planned && status && status_in_plan
      ? {...properties, status: status_in_plan, planned: true}
      : properties;
  }

  /** @type {(ordinal: number, tiles: Tile[], as?: string) => DrawnFeature} */
  #feature(ordinal, tiles, as = String(tiles[0].unit)) {
    const key = `${ordinal} ${as}`;
    let f = this.#features.get(key);
    if (!f) {
      const {layer} = this;
      const style = this.styles[this.looks[ordinal]];
      const geometry = this.#geometry(ordinal, tiles, style.shape);
      const properties = this.#properties(ordinal);
      const shape = new Shape(layer.map, geometry);
      const shown = Boolean(this.shown[ordinal]);
      f = /** @type {LineFeature | AreaFeature} */ ({
        ...{id: properties.id, layer, ordinal, properties, shown},
        ...{geometry, style, shape, paths: []},
      });
      if (this.#features.size >= REMEMBERED) this.#features.clear();
      this.#features.set(key, f);
    }
    return f;
  }

  /**
   * @type {(ordinal: number, tiles: Tile[], shape: 'line' | 'area') => AreaFeature['geometry'] |
   *   LineFeature['geometry']}
   */
  #geometry(ordinal, tiles, shape) {
    const {map} = this.layer;
    const polygons = tiles.flatMap(tile =>
      tile.ordinals.flatMap((owner, part) =>
        owner === ordinal
          ? [
              tile.rings(part).map(ring =>
                ring.map(point => {
                  const {lng, lat} = map.unproject(point, tile.unit);
                  return [lng, lat];
                }),
              ),
            ]
          : [],
      ),
    );
    if (shape === 'line') return {type: 'MultiLineString', coordinates: polygons.map(([line]) => line)};
    const closed = polygons.map(rings => rings.map(ring => [...ring, ring[0]]));
    return {type: 'MultiPolygon', coordinates: closed};
  }
}
