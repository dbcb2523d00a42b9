// The sites that a search has found, numbered on the map.

import {isDrawn, isPoint, positions} from './spatial.js';

/** @import {DrawnFeature, Feature, Leaflet, Place} from '../types.d.ts' */

const TALL = 22; // px

/** @type {(f: DrawnFeature) => Place | null} */
const placeOf = f => {
  if (isPoint(f)) return /** @type {Place} */ (positions(f.geometry)[0]);
  return f.properties.label_point ?? null;
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
  }

  /**
   * Number features, the first as 1; those at one place, such as a town, share a label. A feature that is not drawn
   * keeps its number.
   *
   * @param {(Feature | null)[]} features
   */
  show(features) {
    /** @type {Map<string, {place: Place, numbers: number[]}>} */
    const places = new Map();
    features.forEach((f, index) => {
      const place = f && isDrawn(f) && f.shown ? placeOf(f) : null;
      if (!place) return;
      const at = places.get(place.join()) ?? {place, numbers: []};
      at.numbers.push(index + 1);
      places.set(place.join(), at);
    });
    const key = JSON.stringify([...places.values()]);
    if (key === this.key) return;
    this.key = key;
    this.group?.remove();
    this.group = this.L.layerGroup([...places.values()].map(one => this.#label(one))).addTo(this.map);
  }

  /** @type {(at: {place: Place, numbers: number[]}) => L.Marker} */
  #label({place: [lon, lat], numbers}) {
    const text = numbers.join('·');
    const width = Math.max(TALL, 10 + 7 * text.length);
    const icon = this.L.divIcon({
      className: `atlas-hit${numbers.includes(1) ? ' first' : ''}`,
      html: text,
      iconSize: [width, TALL],
      iconAnchor: [width / 2, TALL + 12], // above the name of a town
    });
    return this.L.marker([lat, lon], {
      pane: 'selected',
      icon,
      interactive: false,
      keyboard: false,
      zIndexOffset: -numbers[0],
    });
  }
}
