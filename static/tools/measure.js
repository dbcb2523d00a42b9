// Measuring on the map: lengths and areas on the ellipsoid, of what one draws. It stays in the browser.

import {figure} from '../figure.js';
import {button, element} from '../dom.js';
import {bar, draw} from './draw.js';
import {areaOf, inverse, lengthOf} from './geodesy.js';

/** @import {Atlas, DrawKind, Place} from '../types.d.ts' */

const ROOM = 44; // px: a shorter edge has no room for its length
const MU = 10000 / 15; // m²: 15 亩 are a hectare

export class Measure {
  /** @type {DrawKind} */
  kind = 'line';
  /** @type {Place[]} */
  points = [];
  /** @type {L.LayerGroup | null} */
  shape = null;
  /** @type {L.LayerGroup | null} */
  labels = null;
  /** @type {ReturnType<typeof bar> | null} */
  bar = null;

  /** @param {Atlas} atlas */
  constructor(atlas) {
    this.atlas = atlas;
    atlas.map.on('zoomend', () => this.#label());
  }

  /**
   * Measure a line or a polygon; what was measured before goes.
   *
   * @param {DrawKind} kind
   */
  start(kind) {
    this.clear();
    Object.assign(this, {kind, points: []});
    draw(this.atlas, kind, {
      onChange: (points, loose) => {
        this.points = points;
        this.#label();
        const all = loose && points.length ? [...points, loose] : points;
        return all.length > 1 && element('b', '', this.#said(all, points.length > 1 || loose ? all.slice(-2) : null));
      },
      onEnd: points => this.#stay(points),
      onCancel: () => this.clear(),
    });
  }

  /** Take the measured shape away. */
  clear() {
    for (const part of [this.shape, this.labels, this.bar]) part?.remove();
    Object.assign(this, {shape: null, labels: null, bar: null, points: []});
  }

  /** Say it anew, in the reader's language. */
  translate() {
    if (this.bar) this.#stay(this.points);
  }

  /** @param {Place[]} points */
  #stay(points) {
    const {
      atlas,
      atlas: {
        L,
        map,
        shapes: {renderer},
        config: {
          mark: {drawn: color},
        },
      },
      kind,
    } = this;
    const text = this.#said(points);
    this.clear();
    this.points = points;
    const line = points.map(([lon, lat]) => L.latLng(lat, lon));
    /** @param {L.PolylineOptions} style */
    const make = style => (kind === 'line' ? L.polyline(line, style) : L.polygon(line, style));
    /** @type {L.PolylineOptions} */
    const options = {renderer, interactive: false, fill: false, lineJoin: 'round'};
    this.shape = L.layerGroup([
      make({...options, color: '#ffffff', weight: 5, opacity: 0.9}),
      make({...options, color, weight: 2.4, fill: kind === 'polygon', fillColor: color, fillOpacity: 0.1}),
    ]).addTo(map);
    const copy = button('', atlas.text('map.measure.copy'), () => this.#copy(copy, result));
    this.bar = bar(
      atlas,
      copy,
      button('', atlas.text('map.measure.clear'), () => this.clear()),
    );
    const result = element('b', 'result', text);
    this.bar.said.append(result);
    this.#label();
  }

  // The clipboard is closed to pages without https: there the text is marked, for Ctrl+C to take.
  /** @type {(node: HTMLElement, result: HTMLElement) => Promise<void>} */
  async #copy(node, result) {
    try {
      await navigator.clipboard.writeText(result.textContent ?? '');
      node.textContent = this.atlas.text('map.measure.copied');
    } catch {
      window.getSelection()?.selectAllChildren(result);
    }
  }

  // ---- what is said ----------------------------------------------------------------------------------

  /** @type {(points: Place[], last?: Place[] | null) => string} */
  #said(points, last = null) {
    /** @param {string} key */
    const t = key => this.atlas.text(key);
    /** @param {Place[]} line */
    const length = line => this.#length(lengthOf(line));
    if (this.kind === 'line' || points.length < 3) {
      const total = t('map.measure.total').replace('{length}', length(points));
      return last && points.length > 2
        ? `${t('map.measure.last').replace('{length}', length(last))} · ${total}`
        : total;
    }
    return [
      t('map.measure.area').replace('{area}', this.#area(areaOf(points))),
      t('map.measure.perimeter').replace('{length}', length([...points, points[0]])),
    ].join(' · ');
  }

  /** @param {number} value */
  #figure(value) {
    const digits = value < 10 ? 2 : value < 1000 ? 1 : 0;
    return figure(value, this.atlas.state.lang, digits, digits);
  }

  /** @param {number} metres */
  #length(metres) {
    /** @type {[string, number]} */
    const [key, value] = metres < 1000 ? ['metres', metres] : ['kilometres', metres / 1000];
    return this.atlas.text(`map.measure.${key}`).replace('{n}', this.#figure(value));
  }

  /** @param {number} square */
  #area(square) {
    /** @type {[string, number][]} */
    const parts = square < 10000 ? [['square_metres', square]] : [['hectares', square / 10000]];
    if (square >= 1e6) parts.push(['square_kilometres', square / 1e6]);
    parts.push(['mu', square / MU]);
    return parts
      .map(([key, value]) => this.atlas.text(`map.measure.${key}`).replace('{n}', this.#figure(value)))
      .join(' = ');
  }

  // The length of every edge at its middle, where there is room.
  #label() {
    const {
      atlas: {L, map},
      points,
      kind,
    } = this;
    this.labels?.remove();
    this.labels = null;
    if (!points?.length) return;
    const ring = kind === 'polygon' && points.length > 2 ? [...points, points[0]] : points;
    /** @param {Place} place */
    const at = ([lon, lat]) => map.latLngToLayerPoint([lat, lon]);
    const edges = ring
      .slice(1)
      .map((to, i) => [ring[i], to])
      .filter(([from, to]) => at(from).distanceTo(at(to)) >= ROOM);
    this.labels = L.layerGroup(
      edges.map(([from, to]) => {
        const icon = L.divIcon({
          className: 'measure-label',
          iconSize: [0, 0],
          html: element('span', '', this.#length(inverse(from, to).distance)),
        });
        return L.marker(map.layerPointToLatLng(at(from).add(at(to)).divideBy(2)), {
          pane: 'draw',
          icon,
          interactive: false,
          keyboard: false,
        });
      }),
    ).addTo(map);
  }
}
