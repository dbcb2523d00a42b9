// Measuring on the map: lengths and areas on the ellipsoid, of what one draws. It stays in the browser.

import {button, element} from '../dom.js';
import {bar, draw} from './draw.js';
import {areaOf, inverse, lengthOf} from './geodesy.js';

const INK = '#8d3f6b';
const ROOM = 44; // px: a shorter edge has no room for its length
const MU = 10000 / 15; // m²: 15 亩 are a hectare

export class Measure {
  constructor(atlas) {
    Object.assign(this, {atlas});
    atlas.map.on('zoomend', () => this.#label());
  }

  /** Measure a `line` or a `polygon`; what was measured before goes. */
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

  #stay(points) {
    const {
      atlas,
      atlas: {L, map, drawRenderer: renderer},
      kind,
    } = this;
    const text = this.#said(points);
    this.clear();
    this.points = points;
    const make = kind === 'line' ? L.polyline : L.polygon;
    const line = points.map(([lon, lat]) => [lat, lon]);
    const options = {renderer, interactive: false, fill: false, lineJoin: 'round'};
    this.shape = L.layerGroup([
      make(line, {...options, color: '#ffffff', weight: 5, opacity: 0.9}),
      make(line, {...options, color: INK, weight: 2.4, fill: kind === 'polygon', fillColor: INK, fillOpacity: 0.1}),
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
  async #copy(node, result) {
    try {
      await navigator.clipboard.writeText(result.textContent);
      node.textContent = this.atlas.text('map.measure.copied');
    } catch {
      window.getSelection().selectAllChildren(result);
    }
  }

  // ---- what is said ----------------------------------------------------------------------------------

  #said(points, last = null) {
    const t = key => this.atlas.text(key);
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

  #figure(value) {
    const digits = value < 10 ? 2 : value < 1000 ? 1 : 0;
    return value.toLocaleString(this.atlas.state.lang, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      useGrouping: this.atlas.state.lang === 'en' || value >= 10000,
    });
  }

  #length(metres) {
    const [key, value] = metres < 1000 ? ['metres', metres] : ['kilometres', metres / 1000];
    return this.atlas.text(`map.measure.${key}`).replace('{n}', this.#figure(value));
  }

  #area(square) {
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
