// Marks on the map: the selected feature, the one under the pointer, and those that a comparison highlights. They are
// drawn above everything else; the glow of a line is drawn below it.

import {positions} from './spatial.js';

const COLOURS = {changed: '#c51b8a', unsure: '#5f6b76'}; // no theme has these colours

export class Marks {
  constructor(L, map) {
    Object.assign(this, {L, map, marks: {}, highlighted: {}, renderers: {}});
  }

  /** Mark a feature, or none (`null`), in the pane `selected` or `hover`. */
  set(pane, f) {
    const key = f && f.geometry && f.layer.visible ? `${f.id}${f.shape.offsets ?? ''}` : null;
    if (this.marks[pane]?.key === key) return;
    this.marks[pane]?.group.remove();
    delete this.marks[pane];
    if (!key) return;
    this.marks[pane] = {key, group: this.L.layerGroup(this.#symbol(f, pane, pane === 'selected')).addTo(this.map)};
  }

  /** Highlight features of a comparison; `kind` is `changed`, or `unsure` for an unconfirmed state. */
  highlight(kind, features) {
    const drawn = features.filter(f => f.geometry && f.layer.visible);
    const key = drawn.map(f => `${f.id}${f.shape.offsets ?? ''}`).join();
    if (this.highlighted[kind]?.key === key) return;
    this.highlighted[kind]?.group.remove();
    this.highlighted[kind] = {
      key,
      group: this.L.layerGroup(drawn.flatMap(f => this.#symbol(f, 'hover', false, kind))).addTo(this.map),
    };
  }

  #symbol(f, pane, strong, kind) {
    return {point: this.#ring, line: this.#glow, area: this.#edge}[f.style.shape].call(this, f, pane, strong, kind);
  }

  /** Dim the map outside these features. */
  mask(features) {
    this.masked?.remove();
    this.masked = null;
    if (!features.length) return;
    const {L} = this;
    const options = {
      pane: 'mask',
      renderer: (this.renderers.mask ??= L.svg({pane: 'mask', padding: 0.5})),
      interactive: false,
    };
    const holes = features.flatMap(f =>
      (f.geometry.type === 'Polygon' ? [f.geometry.coordinates] : f.geometry.coordinates).map(rings =>
        rings[0].map(([lon, lat]) => [lat, lon]),
      ),
    );
    this.masked = L.layerGroup([
      L.polygon(
        [
          [
            [30, 112],
            [30, 128],
            [44, 128],
            [44, 112],
          ],
          ...holes,
        ],
        {...options, stroke: false, fillColor: '#f6f3ec', fillOpacity: 0.62},
      ),
      L.polygon(
        holes.map(ring => [ring]),
        {...options, fill: false, color: '#ffffff', weight: 5, opacity: 0.9},
      ),
      L.polygon(
        holes.map(ring => [ring]),
        {...options, fill: false, color: '#2f2a24', weight: 1.8},
      ),
    ]).addTo(this.map);
  }

  /** Set the pin at a spot, [longitude, latitude]; `null` removes it. */
  pin(spot) {
    if (this.pinned?.key === spot?.join()) return;
    this.pinned?.marker.remove();
    this.pinned = null;
    if (!spot) return;
    const {L} = this;
    const icon = L.divIcon({className: 'atlas-pin', iconSize: [22, 30], iconAnchor: [11, 29]});
    this.pinned = {
      key: spot.join(),
      marker: L.marker([spot[1], spot[0]], {pane: 'trays', icon, interactive: false, keyboard: false}).addTo(this.map),
    };
  }

  // A ring round each symbol of a point feature, which may lie in a tray.
  #ring(f, pane, strong, kind) {
    const {L} = this;
    return positions(f.geometry).map(([lon, lat], i) => {
      const size = 2 * (f.style.size + 7);
      const [x, y] = f.shape.offsets?.[i] ?? [0, 0];
      const icon = L.divIcon({
        className: `atlas-ring ${strong ? 'strong' : (kind ?? '')}`,
        iconSize: [size, size],
        iconAnchor: [size / 2 - x, size / 2 - y],
      });
      return L.marker([lat, lon], {
        pane: f.shape.offsets ? 'trays' : 'selected',
        icon,
        interactive: false,
        keyboard: false,
      });
    });
  }

  // The glow of a line lies below it, so that the line stays legible.
  #glow(f, pane, strong, kind) {
    return [
      this.#path(f, 'glow', {
        color: COLOURS[kind] ?? '#ffb000',
        weight: strong ? 12 : 10,
        opacity: strong ? 0.72 : 0.4,
      }),
    ];
  }

  #edge(f, pane, strong, kind) {
    return [
      this.#path(f, pane, {color: '#ffffff', weight: strong ? 6 : 4, opacity: 0.85}),
      this.#path(f, pane, {
        color: COLOURS[kind] ?? (strong ? '#f08c00' : '#ffb000'),
        weight: strong ? 3.2 : 2.4,
        opacity: 0.95,
      }),
    ];
  }

  #path(f, pane, options) {
    const {L} = this;
    const renderer = (this.renderers[pane] ??= L.svg({pane, padding: 0.5}));
    const layer = L.GeoJSON.geometryToLayer({type: 'Feature', geometry: f.geometry, properties: {}});
    return (
      L.setOptions(layer, {
        interactive: false,
        fill: false,
        lineJoin: 'round',
        lineCap: 'round',
        smoothFactor: 0.6,
        pane,
        renderer,
        ...options,
      }) && layer
    );
  }
}
