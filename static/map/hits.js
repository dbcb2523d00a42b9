// The sites that a search has found, numbered on the map.

import {isDrawn, isPoint, positions} from './spatial.js';

/** @import {Box, DrawnFeature, Feature, Leaflet, Place, XY} from '../types.d.ts' */

const TALL = 22; // px

/** @typedef {{place: Place, by: XY}} Spot where a label stands: a place, and px from it */

// At the upper left of a symbol, which may lie in a tray; in the middle of an area.
/** @type {(f: DrawnFeature) => Spot | null} */
const spotOf = f => {
  if (!isPoint(f)) return f.properties.label_point ? {place: f.properties.label_point, by: [0, 0]} : null;
  const [x, y] = f.shape.offsets?.[0] ?? [0, 0];
  const away = f.style.size + 4;
  return {place: /** @type {Place} */ (positions(f.geometry)[0]), by: [x - away, y - away]};
};

/** @type {(numbers: number[]) => number} px */
const widthOf = numbers => Math.max(TALL, 10 + 7 * numbers.join('·').length);

/** @type {(taken: Box[], box: Box) => Box | undefined} the first box that a box meets */
const meets = (taken, box) =>
  taken.find(other => box.w < other.e && box.e > other.w && box.n < other.s && box.s > other.n);

export class Hits {
  key = '';
  /** @type {L.LayerGroup | null} */
  group = null;
  /** @type {(Feature | null)[]} */
  features = [];

  /**
   * @param {Leaflet} L
   * @param {L.Map} map
   */
  constructor(L, map) {
    this.L = L;
    this.map = map;
    const pane = map.createPane('hits');
    Object.assign(pane.style, {zIndex: '610', pointerEvents: 'none'}); // above all names
    map.on('zoomend', () => this.show(this.features));
  }

  /**
   * Number features, the first as 1; those that share a symbol, that of a folded tray, share a label. A feature that
   * is not drawn keeps its number. In a crowd numbers stack upwards, so that none hides another. Return whether any
   * label is new or has moved.
   *
   * @param {(Feature | null)[]} features
   */
  show(features) {
    this.features = features;
    /** @type {Map<string, Spot & {numbers: number[]}>} */
    const places = new Map();
    features.forEach((f, index) => {
      const spot = f && isDrawn(f) && f.shown ? spotOf(f) : null;
      if (!spot) return;
      const at = places.get(JSON.stringify(spot)) ?? {...spot, numbers: []};
      at.numbers.push(index + 1);
      places.set(JSON.stringify(spot), at);
    });
    const labels = this.#stacked([...places.values()]);
    const key = JSON.stringify(labels);
    if (key === this.key) return false;
    this.key = key;
    this.group?.remove();
    this.group = this.L.layerGroup(labels.map(one => this.#label(one))).addTo(this.map);
    return true;
  }

  /** @type {(labels: (Spot & {numbers: number[]})[]) => (Spot & {numbers: number[]})[]} */
  #stacked(labels) {
    const zoom = this.map.getZoom();
    /** @type {Box[]} */
    const taken = [];
    return labels.map(one => {
      const {x, y} = this.map.project([one.place[1], one.place[0]], zoom);
      const half = widthOf(one.numbers) / 2;
      const middle = x + one.by[0];
      /** @param {number} at @returns {Box} */
      const box = at => ({w: middle - half, n: at - TALL / 2, e: middle + half, s: at + TALL / 2});
      let at = y + one.by[1];
      for (let other = meets(taken, box(at)); other; other = meets(taken, box(at))) at = other.n - TALL / 2 - 1;
      taken.push(box(at));
      return {...one, by: /** @type {XY} */ ([one.by[0], Math.round((at - y) * 10) / 10])};
    });
  }

  /** @type {(at: Spot & {numbers: number[]}) => L.Marker} */
  #label({place: [lon, lat], by: [x, y], numbers}) {
    const text = numbers.join('·');
    const width = widthOf(numbers);
    const icon = this.L.divIcon({
      className: `atlas-hit${numbers.includes(1) ? ' first' : ''}`,
      html: text,
      iconSize: [width, TALL],
      iconAnchor: [width / 2 - x, TALL / 2 - y],
    });
    return this.L.marker([lat, lon], {
      pane: 'hits',
      icon,
      interactive: false,
      keyboard: false,
      zIndexOffset: -numbers[0],
    });
  }
}
