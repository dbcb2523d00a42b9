// The sites that a search has found, numbered on the map.

import {isDrawn, isPoint, positions} from './spatial.js';

/** @import {DrawnFeature, Feature, Leaflet, Place, XY} from '../types.d.ts' */

const TALL = 22; // px

/** @typedef {{place: Place, by: XY}} Spot where a label stands: a place, and px from it */

// At the upper left of a symbol, which may lie in a tray; in the middle of an area.
/** @type {(f: DrawnFeature) => Spot | null} */
const spotOf = f => {
  if (!isPoint(f)) return f.properties.label_point ? {place: f.properties.label_point, by: [0, 0]} : null;
  const [x, y] = f.shape.offsets?.[0] ?? [0, 0];
  const away = f.style.size + 6;
  return {place: /** @type {Place} */ (positions(f.geometry)[0]), by: [x - away, y - away]};
};

export class Hits {
  key = '';
  /** @type {L.LayerGroup | null} */
  group = null;

  /**
   * @param {Leaflet} L
   * @param {L.Map} map
   */
  constructor(L, map) {
    this.L = L;
    this.map = map;
    const pane = map.createPane('hits');
    Object.assign(pane.style, {zIndex: '610', pointerEvents: 'none'}); // above all names
  }

  /**
   * Number features, the first as 1; those that share a symbol, that of a folded tray, share a label. A feature that
   * is not drawn keeps its number.
   *
   * @param {(Feature | null)[]} features
   */
  show(features) {
    /** @type {Map<string, Spot & {numbers: number[]}>} */
    const places = new Map();
    features.forEach((f, index) => {
      const spot = f && isDrawn(f) && f.shown ? spotOf(f) : null;
      if (!spot) return;
      const at = places.get(JSON.stringify(spot)) ?? {...spot, numbers: []};
      at.numbers.push(index + 1);
      places.set(JSON.stringify(spot), at);
    });
    const key = JSON.stringify([...places.values()]);
    if (key === this.key) return;
    this.key = key;
    this.group?.remove();
    this.group = this.L.layerGroup([...places.values()].map(one => this.#label(one))).addTo(this.map);
  }

  /** @type {(at: Spot & {numbers: number[]}) => L.Marker} */
  #label({place: [lon, lat], by: [x, y], numbers}) {
    const text = numbers.join('·');
    const width = Math.max(TALL, 10 + 7 * text.length);
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
