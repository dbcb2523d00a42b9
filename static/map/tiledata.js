// The data of a layer in tiles, as atlas/webmap/tiles.py writes them: geometry by zoom band and part of the map,
// attributes by column. Shared by the maps of a comparison.

import {crossesBox, inRing, segmentDistance} from './spatial.js';

/** @import {FetchJson, TileAttributes, TileContent, TileIndex, XY} from '../types.d.ts' */
/** @typedef {[number, number, number, number]} Extent west, north, east, south; of Leaflet's pixels at zoom 0 */

/** Parts of lines and areas that lie near each other, in whole pixels of a zoom. */
export class Tile {
  /**
   * @param {TileContent} content
   * @param {number} unit zoom at which its coordinates are pixels
   */
  constructor({ordinals, sizes, steps}, unit) {
    this.unit = unit;
    this.ordinals = ordinals;
    this.points = new Int32Array(steps.length);
    let [x, y] = [0, 0];
    for (let i = 0; i < steps.length; i += 2) {
      this.points[i] = x += steps[i];
      this.points[i + 1] = y += steps[i + 1];
    }
    /** Ring → its first point; one entry more at the end. */
    this.starts = new Int32Array(sizes.length + 1);
    /** Part → its outer ring; one entry more at the end. */
    this.outer = new Int32Array(ordinals.length + 1);
    let part = 0;
    sizes.forEach((size, ring) => {
      if (size > 0) this.outer[part++] = ring;
      this.starts[ring + 1] = this.starts[ring] + Math.abs(size);
    });
    this.outer[part] = sizes.length;
    /** West, north, east, south of each part. */
    this.boxes = new Int32Array(4 * ordinals.length);
    for (part = 0; part < ordinals.length; part++) this.#box(part);
  }

  /** @param {number} part */
  #box(part) {
    const ring = this.outer[part];
    let [w, n, e, s] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 2 * this.starts[ring]; i < 2 * this.starts[ring + 1]; i += 2) {
      w = Math.min(w, this.points[i]);
      e = Math.max(e, this.points[i]);
      n = Math.min(n, this.points[i + 1]);
      s = Math.max(s, this.points[i + 1]);
    }
    this.boxes.set([w, n, e, s], 4 * part);
  }

  /**
   * The parts whose boxes meet an extent.
   *
   * @param {Extent} extent
   */
  meeting(extent) {
    const scale = 2 ** this.unit;
    const [w, n, e, s] = extent.map(value => value * scale);
    const {boxes} = this;
    const found = [];
    for (let part = 0, i = 0; i < boxes.length; part++, i += 4)
      if (boxes[i] <= e && boxes[i + 2] >= w && boxes[i + 1] <= s && boxes[i + 3] >= n) found.push(part);
    return found;
  }

  /**
   * The rings of a part, the outer one first.
   *
   * @param {number} part
   */
  rings(part) {
    const rings = [];
    for (let ring = this.outer[part]; ring < this.outer[part + 1]; ring++) {
      /** @type {XY[]} */
      const points = [];
      for (let i = 2 * this.starts[ring]; i < 2 * this.starts[ring + 1]; i += 2)
        points.push([this.points[i], this.points[i + 1]]);
      rings.push(points);
    }
    return rings;
  }

  /**
   * Whether a part is hit at a point; a line within a tolerance. Both in pixels at zoom 0.
   *
   * @type {(part: number, point: XY, tolerance: number, isLine: boolean) => boolean}
   */
  hit(part, [x, y], tolerance, isLine) {
    const scale = 2 ** this.unit;
    /** @type {XY} */
    const point = [x * scale, y * scale];
    const [outer, ...holes] = this.rings(part);
    if (isLine) return outer.some((p, i) => i > 0 && segmentDistance(point, outer[i - 1], p) <= tolerance * scale);
    return inRing(point, outer) && !holes.some(hole => inRing(point, hole));
  }

  /**
   * Whether a part reaches into an extent.
   *
   * @type {(part: number, extent: Extent, isLine: boolean) => boolean}
   */
  reaches(part, extent, isLine) {
    const scale = 2 ** this.unit;
    const box = /** @type {Extent} */ (extent.map(value => value * scale));
    const [w, n, e, s] = box;
    const [outer] = this.rings(part);
    const ring = isLine ? outer : [...outer, outer[0]];
    return (
      outer.some(([x, y]) => x >= w && x <= e && y >= n && y <= s) ||
      crossesBox(ring, box) ||
      this.hit(part, [(w + e) / 2 / scale, (n + s) / 2 / scale], 0, isLine)
    );
  }
}

export class TileData {
  /** @type {TileAttributes | undefined} */
  attributes;
  /** @type {Promise<void> | undefined} */
  #loading;
  /** @type {Map<string, number> | undefined} */
  #ordinals;

  /**
   * @param {TileIndex} index
   * @param {FetchJson} fetchFile by name
   */
  constructor(index, fetchFile) {
    this.index = index;
    this.fetchFile = fetchFile;
    this.bands = index.bands.map(({zoom, unit, boxes, tiles}) => ({
      zoom,
      unit,
      extents: boxes.map(box => /** @type {Extent} */ (box.map(value => value / 2 ** unit))),
      tiles: boxes.map((_, i) => (tiles ? new Tile(tiles[i], unit) : undefined)),
      loading: /** @type {(Promise<void> | undefined)[]} */ ([]),
    }));
  }

  /**
   * The number of the band for a zoom.
   *
   * @param {number} zoom
   */
  bandAt(zoom) {
    const found = this.bands.findIndex(band => band.zoom >= zoom);
    return found < 0 ? this.bands.length - 1 : found;
  }

  /**
   * The numbers of the tiles that meet an extent.
   *
   * @type {(band: number, extent: Extent) => number[]}
   */
  numbers(band, [w, n, e, s]) {
    return this.bands[band].extents.flatMap((box, i) =>
      box[0] <= e && box[2] >= w && box[1] <= s && box[3] >= n ? [i] : [],
    );
  }

  /**
   * The tiles for an extent from the best band that has all of them; the first band always has.
   *
   * @type {(zoom: number, extent: Extent) => Tile[]}
   */
  tiles(zoom, extent) {
    for (let band = this.bandAt(zoom); ; band--) {
      const found = this.numbers(band, extent).map(number => this.bands[band].tiles[number]);
      if (band === 0 || found.every(Boolean)) return /** @type {Tile[]} */ (found);
    }
  }

  /**
   * Load tiles that are missing; returns nothing when none is.
   *
   * @type {(band: number, numbers: number[]) => Promise<void[]> | undefined}
   */
  load(band, numbers) {
    const {tiles, unit, loading} = this.bands[band];
    const missing = numbers.filter(number => !tiles[number]);
    if (!missing.length) return undefined;
    return Promise.all(
      missing.map(
        number =>
          (loading[number] ??= this.fetchFile(`${band}-${number}.json`).then(
            content => {
              tiles[number] = new Tile(content, unit);
            },
            error => {
              loading[number] = undefined; // the next move tries again
              throw error;
            },
          )),
      ),
    );
  }

  loadAttributes() {
    return (this.#loading ??= this.fetchFile('attributes.json').then(
      attributes => {
        this.attributes = attributes;
      },
      error => {
        this.#loading = undefined; // it is tried again when it is needed
        throw error;
      },
    ));
  }

  /**
   * The ordinal of a feature in the tiles.
   *
   * @param {string} id
   */
  ordinal(id) {
    if (!this.attributes) return undefined;
    const [ids] = this.attributes.columns.id;
    this.#ordinals ??= new Map(ids.map((name, ordinal) => [/** @type {string} */ (name), ordinal]));
    const ordinal = this.#ordinals.get(id);
    return ordinal !== undefined && this.index.looks[ordinal] >= 0 ? ordinal : undefined;
  }

  /**
   * The properties of a feature, once the attributes are loaded.
   *
   * @param {number} ordinal
   */
  properties(ordinal) {
    const {columns} = /** @type {TileAttributes} */ (this.attributes);
    return Object.fromEntries(
      Object.entries(columns).map(([name, [values, places]]) => [name, values[places ? places[ordinal] : ordinal]]),
    );
  }

  /**
   * The tiles of the closest band with the parts of a feature.
   *
   * @param {number} ordinal
   */
  async closest(ordinal) {
    const last = this.bands.length - 1;
    const numbers = [/** @type {TileAttributes} */ (this.attributes).tiles[ordinal]].flat();
    await this.load(last, numbers);
    return numbers.map(number => /** @type {Tile} */ (this.bands[last].tiles[number]));
  }
}
