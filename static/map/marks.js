// Marks on the map: the selected feature, the one under the pointer, and those that are highlighted. They are
// drawn above everything else; the glow of a line is drawn below it.

import {isArea, isDrawn, isPoint, pathOf, positions} from './spatial.js';

/** @import {AreaFeature, DrawnFeature, Feature, Leaflet, Mark, Place, PointFeature} from '../types.d.ts' */

/**
 * The pane of a mark, and what is highlighted: by a comparison, as found by a search, or by a step of a tour.
 *
 * @typedef {'selected' | 'hover'} Pane
 * @typedef {'changed' | 'unsure' | 'hit' | 'spotlight'} Kind
 */

export class Marks {
  /** @type {Partial<Record<Pane, {key: string, group: L.LayerGroup}>>} */
  marks = {};
  /** @type {Partial<Record<Kind, {key: string, group: L.LayerGroup}>>} */
  highlighted = {};
  /** @type {Record<string, L.Renderer>} by pane */
  renderers = {};
  /** @type {L.LayerGroup | null} */
  masked = null;
  /** @type {{key: string, marker: L.Marker} | null} */
  pinned = null;
  /** @type {{key: string, group: L.LayerGroup} | null} */
  starred = null;

  /**
   * @param {Leaflet} L
   * @param {L.Map} map
   * @param {Mark} colours
   */
  constructor(L, map, colours) {
    this.L = L;
    this.map = map;
    this.colours = colours;
  }

  /**
   * Mark a feature, or none (`null`), in a pane.
   *
   * @param {Pane} pane
   * @param {Feature | null} f
   */
  set(pane, f) {
    const drawn = f && isDrawn(f) && f.layer.visible ? f : null;
    const key = drawn && `${drawn.id}${drawn.shape.offsets ?? ''}`;
    if (this.marks[pane]?.key === key) return;
    this.marks[pane]?.group.remove();
    delete this.marks[pane];
    if (!drawn || !key) return;
    this.marks[pane] = {key, group: this.L.layerGroup(this.#symbol(drawn, pane, pane === 'selected')).addTo(this.map)};
  }

  /**
   * Highlight features of a comparison, a search or a tour; `kind` is `changed`, `unsure` for an unconfirmed state,
   * `hit` or `spotlight`.
   *
   * @param {Kind} kind
   * @param {Feature[]} features
   */
  highlight(kind, features) {
    const drawn = features.filter(isDrawn).filter(f => f.layer.visible);
    const key = drawn.map(f => `${f.id}${f.shape.offsets ?? ''}`).join();
    if ((this.highlighted[kind]?.key ?? '') === key) return;
    this.highlighted[kind]?.group.remove();
    this.highlighted[kind] = {
      key,
      group: this.L.layerGroup(drawn.flatMap(f => this.#symbol(f, 'hover', false, kind))).addTo(this.map),
    };
  }

  /** @type {(f: DrawnFeature, pane: Pane, strong: boolean, kind?: Kind) => L.Layer[]} */
  #symbol(f, pane, strong, kind) {
    if (isPoint(f)) return this.#ring(f, strong, kind);
    return isArea(f) ? this.#edge(f, pane, strong, kind) : this.#glow(f, strong, kind);
  }

  /**
   * Dim the map outside these areas.
   *
   * @param {AreaFeature[]} features
   */
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
        rings[0].map(([lon, lat]) => /** @type {L.LatLngTuple} */ ([lat, lon])),
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
        {...options, stroke: false, fillColor: this.colours.dim, fillOpacity: 0.62},
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

  /**
   * Set the pin at a spot; `null` removes it.
   *
   * @param {Place | null} spot
   */
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

  /**
   * Set a star beside the symbol of each of these features, and no others.
   *
   * @param {Feature[]} features
   */
  stars(features) {
    const drawn = features.filter(isDrawn).filter(f => f.shown);
    const key = drawn.map(f => `${f.id}${f.shape.offsets ?? ''}`).join();
    if ((this.starred?.key ?? '') === key) return;
    this.starred?.group.remove();
    this.starred = {key, group: this.L.layerGroup(drawn.flatMap(f => this.#star(f) ?? [])).addTo(this.map)};
  }

  /** @type {(f: DrawnFeature) => L.Marker | null} */
  #star(f) {
    const {L} = this;
    const place = isPoint(f) ? positions(f.geometry)[0] : f.properties.label_point;
    if (!place) return null;
    const [x, y] = (isPoint(f) && f.shape.offsets?.[0]) || [0, 0];
    const away = isPoint(f) ? f.style.size + 5 : 0; // px: at the symbol's upper right; in the middle of an area
    const icon = L.divIcon({
      className: 'atlas-kept-star',
      iconSize: [16, 16],
      iconAnchor: [8 - x - away, 8 - y + away],
    });
    const pane = isPoint(f) && f.shape.offsets ? 'trays' : 'selected';
    return L.marker([place[1], place[0]], {pane, icon, interactive: false, keyboard: false});
  }

  // A ring round each symbol of a point feature, which may lie in a tray.
  /** @type {(f: PointFeature, strong: boolean, kind?: Kind) => L.Layer[]} */
  #ring(f, strong, kind) {
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
  /** @type {(f: DrawnFeature, strong: boolean, kind?: Kind) => L.Layer[]} */
  #glow(f, strong, kind) {
    return [
      this.#path(f, 'glow', {
        color: this.colours[kind ?? 'glow'],
        weight: strong ? 12 : 10,
        opacity: strong ? 0.72 : 0.4,
      }),
    ];
  }

  /** @type {(f: DrawnFeature, pane: Pane, strong: boolean, kind?: Kind) => L.Layer[]} */
  #edge(f, pane, strong, kind) {
    return [
      this.#path(f, pane, {color: '#ffffff', weight: strong ? 6 : 4, opacity: 0.85}),
      this.#path(f, pane, {
        color: this.colours[kind ?? (strong ? 'rim' : 'glow')],
        weight: strong ? 3.2 : 2.4,
        opacity: 0.95,
      }),
    ];
  }

  /** @type {(f: DrawnFeature, pane: string, options: L.PathOptions) => L.Layer} */
  #path(f, pane, options) {
    const {L} = this;
    const renderer = (this.renderers[pane] ??= L.svg({pane, padding: 0.5}));
    const layer = pathOf(L, f.geometry);
    L.setOptions(layer, {
      interactive: false,
      fill: false,
      lineJoin: 'round',
      lineCap: 'round',
      smoothFactor: 0.6,
      pane,
      renderer,
      ...options,
    });
    return layer;
  }
}
