// What is chosen and what the pointer is on, drawn over (a line: under) everything else.

import {positions} from './spatial.js';

export class Marks {
  constructor(L, map) { Object.assign(this, {L, map, marks: {}, renderers: {}}); }

  /** Mark a feature, or none (`null`), in the pane `selected` or `hover`. */
  set(pane, f) {
    const key = f && f.geometry && f.layer.visible ? `${f.id}${f.shape.offsets ?? ''}` : null;
    if (this.marks[pane]?.key === key) return;
    this.marks[pane]?.group.remove();
    delete this.marks[pane];
    if (!key) return;
    const strong = pane === 'selected', draw = {point: this.#ring, line: this.#glow, area: this.#edge}[f.style.shape];
    this.marks[pane] = {key, group: this.L.layerGroup(draw.call(this, f, pane, strong)).addTo(this.map)};
  }

  /** Pin a spot, longitude and latitude; none (`null`) takes the pin away. */
  pin(spot) {
    if (this.pinned?.key === spot?.join()) return;
    this.pinned?.marker.remove();
    this.pinned = null;
    if (!spot) return;
    const {L} = this, icon = L.divIcon({className: 'atlas-pin', iconSize: [22, 30], iconAnchor: [11, 29]});
    this.pinned = {key: spot.join(), marker: L.marker([spot[1], spot[0]], {pane: 'trays', icon, interactive: false, keyboard: false}).addTo(this.map)};
  }

  // A ring round each sign of a point, where the sign stands.
  #ring(f, pane, strong) {
    const {L} = this;
    return positions(f.geometry).map(([lon, lat], i) => {
      const size = 2 * (f.style.size + 7), [x, y] = f.shape.offsets?.[i] ?? [0, 0];
      const icon = L.divIcon({className: `atlas-ring${strong ? ' strong' : ''}`, iconSize: [size, size], iconAnchor: [size / 2 - x, size / 2 - y]});
      return L.marker([lat, lon], {pane: f.shape.offsets ? 'trays' : 'selected', icon, interactive: false, keyboard: false});
    });
  }

  // A line glows from below and stays legible.
  #glow(f, pane, strong) { return [this.#path(f, 'glow', {color: '#ffb000', weight: strong ? 12 : 10, opacity: strong ? 0.72 : 0.4})]; }

  #edge(f, pane, strong) {
    return [
      this.#path(f, pane, {color: '#ffffff', weight: strong ? 6 : 4, opacity: 0.85}),
      this.#path(f, pane, {color: strong ? '#f08c00' : '#ffb000', weight: strong ? 3.2 : 2.4, opacity: 0.95}),
    ];
  }

  #path(f, pane, options) {
    const {L} = this, renderer = this.renderers[pane] ??= L.svg({pane, padding: 0.5});
    const layer = L.GeoJSON.geometryToLayer({type: 'Feature', geometry: f.geometry, properties: {}});
    return L.setOptions(layer, {interactive: false, fill: false, lineJoin: 'round', lineCap: 'round', smoothFactor: 0.6, pane, renderer, ...options}) && layer;
  }
}
